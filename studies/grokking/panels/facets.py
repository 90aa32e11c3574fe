"""Figures over one swept parameter: a block of panels for each combination of the other swept values."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import xarray as xr
from matplotlib.figure import Figure, SubFigure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.labels import parameter_words, value_words
from richlazy.reporting.plotting.style import new_figure

# Blocks that one page has room for.
MOST_FACETS = 2
# Height of the words above a block.
WORDS_MM = 10


class Facet(NamedTuple):
    """The measures over one parameter at some values of the others, and these in words: none of a single facet."""

    words: str
    part: xr.Dataset


def facets(measures: xr.Dataset, dim: str) -> list[Facet]:
    """The facets over `dim`, ascending, in the order of the experiment, without points at which nothing was run.

    Raises MissingSweep where `dim` is not swept.
    """
    reading.require(measures, dim, f"a figure over {dim}")
    found = []
    for group in reading.groups(measures, (dim,)):
        part = measures.sel(group).sortby(dim)
        if reading.planned_runs(part):
            part = part.isel({dim: part.diverged.notnull().any("seed").values})
            named = {name: value for name, value in group.items() if measures.sizes[name] > 1}
            words = ", ".join(f"{parameter_words(name)} {value_words(name, value)}" for name, value in named.items())
            found.append(Facet(words, part.assign_attrs(sweep=f'["{dim}"]')))
    return found


def facet_figure(
    chosen: list[Facet], style: Mapping, height_mm: float, draw: Callable[[SubFigure | Figure, xr.Dataset, int], int]
) -> Figure:
    """A figure of the first MOST_FACETS facets, one below the other, each under its words.

    draw(block, part, first) draws a facet into its part of the figure, whose panels have the letters from number
    `first` on, and returns how many they are.
    """
    shown = chosen[:MOST_FACETS]
    figure = new_figure(style, sum(height_mm + WORDS_MM * bool(facet.words) for facet in shown))
    blocks = figure.subfigures(len(shown), 1, squeeze=False)[:, 0]
    first = 0
    for block, facet in zip(blocks, shown, strict=True):
        first += draw(block, facet.part, first)
        if facet.words:
            block.suptitle(facet.words, x=0.02, ha="left")
    return figure


def facets_text(chosen: list[Facet]) -> str:
    """A sentence for the caption: what the blocks are, and which are not shown; empty for a single facet."""
    if len(chosen) == 1:
        return ""
    left_out = [facet.words for facet in chosen[MOST_FACETS:]]
    rest = f" Not shown: {'; '.join(left_out)}." if left_out else ""
    return f" From above: {'; '.join(facet.words for facet in chosen[:MOST_FACETS])}.{rest}"
