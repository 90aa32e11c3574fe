"""C9: the exception. At equal rank and size, an initial matrix that is aligned with the task is lazier than a random
one."""

from collections.abc import Mapping

import xarray as xr
from richlazy.claims.rows import Comparison, Row, Settings, judge
from richlazy.hypercube import reading
from richlazy.statistics.contrast import contrast
from richlazy.statistics.trend import trend

from studies.connectivity.analysis.initial_alignment import (
    RANDOM,
    aligned_values,
    fully_aligned,
    groups,
    overlap_series,
    random_values,
)

NEEDS = ("connectivity", "null_model")
COMPARES = {"null_model": ("none", "gaussian")}
STATEMENT = (
    "At equal rank and size, an initial matrix that is aligned with the task learns lazier than a random one "
    "(proposition 1, carried over to recurrent networks), the lazier the closer it is aligned."
)
FAMILY = "its rows of one question"
MEASURE = "kernel_alignment"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per aligned initial matrix, and per series of overlaps, for each task and other swept value, at the last
    step.

    The two questions are two families of Holm's method. Raises MissingSweep without a swept connectivity or
    null_model, and InputError where no initial matrix is aligned or none has a random one.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "claim C9")
    test_settings = Settings.of(settings)
    last = measures.sel(step=reading.last_step(measures))
    families = _contrasts(last, test_settings), _trends(last, test_settings)
    return [row for family in families for row in judge("C9", STATEMENT, family, test_settings)]


def _contrasts(last: xr.Dataset, test_settings: Settings) -> list[Comparison]:
    """Each fully aligned initial matrix against the random one of its rank and size."""
    found = []
    for label, part in groups(last, "claim C9"):
        for name in fully_aligned(part):
            finding = contrast(
                aligned_values(part, MEASURE, name), random_values(part, MEASURE), test_settings.confidence
            )
            runs = part.sel(connectivity=name, null_model=["none", RANDOM])
            found.append(
                _comparison(
                    part, f"{label}, {name} vs random", "greater than from a random initial matrix", finding, runs
                )
            )
    return found


def _trends(last: xr.Dataset, test_settings: Settings) -> list[Comparison]:
    """Each series of initial matrices that differ in their overlap with the same learned directions."""
    found = []
    for label, part in groups(last, "claim C9"):
        for learned, names in overlap_series(part).items():
            runs = part.sel(connectivity=names, null_model="none")
            values = runs[MEASURE].transpose("seed", "connectivity").values
            finding = trend(values, test_settings.confidence, test_settings.resamples, test_settings.seed)
            found.append(_comparison(part, f"{label}, {learned}", "rises with overlap", finding, runs))
    return found


def _comparison(part: xr.Dataset, label: str, direction: str, finding, runs: xr.Dataset) -> Comparison:
    return Comparison(MEASURE, int(part.step), label, direction, finding, diverged=reading.diverged_runs(runs))
