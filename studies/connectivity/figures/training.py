"""Measures along training, one colour per rank."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import note_if_empty, paired, step_axis
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import sequence_colours, styled
from richlazy.reporting.plotting.value_axes import accuracy_caption, accuracy_lines

from studies.connectivity.panels.rank_axes import rank_legend
from studies.connectivity.panels.rank_bands import BANDS_TEXT, fit_curve_axes, lines_and_bands
from studies.connectivity.panels.rank_curves import centre

NEEDS = ("rank",)

MEASURES = (
    "loss",
    "accuracy",
    "weight_change",
    "representation_alignment",
    "kernel_alignment",
    "sign_similarity",
    "kernel_target_alignment",
)
# Accuracy below this after step 0 is that of an answer which is never right.
NEVER_RIGHT = 0.05


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES against the training step: rows are measures (those that the experiment has), columns the swept
    values other than rank.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep rank.
    """
    reading.require(measures, "rank", "training")
    ordered = measures.sortby("rank").sortby("step")
    names = [name for name in MEASURES if name in ordered]
    colours = sequence_colours(ordered.sizes["rank"])
    figure, panels = panel_grid(ordered, names, style, row_mm=27, within=("rank",))
    rank_legend(figure, ordered["rank"].values.tolist(), colours)
    shown = [_along_training(ordered[panel.name].sel(panel.group)) for panel in panels]
    for panel, curves in zip(panels, shown, strict=True):
        lines_and_bands(panel.axes, ordered.step.values, curves, colours)
        if panel.name == "accuracy":
            accuracy_lines(panel.axes, ordered.sel(panel.group), words=False)
        step_axis(panel.axes, ordered.step.values, labelled=panel.lowest)
        note_if_empty(panel.axes, ordered.sel(panel.group).isel(step=-1), panel.name)
    fit_curve_axes(panels, shown)
    return figure, _caption(ordered)


def _along_training(values: xr.DataArray) -> np.ndarray:
    """Mean, low and high end of its interval of a measure at every rank and step, [3, rank, step]."""
    values = values.isel(seed=np.flatnonzero(paired(values).values))
    return np.stack([centre(of_rank, "step") for of_rank in values.transpose("rank", "seed", "step")], axis=1)


def _caption(measures: xr.Dataset) -> str:
    return (
        f"Measures along training, at {measures.sizes['step']} checkpoints from step {int(measures.step.min())} "
        f"to step {int(measures.step.max())} (log axis, with a place for step 0 before the break). Lines: mean over "
        f"{seeds_text(measures)}, of weight change the geometric mean; {BANDS_TEXT}: its "
        f"{INTERVAL}.{accuracy_caption(measures)}{_never_right_text(measures)} {diverged_text(measures)}"
    )


def _never_right_text(measures: xr.Dataset) -> str:
    """Why accuracy falls to 0, for the caption of an experiment in which it does."""
    if "accuracy" not in measures or not bool((measures.accuracy.mean("seed") < NEVER_RIGHT).any()):
        return ""
    return (
        " Accuracy falls below chance early on where networks learn the answer of the steps before the decision first, "
        "such as to fixate, which is never right at the decision."
    )
