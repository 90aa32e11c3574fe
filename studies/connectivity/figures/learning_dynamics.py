"""Which components of the weights learning changes, and when: singular values of the change along training."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import note_if_empty, paired, step_axis
from richlazy.reporting.plotting.labels import diverged_text, seeds_text
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import FAINT, INK, category_colours, sequence_colours, styled
from richlazy.reporting.plotting.value_axes import log_value_axis, plain_ticks

NEEDS = ("rank",)

SINGULAR_VALUES, ALONG, SHARE = "change_singular_values", "change_along_singular_vectors", "change_in_leading_space"
# Components that are drawn, by their number; all of them cannot be told apart.
COMPONENTS = (1, 2, 3, 5, 10)
DASHED = (0, (2, 2))


class Row(NamedTuple):
    """A row of panels: its measure, the ranks that it shows, and the words on its axis."""

    measure: str
    ranks: list[int]
    words: str


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw the components of the weight change at the lowest and the highest rank against the training step.

    Columns are the swept values other than rank. Returns the figure and its caption. Raises MissingSweep when the
    experiment does not sweep rank.
    """
    reading.require(measures, "rank", "learning_dynamics")
    ordered = measures.sortby(["rank", "step"])
    ranks = list(dict.fromkeys(ordered["rank"].values[[0, -1]].tolist()))
    rows = {row.words: row for row in _rows(ranks)}
    named = ordered.assign({words: ordered[row.measure] for words, row in rows.items()})
    figure, panels = panel_grid(named, list(rows), style, row_mm=31, within=("rank",))
    limits = _limits(ordered, ranks)
    colours = dict(zip(ranks, category_colours(len(ranks), style), strict=True))
    for panel in panels:
        row = rows[panel.name]
        part = ordered.sel(panel.group)
        if row.measure == SHARE:
            _shares(panel.axes, part, colours, limits[SHARE])
        else:
            _components(panel.axes, part[row.measure].sel(rank=row.ranks[0]))
        step_axis(panel.axes, ordered.step.values, labelled=panel.lowest)
        note_if_empty(panel.axes, part.sel(rank=row.ranks).isel(step=-1), row.measure)
        if row.measure == ALONG:
            panel.axes.axhline(0, color=FAINT, linewidth=0.6, zorder=1)
            plain_ticks(panel.axes)
        else:
            log_value_axis(panel.axes, limits[row.measure])
    _legend(figure, drawn_components(ordered), colours)
    return figure, _caption(ordered, ranks)


def _rows(ranks: list[int]) -> list[Row]:
    rows = [Row(SINGULAR_VALUES, [rank], f"singular values, rank {rank}") for rank in ranks]
    rows += [Row(ALONG, [rank], f"along singular vectors, rank {rank}") for rank in ranks]
    return [*rows, Row(SHARE, ranks, "share in leading space")]


def drawn_components(measures: xr.Dataset) -> list[int]:
    """Those of COMPONENTS that the experiment has."""
    return [number for number in measures.component.values.tolist() if number in COMPONENTS]


def _components(panel: Axes, values: xr.DataArray) -> None:
    """Means over seeds of the drawn components of (seed, step, component); what comes first lies on top."""
    values = values.isel(seed=np.flatnonzero(paired(values).values))
    numbers = drawn_components(values.to_dataset(name="values"))
    for place, (number, colour) in enumerate(zip(numbers, sequence_colours(len(numbers)), strict=True)):
        mean = values.sel(component=number).mean("seed")
        if values.name == SINGULAR_VALUES:
            mean = mean.where(mean > 0)
        panel.plot(values.step, mean, color=colour, linewidth=1.1, zorder=4 - place / len(numbers))


def _shares(panel: Axes, part: xr.Dataset, colours: Mapping[int, tuple], limits: tuple[float, float] | None) -> None:
    """Seeds as far as they are within `limits`, their mean, and the share of a change in a random direction."""
    for rank, colour in colours.items():
        values = part[SHARE].sel(rank=rank)
        values = values.isel(seed=np.flatnonzero(paired(values).values))
        if values.sizes["seed"] and limits:
            seeds = values.where(values >= limits[0]).transpose("step", "seed")
            panel.plot(values.step, seeds, color=colour, alpha=0.35, linewidth=0.4)
        panel.plot(values.step, values.mean("seed"), color=colour)
        panel.axhline(chance(part, rank), color=colour, linewidth=0.8, linestyle=DASHED)


def _limits(measures: xr.Dataset, ranks: list[int]) -> dict[str, tuple[float, float] | None]:
    """Ends of the log axes: one for the singular values of all ranks, and one for all shares, which hold all means."""
    drawn = measures.sel(rank=ranks)
    singular = drawn[SINGULAR_VALUES].sel(component=drawn_components(measures)).mean("seed").values
    shares = np.append(drawn[SHARE].mean("seed").values, [chance(measures, rank) for rank in ranks])
    return {SINGULAR_VALUES: _ends(singular, 2.0), SHARE: _ends(shares, 10.0)}


def _ends(values: np.ndarray, room: float) -> tuple[float, float] | None:
    """The least and the largest positive value, with a factor of `room` beyond them."""
    known = values[np.isfinite(values) & (values > 0)]
    return (float(known.min() / room), float(known.max() * room)) if len(known) else None


def chance(measures: xr.Dataset, rank: int) -> float:
    """Share of a change in a random direction that lies in the leading space of an initial matrix of that rank."""
    leading = min(measures.sizes["component"], rank, measures.sizes["index"])
    return (leading / measures.sizes["index"]) ** 2


def _legend(figure: Figure, components: Sequence[int], colours: Mapping[int, tuple]) -> None:
    """Colours of components, of the ranks in the panels of shares, and what is dashed."""
    entries = [
        (f"component {number}", {"color": colour})
        for number, colour in zip(components, sequence_colours(len(components)), strict=True)
    ]
    entries += [(f"rank {rank}", {"color": colour}) for rank, colour in colours.items()]
    entries += [("random direction", {"color": INK, "linestyle": DASHED, "linewidth": 0.8})]
    handles = [Line2D([], [], **{"linewidth": 1.5, **look}) for _, look in entries]
    columns = -(-len(entries) // 2)
    figure.legend(handles, [words for words, _ in entries], loc="outside upper center", ncols=columns)


def _caption(measures: xr.Dataset, ranks: list[int]) -> str:
    components = ", ".join(map(str, drawn_components(measures)))
    count = measures.sizes["component"]
    return (
        f"Change of the matrix under study, W(f) - W(0), along training, from initial matrices of rank "
        f"{' and '.join(map(str, ranks))}. From the top: its singular values, of which numbers {components} are drawn, "
        f"counted from the largest; its size along the leading pairs of singular vectors of the initial matrix, those "
        f"of the same numbers, as far as its rank goes; the share of its squared norm between the leading left and "
        f"right singular vectors of the initial matrix ({count}, or as many as its rank), thin lines single seeds, "
        f"dashed: that of a change in a random direction. Thick lines: mean over {seeds_text(measures)}. Step 0 stands "
        f"before the break of the axis; single seeds are drawn as far as they are on the axis of shares. "
        f"{diverged_text(measures)}"
    )
