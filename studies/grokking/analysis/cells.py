"""Cells (α, ε) of the grid of a simulation, and rows of the scorecard about them."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Settings
from richlazy.scoring.trends import follow
from richlazy.statistics.contrast import contrast
from richlazy.statistics.difference import difference
from richlazy.statistics.finding import Finding

# Where α ε is at most this, networks leave the linear functions that their kernel knows best: the middle of the grid.
RICH = 0.1
# Shares ε of the quadratic up to which the initial kernel counts as misaligned with the teacher.
MISALIGNED = 0.1

Cell = tuple[float, float]


def cells(measures: xr.Dataset) -> list[Cell]:
    """All cells, by α and then ε."""
    return [
        (alpha, epsilon) for alpha in measures.alpha.values.tolist() for epsilon in measures.epsilon.values.tolist()
    ]


def rich_cells(measures: xr.Dataset) -> list[Cell]:
    """The cells with α ε of at most RICH."""
    return [cell for cell in cells(measures) if cell[0] * cell[1] <= RICH * (1 + 1e-9)]


def at_unit_scale(measures: xr.Dataset) -> list[Cell]:
    """The cells whose α is nearest to 1 on a log scale."""
    alpha = min(measures.alpha.values.tolist(), key=lambda value: abs(np.log(value)))
    return [cell for cell in cells(measures) if cell[0] == alpha]


def values(measures: xr.Dataset, name: str, cell: Cell) -> np.ndarray:
    """A measure of one cell over seeds, [seed, 1]."""
    alpha, epsilon = cell
    place = {"alpha": alpha, "epsilon": epsilon}
    entry = measures[name]
    return entry.sel({dim: value for dim, value in place.items() if dim in entry.dims}).values[:, None]


def greater(
    measures: xr.Dataset,
    first: str,
    second: str | float,
    cell: Cell,
    words: str,
    settings: Settings,
    ratio: bool = False,
) -> Comparison:
    """Whether one measure of a cell is greater than another, or than a number; ratio: of measures that are positive."""
    own = values(measures, first, cell)
    other = values(measures, second, cell) if isinstance(second, str) else np.full_like(own, second)
    finding = (contrast if ratio else difference)(own, other, settings.confidence)
    return of_cells(measures, first, f"greater {words}", label(cell), finding, [cell])


def along(measures: xr.Dataset, name: str, dim: str, direction: str, settings: Settings) -> list[Comparison]:
    """Whether a measure "rises" or "falls" along an axis of the grid, at each point of the others."""
    rows = []
    for words, part in parts(measures, dim):
        finding = follow(part[name].transpose("seed", dim).values[:, None], settings, f"{dim}s")
        rows.append(
            Comparison(name, None, words, f"{direction} with {dim}", finding, diverged=int(part.diverged.sum()))
        )
    return rows


def parts(measures: xr.Dataset, dim: str) -> Iterator[tuple[str, xr.Dataset]]:
    """The grid along one axis, its values ascending, at each point of the others: the point in words, and that part.

    Axes of a single value are no part of the words, unless there is no other.
    """
    others = [one for one in measures.diverged.dims if one not in (dim, "seed")]
    named = [one for one in others if measures.sizes[one] > 1] or others
    for values in product(*(measures[one].values.tolist() for one in others)):
        place = dict(zip(others, values, strict=True))
        words = ", ".join(f"{one}={place[one]:g}" for one in named)
        yield words, measures.sel(place).sortby(dim)


def of_cells(
    measures: xr.Dataset, name: str, direction: str, words: str, finding: Finding, chosen: Sequence[Cell]
) -> Comparison:
    """A row about some cells."""
    lost = sum(int(values(measures, "diverged", cell).sum()) for cell in chosen)
    return Comparison(name, None, words, direction, finding, diverged=lost)


def label(cell: Cell) -> str:
    """A cell in words."""
    return f"alpha={cell[0]:g}, epsilon={cell[1]:g}"
