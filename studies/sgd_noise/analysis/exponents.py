"""Exponents in the number of samples: over all octaves and octave by octave, and rows of the scorecard about them."""

from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Settings
from richlazy.scoring.trends import follow
from richlazy.statistics.difference import difference
from richlazy.statistics.equivalence import equivalence
from richlazy.statistics.finding import Finding

# Measured exponents of few samples should lie between this share of the exponent of infinitely many, and all of it.
SHARE = 0.5


def of_norm(chi: float) -> float:
    """The exponent of the norm at the end, of infinitely many samples."""
    return 1 / (1 + chi)


def of_steps(chi: float) -> float:
    """The exponent of the last step with a gradient beyond the 1 of passing over the samples, of infinitely many."""
    return 2 / (1 + chi)


def slope(places: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Least-squares slope of values [..., place] over `places`; +inf where a value is +inf, NaN where one is NaN."""
    centred = places - places.mean()
    endless = np.isposinf(values).any(-1)
    with np.errstate(invalid="ignore"):
        found = (np.where(np.isposinf(values), 0.0, values) * centred).sum(-1) / (centred**2).sum()
    return np.where(endless & ~np.isnan(found), np.inf, found)


def by_octave(values: xr.DataArray) -> tuple[np.ndarray, np.ndarray]:
    """Exponents between neighbouring numbers of samples, [seed, octave], and the middles of these on a log scale,
    [octave]; NaN where a value was never reached."""
    ordered = values.sortby("samples").transpose("seed", "samples")
    logs = np.log2(ordered.samples.values.astype(float))
    known = np.where(np.isfinite(ordered.values), ordered.values, np.nan)
    return np.diff(np.log2(known), axis=1) / np.diff(logs), 2 ** ((logs[1:] + logs[:-1]) / 2)


def rising(measures: xr.Dataset, name: str, settings: Settings) -> list[Comparison]:
    """At each chi, whether a measure rises with the number of samples."""
    rows = []
    for words, part in _by_chi(measures):
        values = part[name].sortby("samples").transpose("seed", "samples").values[:, None]
        finding = follow(values, settings, "numbers of samples")
        rows.append(_row(part, name, words, "rises with the number of samples", finding))
    return rows


def within_band(
    measures: xr.Dataset, name: str, predicted: Callable[[float], float], offset: float, settings: Settings
) -> list[Comparison]:
    """At each chi, whether an exponent less `offset` lies between SHARE of what is predicted and all of it."""
    rows = []
    for words, part in _by_chi(measures):
        high = predicted(float(part.chi))
        centre, margin = high * (1 + SHARE) / 2, high * (1 - SHARE) / 2
        finding = equivalence(part[name].values - offset - centre, margin, settings.confidence)
        direction = f"agrees within {margin:.3g} with {offset + centre:.3g}"
        rows.append(_row(part, name, words, direction, finding))
    return rows


def below(
    measures: xr.Dataset, name: str, predicted: Callable[[float], float], offset: float, settings: Settings
) -> list[Comparison]:
    """At each chi, whether an exponent lies below `offset` and what is predicted."""
    rows = []
    for words, part in _by_chi(measures):
        limit = offset + predicted(float(part.chi))
        values = part[name].values[:, None]
        finding = difference(values, np.full_like(values, limit), settings.confidence)
        rows.append(_row(part, name, words, f"smaller than {limit:.3g}", finding))
    return rows


def power_law(
    measures: xr.Dataset, name: str, exponent: str, predicted: Callable[[float], float], offset: float, tests: Settings
) -> tuple[list[Comparison], ...]:
    """Three families: whether a measure rises with the number of samples, its exponent lies in the band, and below the
    limit."""
    return (
        rising(measures, name, tests),
        within_band(measures, exponent, predicted, offset, tests),
        below(measures, exponent, predicted, offset, tests),
    )


def falling_with_chi(measures: xr.Dataset, name: str, settings: Settings) -> list[Comparison]:
    """Whether an exponent falls with chi."""
    values = measures[name].sortby("chi").transpose("seed", "chi").values[:, None]
    return [_row(measures, name, "all chi", "falls with chi", follow(values, settings, "chis"))]


def near_one(measures: xr.Dataset, name: str, margin: float, settings: Settings) -> list[Comparison]:
    """At each chi, whether a ratio is 1 up to `margin`."""
    rows = []
    for words, part in _by_chi(measures):
        finding = equivalence(part[name].values - 1, margin, settings.confidence)
        rows.append(_row(part, name, words, f"agrees within {margin:g} with 1", finding))
    return rows


def _by_chi(measures: xr.Dataset) -> Iterator[tuple[str, xr.Dataset]]:
    for chi in measures.chi.values.tolist():
        yield f"chi={chi:g}", measures.sel(chi=chi)


def _row(part: xr.Dataset, name: str, words: str, direction: str, finding: Finding) -> Comparison:
    # What is online has no training samples, and none of the marked runs.
    lost = 0 if name.endswith("_ratio") else int(part.diverged.sum())
    return Comparison(name, None, words, direction, finding, diverged=lost)
