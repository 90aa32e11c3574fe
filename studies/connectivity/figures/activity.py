"""How networks are active before and after training, against the rank of their initial matrix."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from richlazy.errors import InputError
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import note, why_empty
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, styled
from richlazy.reporting.plotting.value_axes import reference_line

from studies.connectivity.panels.rank_axes import rank_axis
from studies.connectivity.panels.rank_curves import Marked, fit_value_axes, seeds_and_mean, unpaired_text

NEEDS = ("rank",)

MEASURES = (
    "lyapunov_exponent",
    "activity_dimension",
    "read_out_alignment",
    "activity_cost",
)
# Marks before and after training stand side by side: so far apart, as a share of the axis.
APART = 0.025


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the first and the last step against rank: rows are measures (those that the experiment has),
    columns the other swept values.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep rank, and InputError
    where it has none of the measures.
    """
    reading.require(measures, "rank", "activity")
    ordered = measures.sortby("rank")
    names = [name for name in MEASURES if name in ordered]
    if not names:
        raise InputError(f"figure activity: the experiment has none of {', '.join(MEASURES)}; leave the figure out")
    step, ranks = reading.last_step(ordered), ordered["rank"].values.tolist()
    figure, panels = panel_grid(ordered, names, style, row_mm=31, within=("rank",))
    side = (max(ranks) / min(ranks)) ** APART
    shown = [_before_and_after(ordered[panel.name].sel(panel.group), step, side) for panel in panels]
    (colour,) = category_colours(1, style)
    for panel, (before, after) in zip(panels, shown, strict=True):
        if (value := reference(panel.name, ordered)) is not None:
            reference_line(panel.axes, value)
        seeds_and_mean(panel.axes, before, SOFT, SOFT)
        seeds_and_mean(panel.axes, after, colour)
        rank_axis(panel.axes, ranks, labelled=panel.lowest)
        if why := why_empty(ordered.sel(panel.group).sel(step=step), panel.name):
            note(panel.axes, f"after training: {why}", y=0.92)
    fit_value_axes(panels, shown)
    _legend(figure, colour)
    return figure, _caption(ordered, step, unpaired_text(shown))


def _before_and_after(values: xr.DataArray, step: int, side: float) -> tuple[Marked, Marked]:
    return Marked(values.sel(step=0), 1 / side), Marked(values.sel(step=step), side)


def reference(name: str, measures: xr.Dataset) -> float | None:
    """Where a measure changes its meaning: an exponent at the border of chaos, an alignment of random directions."""
    if name == "lyapunov_exponent":
        return 0.0
    if name == "read_out_alignment" and "units" in measures:
        return float(1 / np.sqrt(measures.units.median()))
    return None


def _legend(figure: Figure, colour: tuple) -> None:
    looks = {"before training": (SOFT, SOFT), "after training": (INK, colour)}
    lines = [
        Line2D([], [], color=line, marker="o", markersize=3, markerfacecolor=face) for line, face in looks.values()
    ]
    figure.legend(lines, list(looks), loc="outside upper center", ncols=2)


def _caption(measures: xr.Dataset, step: int, crosses: str) -> str:
    return (
        f"Networks before and after {step} training steps (side by side at each rank) against the rank of their "
        f"initial recurrent matrix. Thin lines: single seeds ({seeds_text(measures)}). Markers and thick lines: mean "
        f"over seeds; bars: its {INTERVAL}.{crosses} A maximal Lyapunov exponent above 0 (dashed) is chaos; read-out "
        f"alignment is near 1/√N (dashed) for oblique dynamics. Activity cost has a log axis and its means are "
        f"geometric; a single network beyond it is a triangle with its number. {diverged_text(measures)}"
    )
