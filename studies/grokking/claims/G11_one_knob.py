"""G11: once the linear part is gone, α and ε act as one knob, their product."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics import censored
from richlazy.statistics.equivalence import EFFECT_NAME, TEST, equivalence
from richlazy.statistics.finding import Finding

from studies.grokking.analysis.cells import Cell, cells, of_cells, values

SIMULATION = "committee_machine"
STATEMENT = (
    "Networks with equal alpha epsilon end with equal test error, growth of the norm and change of the weights, and "
    "generalise at equal times in units of alpha / (eta_0 epsilon) (derived: the linear part learns first, and what is "
    "left depends on the product alone)."
)
# Differences that count as none: of the test error, of the others in their logarithms.
MARGINS = {"final_error": 0.05, "final_norm_gain": 0.1, "weight_change": 0.1, "test_step": 0.2}


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row a measure, over all pairs of neighbouring cells of equal product."""
    tests = Settings.of(settings)
    pairs = equal_products(measures)
    rows = [_row(measures, name, pairs, tests) for name in MARGINS]
    return judge("G11", STATEMENT, rows, tests)


def equal_products(measures: xr.Dataset) -> list[tuple[Cell, Cell]]:
    """Pairs of cells with equal α ε, each with the next larger α."""
    by_product: dict[float, list[Cell]] = {}
    for cell in sorted(cells(measures)):
        by_product.setdefault(float(f"{cell[0] * cell[1]:.9g}"), []).append(cell)
    return [pair for chain in by_product.values() for pair in zip(chain, chain[1:], strict=False)]


def _row(measures: xr.Dataset, name: str, pairs: list[tuple[Cell, Cell]], settings: Settings) -> Comparison:
    finding = Finding(TEST, EFFECT_NAME, note="no two cells have an equal product of alpha and epsilon")
    if pairs:
        sides = (np.concatenate([_scaled(measures, name, pair[side]) for pair in pairs], 1) for side in (0, 1))
        finding = equivalence(censored.difference(*sides), MARGINS[name], settings.confidence)
    chosen = list(dict.fromkeys(cell for pair in pairs for cell in pair))
    words = f"agrees within {MARGINS[name]:g} at equal alpha epsilon"
    return of_cells(measures, name, words, f"{len(pairs)} pairs", finding, chosen)


def _scaled(measures: xr.Dataset, name: str, cell: Cell) -> np.ndarray:
    """Values [seed, 1] in the units in which they should agree: times by α / ε, all but errors as logarithms."""
    own = values(measures, name, cell)
    if name == "final_error":
        return own
    return np.log(own * cell[1] / cell[0] if name == "test_step" else own)
