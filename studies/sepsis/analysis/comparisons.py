"""Rows of the scorecard on methods that recognise sepsis, paired by seed or by split.

Seeds have cohorts of their own, so that they are independent; splits of one cohort are not (`resampled`).
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Settings
from richlazy.scoring.trends import follow
from richlazy.statistics.difference import EFFECT_NAME, difference
from richlazy.statistics.equivalence import equivalence
from richlazy.statistics.finding import Finding
from richlazy.statistics.signed_rank import NAME
from scipy import stats

from studies.sepsis.analysis.resampled import resampled

LABELS = {
    "mgp_tcn": "MGP-TCN",
    "mgp_rnn": "MGP-RNN",
    "raw_tcn": "Raw-TCN",
    "dtw_knn": "DTW-kNN",
    "floor": "floor",
}
FLOOR = "floor"
# What stays were sampled by: labels need not say it.
_USUAL = ("informative", "observed")


def cells(measures: xr.Dataset) -> Iterator[tuple[str, str, xr.Dataset]]:
    """Method, label and measures [horizon, seed] of every method at every sampling, horizons in rising order."""
    for label, part in by_sampling(measures):
        for method in part.classifier.values.tolist():
            yield method, label + LABELS[method], part.sel(classifier=method)


def by_sampling(measures: xr.Dataset) -> Iterator[tuple[str, xr.Dataset]]:
    """What labels begin with, and the measures of each sampling; nothing for a usual one."""
    ordered = measures.sortby("horizon")
    for sampling in ordered.sampling.values.tolist():
        yield "" if sampling in _USUAL else f"{sampling} sampling, ", ordered.sel(sampling=sampling)


def over_horizons(part: xr.Dataset, **place: object) -> np.ndarray:
    """AUPRC of a cell, [seed, horizon]: tests average the horizons within a seed."""
    return part.auprc.sel(place).transpose("seed", "horizon").values


def has(measures: xr.Dataset, *methods: str) -> bool:
    """Whether the experiment has all these methods."""
    return set(methods) <= set(measures.classifier.values.tolist())


def diverged_trainings(part: xr.Dataset) -> int:
    """Number of trainings that diverged; one is tested at all horizons."""
    return int(part.diverged.max([dim for dim in part.diverged.dims if dim == "horizon"]).sum())


def greater(
    part: xr.Dataset, label: str, than: str, values: np.ndarray, others: np.ndarray, settings: Settings
) -> Comparison:
    """Whether AUPRC is greater than something else of the same seeds or splits, both [seed, horizon]."""
    if are_splits(part):
        finding = resampled((values - others).mean(1), part.attrs["tested_per_trained"], settings.confidence)
    else:
        finding = difference(values, others, settings.confidence)
    return Comparison("auprc", None, label, f"greater than {than}", finding, diverged=diverged_trainings(part))


def towards_onset(part: xr.Dataset, label: str, settings: Settings) -> Comparison:
    """Whether AUPRC rises as the horizon shrinks."""
    finding = follow(over_horizons(part)[:, None, ::-1], settings, "horizons")
    if are_splits(part) and part.sizes["horizon"] > 1:
        rho = np.array([_rho(-part.horizon.values, values) for values in over_horizons(part)])
        finding = resampled(rho, part.attrs["tested_per_trained"], settings.confidence, "mean Spearman's rho")
        low, high = np.clip([finding.interval_low, finding.interval_high], -1, 1)
        finding = replace(finding, interval_low=float(low), interval_high=float(high))
    return Comparison("auprc", None, label, "rises towards onset", finding, diverged=diverged_trainings(part))


def near_zero(part: xr.Dataset, name: str, label: str, margin: float, settings: Settings) -> Comparison:
    """Whether a difference is nothing but rounding."""
    finding = equivalence(part[name].values, margin, settings.confidence)
    return Comparison(name, None, label, f"agrees within {margin:g} with 0", finding, diverged=diverged_trainings(part))


def are_splits(measures: xr.Dataset) -> bool:
    """Whether replicates are splits of one cohort."""
    return "tested_per_trained" in measures.attrs


def _rho(horizons: np.ndarray, values: np.ndarray) -> float:
    """Spearman's rho; 0 where all values are equal, NaN where one is not known."""
    if not np.isfinite(values).all():
        return float("nan")
    return float(stats.spearmanr(horizons, values).statistic) if np.ptp(values) else 0.0


def missing(label: str, than: str, needs: str) -> Comparison:
    """A row without numbers for an experiment that lacks what is compared."""
    return Comparison("auprc", None, label, f"greater than {than}", Finding(NAME, EFFECT_NAME, note=f"needs {needs}"))
