"""Which components of the weights learning changes, and when: singular values of the change along training."""

from collections.abc import Mapping
from typing import NamedTuple

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from richlazy import hypercube
from richlazy.plotting.blocks import paired, panel_grid, rank_legend, step_axis
from richlazy.plotting.labels import diverged_text, seeds_text
from richlazy.plotting.style import FAINT, sequence_colours, styled

NEEDS = ("rank",)

SINGULAR_VALUES, ALONG, SHARE = "change_singular_values", "change_along_singular_vectors", "change_in_leading_space"
# How much of its colour the last component keeps, and the decades of singular values that are drawn.
PALEST, DECADES = 0.25, 3


class Line(NamedTuple):
    """A measure at one rank."""

    measure: str
    rank: int


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw the components of the weight change at the lowest and the highest rank against the training step.

    Columns are the swept values other than rank. Returns the figure and its caption. Raises MissingSweep when the study
    does not sweep rank.
    """
    hypercube.require(measures, "rank", "learning_dynamics")
    ordered = measures.sortby(["rank", "step"])
    ranks = list(dict.fromkeys(ordered["rank"].values[[0, -1]].tolist()))
    colours = dict(zip(ranks, sequence_colours(max(len(ranks), 2)), strict=False))
    rows = _rows(ranks)
    named = ordered.assign({row: ordered[lines[0].measure] for row, lines in rows.items()})
    figure, panels = panel_grid(named, list(rows), style, row_mm=31)
    rank_legend(figure, ranks, list(colours.values()))
    for group, row, panel in panels:
        for line in rows[row]:
            values = ordered[line.measure].sel(group).sel(rank=line.rank)
            _draw_line(panel, values.sel(seed=paired(values)), colours[line.rank])
        _measure_axis(panel, rows[row], ordered, colours)
        step_axis(panel, ordered.step.values, labelled=row == list(rows)[-1])
    return figure, _caption(ordered, ranks)


def _rows(ranks: list[int]) -> dict[str, list[Line]]:
    """What each row of panels shows, by the words on its axis."""
    rows = {f"singular values, rank {rank}": [Line(SINGULAR_VALUES, rank)] for rank in ranks}
    rows["share in leading space"] = [Line(SHARE, rank) for rank in ranks]
    rows["change along singular vectors"] = [Line(ALONG, rank) for rank in ranks]
    return rows


def _draw_line(panel: Axes, values: xr.DataArray, colour: tuple) -> None:
    """Seeds and their mean of (seed, step); of a vector the means of its components, the first in full colour."""
    if "component" not in values.dims:
        panel.plot(values.step, values.transpose("step", "seed"), color=colour, alpha=0.35, linewidth=0.4)
        panel.plot(values.step, values.mean("seed"), color=colour)
        return
    count = values.sizes["component"]
    for number in range(count):
        kept = 1 - (1 - PALEST) * number / max(count - 1, 1)
        pale = [1 - kept * (1 - part) for part in colour]
        mean = values.isel(component=number).mean("seed")
        # What comes first lies on top.
        panel.plot(values.step, mean, color=pale, linewidth=0.9, zorder=3 - number / count)


def _measure_axis(panel: Axes, lines: list[Line], measures: xr.Dataset, colours: Mapping) -> None:
    measure = lines[0].measure
    if measure == ALONG:
        panel.axhline(0, color=FAINT, linewidth=0.6, zorder=1)
        return
    top = float(measures[measure].mean("seed").sel(rank=list(colours)).max())
    low = top * 10.0**-DECADES
    if measure == SHARE:
        by_chance = {line.rank: chance(measures, line.rank) for line in lines}
        low = min(by_chance.values()) / 10
        for rank, share in by_chance.items():
            panel.axhline(share, color=colours[rank], linewidth=0.8, linestyle=(0, (2, 2)))
    if top > low:
        panel.set_yscale("log", nonpositive="mask")
        panel.set_ylim(low, top * 2)


def chance(measures: xr.Dataset, rank: int) -> float:
    """Share of a change in a random direction that lies in the leading space of a start of that rank."""
    leading = min(measures.sizes["component"], rank, measures.sizes["index"])
    return (leading / measures.sizes["index"]) ** 2


def _caption(measures: xr.Dataset, ranks: list[int]) -> str:
    count = measures.sizes["component"]
    return (
        f"Change of the matrix under study, W(f) - W(0), along training, from starts of rank "
        f"{' and '.join(map(str, ranks))}. From the top: its {count} largest singular values, later ones paler; the "
        f"share of its squared norm between the leading left and right singular vectors of the start ({count}, or as "
        f"many as its rank), thin lines single seeds, dashed: that of a change in a random direction; the change along "
        f"each of these pairs of vectors, later ones paler. Other lines: mean over {seeds_text(measures)}. "
        f"{diverged_text(measures)}"
    )
