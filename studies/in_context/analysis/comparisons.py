"""Rows of the scorecard at the last step: bounds, pairs of swept values, agreement with a number."""

from collections.abc import Callable

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Settings, compare, one_value_only
from richlazy.statistics.difference import EFFECT_NAME, difference
from richlazy.statistics.equivalence import equivalence
from richlazy.statistics.signed_rank import NAME

# The task of which bounds are stated; other data are held to the order alone.
BOUNDED_TASK = "gaussian_classes"


def bound(
    measures: xr.Dataset, name: str, along: str, value: object, direction: str, limit: float, settings: Settings
) -> list[Comparison]:
    """Whether a measure is "greater" or "smaller" than a limit where `along` has a value; no row where the experiment
    does not sweep that value, or is of other data than the bounds."""
    if value not in measures[along].values or reading.only_task(measures) != BOUNDED_TASK:
        return []
    words = f"{direction} than {limit:g} at {_words(along, value)}"

    def test(values: np.ndarray):
        own = values[..., 0]
        return difference(own, np.full_like(own, limit), settings.confidence)

    return _compare(measures.sel({along: [value]}), name, along, words, test)


def differs(
    measures: xr.Dataset, name: str, along: str, first: object, second: object, direction: str, settings: Settings
) -> list[Comparison]:
    """Whether a measure is "greater" or "smaller" at the first of two values of `along` than at the second; a row
    without numbers where they are not two swept values."""
    words = f"{direction} at {_words(along, first)} than at {_words(along, second)}"
    there = [value for value in dict.fromkeys((first, second)) if value in measures[along].values]
    if len(there) < 2:
        finding = one_value_only(NAME, EFFECT_NAME, f"of the compared values of {along.replace('_', ' ')}")
        return [Comparison(name, reading.last_step(measures), reading.only_task(measures), words, finding)]
    one, other = (sorted(there).index(value) for value in there)

    def test(values: np.ndarray):
        return difference(values[..., one], values[..., other], settings.confidence)

    return _compare(measures.sel({along: there}), name, along, words, test)


def agrees(
    measures: xr.Dataset, name: str, along: str, value: object, expected: float, margin: float, settings: Settings
) -> list[Comparison]:
    """Whether a measure is a number up to a margin where `along` has a value."""
    words = f"agrees within {margin:g} with {expected:.3g} at {_words(along, value)}"

    def test(values: np.ndarray):
        return equivalence(values[..., 0] - expected, margin, settings.confidence)

    return _compare(measures.sel({along: [value]}), name, along, words, test)


def _compare(measures: xr.Dataset, name: str, along: str, words: str, test: Callable) -> list[Comparison]:
    return compare(measures, name, reading.last_step(measures), lambda _: words, test, along)


def _words(along: str, value: object) -> str:
    """A swept value in words; the name of a learner says itself what it is."""
    if isinstance(value, str):
        return value
    return f"{along.replace('_', ' ')} {value:g}"
