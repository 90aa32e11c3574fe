"""P9: a larger output scale makes the convolutional network lazier, and worse at recognising sepsis early."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, compare, judge, one_value_only
from richlazy.scoring.trends import follow
from richlazy.statistics.difference import EFFECT_NAME, difference
from richlazy.statistics.signed_rank import NAME

from studies.sepsis.analysis.laziness import RECOGNITION, REGIME

NEEDS = ("alpha",)
STATEMENT = (
    "With the output scale alpha the convolutional network learns more lazily, and the lazy one recognises sepsis "
    "worse than the rich one, at onset and hours before it (hypothesis of this study)."
)
FAMILY = "measures of laziness, and rows on recognition"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A trend of each measure of laziness with alpha, and at each horizon a row on whether the network of the lowest
    alpha recognises sepsis better than that of the highest, at the last step. Raises MissingSweep where `alpha` is not
    swept."""
    reading.require(measures, "alpha", "claim P9")
    tests, last, lazier, better = Settings.of(settings), reading.last_step(measures), [], []
    for name, direction in REGIME.items():
        words = f"{direction} with alpha"
        lazier += compare(measures, name, last, lambda _, words=words: words, _trend(tests), "alpha")
    for name in RECOGNITION:
        better += _better(measures, name, last, tests)
    return judge("P9", STATEMENT, lazier, tests) + judge("P9", STATEMENT, better, tests)


def _trend(tests: Settings):
    return lambda values: follow(values, tests, "alphas")


def _better(measures: xr.Dataset, name: str, step: int, tests: Settings) -> list[Comparison]:
    values = sorted(measures.alpha.values.tolist())
    words = f"greater at alpha {values[0]:g} than at alpha {values[-1]:g}"

    def test(found: np.ndarray):
        if len(values) < 2:
            return one_value_only(NAME, EFFECT_NAME, "alphas")
        return difference(found[..., 0], found[..., -1], tests.confidence)

    return compare(measures, name, step, lambda _: words, test, "alpha")
