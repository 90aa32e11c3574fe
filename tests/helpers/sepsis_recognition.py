"""Simulations of early recognition whose values are written down, for tests of claims and figures."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

# AUPRC of each method at 0 h; the slope is the same.
LEVELS = {"mgp_tcn": 0.6, "mgp_rnn": 0.45, "raw_tcn": 0.5, "dtw_knn": 0.62, "floor": 0.3}


def make_recognition(
    methods: Sequence[str] = tuple(LEVELS),
    horizons: Sequence[int] = (0, 3, 7),
    samplings: Sequence[str] = ("informative",),
    seeds: int = 8,
) -> xr.Dataset:
    """Methods that do all that the claims say, with a little noise."""
    random = np.random.default_rng(0)
    shape = len(samplings), len(methods), len(horizons), seeds
    level = np.array([LEVELS[method] for method in methods])[:, None, None]
    sampled = np.array([0.0 if one == "informative" else -0.05 for one in samplings])[:, None, None, None]
    auprc = level + sampled - 0.02 * np.array(horizons)[:, None] + 0.01 * random.standard_normal(shape)
    dims = ("sampling", "classifier", "horizon", "seed")
    return xr.Dataset(
        {
            "auprc": (dims, auprc),
            "auroc": (dims, 0.5 + auprc / 2),
            "diverged": (dims, np.zeros(shape, np.int8)),
            "score_difference": (dims[:2] + dims[3:], 1e-8 * random.random((*shape[:2], seeds))),
            "prevalence": (("sampling", "seed"), np.full((len(samplings), seeds), 0.09)),
            "posterior_difference": (("sampling", "seed"), 1e-14 * random.random((len(samplings), seeds))),
        },
        {
            "sampling": list(samplings),
            "classifier": list(methods),
            "horizon": ("horizon", list(horizons), {"long_name": "hours before onset", "units": "h"}),
            "seed": np.arange(seeds),
        },
        {"experiment": "sepsis_horizons"},
    )


def with_curves(measures: xr.Dataset) -> xr.Dataset:
    """The same with a calibration curve of scores that are a little too high, its fifth bin empty."""
    dims, bins = ("sampling", "classifier", "horizon", "step", "seed"), np.arange(1, 11)
    shape = [{**measures.sizes, "step": 10}[dim] for dim in dims]
    predicted = np.broadcast_to((bins / 11)[:, None], shape).copy()
    predicted[..., 4, :] = np.nan
    observed = np.clip(0.9 * predicted + 0.02 * np.random.default_rng(1).standard_normal(shape), 0, 1)
    curves = {"predicted": (dims, predicted), "observed": (dims, observed)}
    found = measures.assign(curves).assign_coords(step=bins)
    lost = measures.diverged == 1
    return found.assign({name: found[name].where(~lost) for name in curves})


def as_splits(measures: xr.Dataset) -> xr.Dataset:
    """The same as if replicates were splits of one cohort."""
    known = {"cohort": "627 stays with 57 cases (nobody)", "attribution": "Thanks to nobody."}
    observed = measures.isel(sampling=[0]).assign_coords(sampling=["observed"])
    return observed.assign_attrs(known, replicate="split", tested_per_trained=0.25)


def lose(measures: xr.Dataset, method: str, seed: int) -> xr.Dataset:
    """The same where a training diverged."""
    lost = (measures.classifier == method) & (measures.seed == seed)
    other = measures.assign(diverged=measures.diverged.where(~lost, 1).astype(np.int8))
    for name in ("auprc", "auroc", "score_difference"):
        other[name] = measures[name].where(~lost)
    return other
