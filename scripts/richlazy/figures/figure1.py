"""Figure 1: how lazily networks learned, against the rank of their initial matrix."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure

from richlazy import hypercube
from richlazy.plotting.blocks import panel_grid, rank_axis, seeds_and_mean
from richlazy.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.plotting.style import category_colours, styled

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
    """Draw MEASURES at the last step against rank: rows are measures (those that the study has), columns the
    other swept values.

    Returns the figure and its caption. Raises MissingSweep when the study does not sweep rank.
    """
    hypercube.require(measures, "rank", "figure1")
    step = hypercube.last_step(measures)
    last = measures.sel(step=step).sortby("rank")
    ranks = last["rank"].values.tolist()
    names = [name for name in MEASURES if name in last]
    figure, panels = panel_grid(last, names, style, row_mm=31)
    groups = list(hypercube.groups(last))
    colours = category_colours(len(groups), style)
    for group, name, panel in panels:
        seeds_and_mean(panel, last[name].sel(group), colours[groups.index(group)])
        rank_axis(panel, ranks, labelled=name == names[-1])
    return figure, _caption(last, step)


def _caption(last: xr.Dataset, step: int) -> str:
    return (
        f"Networks after {step} training steps against the rank of their initial recurrent matrix; alignments compare "
        f"a network with itself before training, a higher one is lazier learning. Thin lines: single seeds "
        f"({seeds_text(last)}), each joining the networks that share a draw. Markers and thick lines: mean over seeds; "
        f"bars: its {INTERVAL}, at each rank by itself. {diverged_text(last)}"
    )
