"""Curves along training, with a thin line for every seed and a thick one for their median."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from richlazy.reporting.plotting.blocks import step_axis
from richlazy.reporting.plotting.style import SOFT

LEAST, MOST = 1e-3, 3.0  # errors of the panels; lesser ones are not drawn


def line(panel: Axes, values: xr.DataArray, colour: object, name: str) -> None:
    """A curve over (seed, step); after its end a run stays as it was."""
    known = values.dropna("step", how="all")  # the overlap of no change is not defined
    curves = held(known).transpose("seed", "step").values
    panel.plot(known.step, curves.T, color=colour, linewidth=0.3, alpha=0.35)
    panel.plot(known.step, np.nanmedian(curves, 0), color=colour, linewidth=1.5, label=name)


def held(values: xr.DataArray) -> xr.DataArray:
    """Curves over (seed, step) that stay as they were after the end of a run."""
    ordered = values.transpose("seed", "step")
    return ordered.copy(data=pd.DataFrame(ordered.values).ffill(axis=1).values)


def errors(panel: Axes, part: xr.Dataset, words: str) -> None:
    """Axes of errors over steps, dotted at the error of predicting zero."""
    unit(panel)
    panel.set_yscale("log")
    panel.set_ylim(LEAST, MOST)
    panel.set_ylabel(words)
    steps(panel, part)


def unit(panel: Axes) -> None:
    """The error of predicting zero, dotted."""
    panel.axhline(1, color=SOFT, linewidth=0.8, linestyle=":")


def steps(panel: Axes, part: xr.Dataset) -> None:
    """An axis of training steps."""
    step_axis(panel, part.step.values)
    panel.set_xlabel("Step")
