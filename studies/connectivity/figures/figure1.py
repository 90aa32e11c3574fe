"""Figure 1: how lazily networks learned, against the rank of their initial matrix."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import note_if_empty
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import category_colours, styled
from richlazy.reporting.plotting.value_axes import RATIO_CAPTION, accuracy_caption, accuracy_lines

from studies.connectivity.panels.rank_axes import rank_axis
from studies.connectivity.panels.rank_curves import Marked, fit_value_axes, seeds_and_mean, unpaired_text

NEEDS = ("rank",)

MEASURES = (
    "representation_alignment",
    "kernel_alignment",
    "sign_similarity",
    "weight_change",
    "accuracy",
)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the last step against rank: rows are measures (those that the experiment has), columns the
    other swept values.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep rank.
    """
    reading.require(measures, "rank", "figure1")
    step = reading.last_step(measures)
    last = measures.sel(step=step).sortby("rank")
    names = [name for name in MEASURES if name in last]
    figure, panels = panel_grid(last, names, style, row_mm=31, within=("rank",))
    shown = [[Marked(last[panel.name].sel(panel.group))] for panel in panels]
    (colour,) = category_colours(1, style)
    for panel, (marked,) in zip(panels, shown, strict=True):
        seeds_and_mean(panel.axes, marked, colour)
        rank_axis(panel.axes, last["rank"].values.tolist(), labelled=panel.lowest)
        if panel.name == "accuracy":
            accuracy_lines(panel.axes, last.sel(panel.group), words=True)
        note_if_empty(panel.axes, last.sel(panel.group), panel.name)
    fit_value_axes(panels, shown)
    return figure, _caption(last, step, unpaired_text(shown))


def _caption(last: xr.Dataset, step: int, crosses: str) -> str:
    return (
        f"Networks after {step} training steps against the rank of their initial recurrent matrix; alignments compare "
        f"a network with itself before training, a higher one is lazier learning. Thin lines: single seeds "
        f"({seeds_text(last)}), each joining the networks that share a draw. Markers and thick lines: mean over seeds; "
        f"bars: its {INTERVAL}, at each rank by itself.{crosses} {RATIO_CAPTION}"
        f"{accuracy_caption(last)} {diverged_text(last)}"
    )
