"""How networks are active before and after training, against the rank of their initial matrix."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from richlazy import hypercube
from richlazy.errors import InputError
from richlazy.plotting.blocks import panel_grid, rank_axis, seeds_and_mean
from richlazy.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.plotting.style import INK, SOFT, category_colours, styled

NEEDS = ("rank",)

MEASURES = (
    "lyapunov_exponent",
    "activity_dimension",
    "read_out_alignment",
    "activity_cost",
)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the first and the last step against rank: rows are measures (those that the study has), columns
    the other swept values.

    Returns the figure and its caption. Raises MissingSweep when the study does not sweep rank, and InputError where it
    has none of the measures.
    """
    hypercube.require(measures, "rank", "activity")
    ordered = measures.sortby("rank")
    names = [name for name in MEASURES if name in ordered]
    if not names:
        raise InputError(f"figure activity: the study has none of {', '.join(MEASURES)}; leave the figure out")
    step, groups = hypercube.last_step(ordered), list(hypercube.groups(ordered))
    figure, panels = panel_grid(ordered, names, style, row_mm=31)
    colours = category_colours(len(groups), style)
    for group, name, panel in panels:
        values = ordered[name].sel(group)
        seeds_and_mean(panel, values.sel(step=0), SOFT, SOFT)
        seeds_and_mean(panel, values.sel(step=step), colours[groups.index(group)])
        rank_axis(panel, ordered["rank"].values.tolist(), labelled=name == names[-1])
    _legend(figure)
    return figure, _caption(ordered, step)


def _legend(figure: Figure) -> None:
    lines = [Line2D([], [], color=colour, marker="o", markersize=3) for colour in (SOFT, INK)]
    figure.legend(lines, ["before training", "after training"], loc="outside upper center", ncols=2)


def _caption(measures: xr.Dataset, step: int) -> str:
    return (
        f"Networks before and after {step} training steps against the rank of their initial recurrent matrix. Thin "
        f"lines: single seeds ({seeds_text(measures)}). Markers and thick lines: mean over seeds; bars: "
        f"their {INTERVAL}. A maximal Lyapunov exponent above 0 is chaos; read-out alignment "
        f"is near 1/√N for oblique dynamics. {diverged_text(measures)}"
    )
