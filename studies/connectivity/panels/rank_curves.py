"""Measures against rank: a line a seed, and on top the mean over all seeds with its interval."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from richlazy.reporting.plotting.blocks import interval_of, note_never_reached, paired
from richlazy.reporting.plotting.labels import CONFIDENCE
from richlazy.reporting.plotting.panel_grid import Panel
from richlazy.reporting.plotting.style import INK, SOFT
from richlazy.reporting.plotting.value_axes import RATIOS, mark_beyond, set_value_axes
from richlazy.statistics.interval import t_interval


def centre(values: xr.DataArray, over: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean over seeds and its interval, each over `over`; of RATIOS the geometric mean, with the t interval of the log.

    `values` carry the name of the measure. A ratio that is 0 for all seeds, as any change at step 0, has the mean 0.
    """
    if values.name not in RATIOS:
        return interval_of(values, over)
    ordered = values.transpose("seed", over).values
    logs = np.log(ordered, where=ordered > 0, out=np.full(ordered.shape, np.nan))
    zero = (ordered == 0).all(0) & (ordered.shape[0] > 0)
    return tuple(np.where(zero, 0.0, np.exp(found)) for found in t_interval(logs, CONFIDENCE))


class Marked(NamedTuple):
    """A measure over (seed, rank), and a factor on the ranks by which two sets of marks stand side by side."""

    values: xr.DataArray
    shift: float = 1.0


def seeds_and_mean(panel: Axes, marked: Marked, colour: Sequence[float], line: object = INK) -> None:
    """Draw a thin line per paired seed, crosses for the others; on top the mean of paired seeds and its interval.

    Above a rank stands how many of its runs never reached the value.
    """
    values = marked.values
    ranks, seeds = values["rank"].values * marked.shift, values.transpose("rank", "seed")
    entered = paired(values).values
    thin = {"color": colour, "alpha": 0.45, "linewidth": 0.5}
    if entered.any():
        panel.plot(ranks, seeds[:, entered], **thin, marker="o", markersize=1.2, markeredgewidth=0)
    if not entered.all():
        panel.plot(ranks, seeds[:, ~entered], "x", color=SOFT, markersize=3, markeredgewidth=0.6, zorder=2)
    mean, low, high = centre(values.isel(seed=np.flatnonzero(entered)), "rank")
    known = np.isfinite(low)
    panel.vlines(ranks[known], low[known], high[known], color=line, linewidth=1.0, zorder=4)
    panel.plot(ranks, mean, color=line, linewidth=1.0, marker="o", markersize=3, markerfacecolor=colour, zorder=5)
    note_never_reached(panel, ranks, seeds.values)


def fit_value_axes(panels: Sequence[Panel], shown: Sequence[Sequence[Marked]], runs: bool = True) -> None:
    """Give all panels of a measure one y axis for what each shows, and mark the networks that are beyond it.

    runs: whether single networks are drawn, or their means and intervals alone.
    """
    for name in dict.fromkeys(panel.name for panel in panels):
        own = [(panel.axes, marked) for panel, marked in zip(panels, shown, strict=True) if panel.name == name]
        values = [one.values for _, marked in own for one in marked]
        always = np.concatenate([_means_and_ends(some) for some in values])
        single = np.concatenate([np.ravel(some) for some in values]) if runs else always
        set_value_axes([axes for axes, _ in own], name, single, always)
        for axes, marked in own if runs else ():
            for one in marked:
                beside = one.values.transpose("seed", "rank").values
                places = np.broadcast_to(one.values["rank"].values * one.shift, beside.shape)
                mark_beyond(axes, places.ravel(), beside.ravel())


def _means_and_ends(values: xr.DataArray) -> np.ndarray:
    return np.concatenate(centre(values.isel(seed=np.flatnonzero(paired(values).values)), "rank"))


def unpaired_text(shown: Sequence[Sequence[Marked]]) -> str:
    """What crosses are, for a caption of panels of which any has one."""
    values = [one.values for marked in shown for one in marked]
    if any(bool((~paired(some) & some.notnull().any("rank")).any()) for some in values):
        return " Crosses: seeds whose network diverged at another rank of the panel; they are not in its means."
    return ""
