"""Figure 4: how richly networks learned, against the alignment of their kernel with the targets; by rank."""

from collections.abc import Mapping, Sequence

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from richlazy import hypercube
from richlazy.plotting.alignment_panels import (
    ALIGNMENT,
    alignment_grid,
    correlations,
    correlations_caption,
    correlations_text,
    mean_mark,
    richness,
    run_dots,
    share_limits,
)
from richlazy.plotting.blocks import paired, rank_legend
from richlazy.plotting.labels import diverged_text, seeds_text
from richlazy.plotting.style import INK, sequence_colours, styled

NEEDS = ("rank",)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw every run, and the mean of every rank, at its alignment before and after training and its richness.

    Returns the figure and its caption. Raises MissingSweep when the study does not sweep rank.
    """
    hypercube.require(measures, "rank", "figure4")
    ordered = measures.sortby("rank")
    ranks, groups = ordered["rank"].values.tolist(), list(hypercube.groups(ordered))
    colours = sequence_colours(len(ranks))
    figure, places = alignment_grid(ordered, [hypercube.label(ordered, group) for group in groups], style)
    rank_legend(figure, ranks, colours)
    for group, name, step, panel in places:
        part = ordered.sel(groups[group])
        learned = richness(part.sel(step=hypercube.last_step(part)), name)
        _runs_and_means(panel, part[ALIGNMENT].sel(step=step), learned, colours)
        panel.set_title(correlations_text(correlations(part, name, step)), fontsize="small", pad=3)
    share_limits(places)
    return figure, _caption(ordered)


def _runs_and_means(panel: Axes, aligned: xr.DataArray, learned: xr.DataArray, colours: Sequence) -> None:
    """Draw `aligned` and `learned` over (rank, seed): a dot a run; on top the means of the ranks, joined in order."""
    aligned, learned = aligned.transpose("rank", "seed"), learned.transpose("rank", "seed")
    seeds = paired(learned)
    means = aligned[:, seeds].mean("seed"), learned[:, seeds].mean("seed")
    panel.plot(*means, color=INK, linewidth=0.7, zorder=4)
    for place, colour in enumerate(colours):
        run_dots(panel, aligned[place], learned[place], "o", colour)
        mean_mark(panel, means[0][place], means[1][place], "o", colour)


def _caption(measures: xr.Dataset) -> str:
    return (
        f"How richly networks learned in {hypercube.last_step(measures)} training steps against the alignment of their "
        f"tangent kernel with the targets, before and after training. Dots: single runs ({seeds_text(measures)}), "
        f"coloured by the rank of the initial recurrent matrix; large markers: mean over seeds, joined in the order of "
        f"rank. {correlations_caption(measures, 'ranks')} {diverged_text(measures)}"
    )
