"""Figure 4: how richly networks learned, against the alignment of their kernel with the targets; by rank."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import paired
from richlazy.reporting.plotting.labels import diverged_text, seeds_text
from richlazy.reporting.plotting.style import INK, sequence_colours, styled
from richlazy.reporting.plotting.value_axes import RATIO_CAPTION, mark_beyond

from studies.connectivity.panels.alignment_panels import (
    ALIGNMENT,
    CORRELATION_WORDS,
    Place,
    alignment_grid,
    correlations,
    correlations_caption,
    entitle,
    mean_mark,
    mean_richness,
    ratio_axes,
    richness,
    run_dots,
    share_limits,
)
from studies.connectivity.panels.rank_axes import RANK_WORDS, rank_legend

NEEDS = ("rank",)


class Runs(NamedTuple):
    """What a panel shows: alignment and richness over (rank, seed), and the mean of each over (rank)."""

    aligned: xr.DataArray
    learned: xr.DataArray
    mean_aligned: xr.DataArray
    mean_learned: xr.DataArray


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw every run, and the mean of every rank, at its alignment before and after training and its richness.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep rank.
    """
    reading.require(measures, "rank", "figure4")
    ordered = measures.sortby("rank")
    ranks, groups = ordered["rank"].values.tolist(), list(reading.groups(ordered, without=("rank",)))
    colours = sequence_colours(len(ranks))
    figure, places = alignment_grid(ordered, [reading.label(ordered, group) for group in groups], style)
    rank_legend(figure, ranks, colours, f"{RANK_WORDS}; {CORRELATION_WORDS.format('ranks')}")
    shown = [_runs(ordered.sel(groups[place.group]), place) for place in places]
    for place, runs in zip(places, shown, strict=True):
        _draw(place, runs, colours)
        entitle(place, correlations(ordered.sel(groups[place.group]), place.measure, place.step))
    share_limits(places)
    ratio_axes(places, [runs.learned for runs in shown], [runs.mean_learned for runs in shown])
    for place, runs in zip(places, shown, strict=True):
        for aligned, learned, colour in zip(runs.aligned, runs.learned, colours, strict=True):
            mark_beyond(place.panel, aligned.values, learned.values, colour)
    return figure, _caption(ordered)


def _runs(part: xr.Dataset, place: Place) -> Runs:
    """The runs of a group that a panel shows; means are over the seeds that ran at every rank."""
    aligned = part[ALIGNMENT].sel(step=place.step).transpose("rank", "seed")
    learned = richness(part.sel(step=reading.last_step(part)), place.measure).transpose("rank", "seed")
    seeds = paired(learned)
    means = aligned[:, seeds].mean("seed"), mean_richness(learned[:, seeds], place.measure)
    return Runs(aligned, learned, *means)


def _draw(place: Place, runs: Runs, colours: Sequence) -> None:
    """Draw a dot for each run; on top the means of the ranks, joined in order."""
    place.panel.plot(runs.mean_aligned, runs.mean_learned, color=INK, linewidth=0.7, zorder=4)
    for number, colour in enumerate(colours):
        run_dots(place.panel, runs.aligned[number], runs.learned[number], "o", colour)
        mean_mark(place.panel, runs.mean_aligned[number], runs.mean_learned[number], "o", colour)


def _caption(measures: xr.Dataset) -> str:
    return (
        f"How richly networks learned in {reading.last_step(measures)} training steps against the alignment of their "
        f"tangent kernel with the targets, before and after training. Dots: single runs ({seeds_text(measures)}), "
        f"coloured by the rank of the initial recurrent matrix; large markers: mean over seeds, joined in the order of "
        f"rank. {RATIO_CAPTION} {correlations_caption(measures, 'ranks')} {diverged_text(measures)}"
    )
