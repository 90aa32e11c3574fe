"""Measures of noisy networks whose values are written down, for tests of claims and figures."""

import json
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import xarray as xr

LAZY_T = tuple(2.0**k for k in (-10, -8, -6, -4, -3))
PHASE_T = tuple(2.0**k for k in (-12, -9, -6, -5, -4, -3))
EDGE_T = tuple(2.0**k for k in range(-12, -1))


def make_networks(
    sweep: Mapping[str, Sequence],
    change: Callable[[xr.Dataset], xr.DataArray],
    error: Callable[[xr.Dataset], xr.DataArray],
    fits: Callable[[xr.Dataset], xr.DataArray] = lambda at: at.temperature < np.inf,
    steps: Callable[[xr.Dataset], xr.DataArray] = lambda at: 300.0,
    seeds: int = 10,
    name: str = "noise_lazy",
) -> xr.Dataset:
    """Networks of every point of a sweep, whose change of weights, error, fit and last update are functions of the
    swept values, with a little noise."""
    random = np.random.default_rng(0)
    coords = {dim: np.array(values) for dim, values in sweep.items()} | {"seed": np.arange(seeds)}
    at = xr.Dataset({dim: xr.DataArray(values, {dim: values}, dim) for dim, values in coords.items()})
    shape = [len(values) for values in coords.values()]

    def every(values: object, noise: float, added: bool = False) -> xr.DataArray:
        size = noise * random.standard_normal(shape)
        full = xr.DataArray(np.zeros(shape), coords, tuple(coords)) + values
        return (full + size if added else full * np.exp(size)).transpose(*coords)

    def at_end(values: xr.DataArray, start: float) -> xr.DataArray:
        step = ("step", [0, 2000], {"long_name": "training step"})
        return xr.concat([0 * values + start, values], "step").assign_coords(step=step).transpose(..., "step")

    fit = every(fits(at).astype(float), 0) > 0.5
    moved = every(change(at), 0.03)
    measures = xr.Dataset(
        {
            "diverged": xr.zeros_like(fit).astype(np.int8),
            "divergence_step": xr.full_like(fit, -1, dtype=int),
            "stopped_step": xr.where(fit, 1000, -1),
            "last_update": at_end(every(steps(at), 0.03), 0),
            "relative_weight_change": at_end(moved, 0),
            "accuracy": at_end(1 - every(error(at), 0.002, added=True), 0.5),
            "kernel_alignment": at_end(1 / (1 + moved), 1),
        }
    )
    parameters = {"task": "digits_parity", "batch": 16, "mlp_width": 32}
    return measures.assign_attrs(
        sweep=json.dumps(list(sweep)), experiment=name, replicate="seed", parameters=json.dumps(parameters)
    )


def lazy_networks(
    temperatures: Sequence[float] = LAZY_T,
    samples: Sequence[int] = (64, 256, 1024),
    in_temperature: float = 1.0,
    in_samples: float = 0.25,
    passes: float = 1.3,
    **others,
) -> xr.Dataset:
    """Networks that do all that is claimed of lazy ones: change ~ T P^in_samples, steps ~ P^passes."""
    return make_networks(
        {"temperature": temperatures, "training_trials": samples},
        change=lambda at: 0.02 * (at.temperature * 2**6) ** in_temperature * (at.training_trials / 64) ** in_samples,
        error=lambda at: 0.3 * at.training_trials**-0.3 + 0 * at.temperature,
        steps=lambda at: 100 * (at.training_trials / 64) ** passes + 0 * at.temperature,
        **others,
    )


def phase_networks(
    alphas: Sequence[float] = (1, 8, 512),
    temperatures: Sequence[float] = PHASE_T,
    helps: float = -0.02,
    hurts: float = 0.01,
    hottest: float = 2.0**-4,
    **others,
) -> xr.Dataset:
    """Networks that gain `helps` from noise where rich, and lose `hurts` where lazy; they fit up to `hottest`."""

    def error(at: xr.Dataset) -> xr.DataArray:
        octaves = np.log2(at.temperature * 2**12) / 8
        lazy = xr.where(at.temperature < 2**-4.5, hurts * octaves, -0.01)
        return 0.05 + xr.where(at.alpha > 100, 0.03 + lazy, helps * octaves)

    return make_networks(
        {"alpha": alphas, "temperature": temperatures},
        change=lambda at: 2.5 * at.temperature + 0.3 / at.alpha**0.8,
        error=error,
        fits=lambda at: (at.temperature <= hottest) & (at.alpha * at.temperature > 2**-11),
        name="noise_phase",
        **others,
    )


def edge_networks(
    layers: Sequence[int] = (2, 3, 4),
    alphas: Sequence[float] = tuple(2.0 ** np.arange(-8, -1, 2)),
    power: Callable = lambda layers: (layers - 1) / (layers + 1),
    **others,
) -> xr.Dataset:
    """Networks whose highest temperature is a power of alpha that depth sets."""
    return make_networks(
        {"mlp_layers": layers, "alpha": alphas, "temperature": EDGE_T},
        change=lambda at: at.temperature / at.alpha + 0 * at.mlp_layers,
        error=lambda at: 0.05 + 0.01 * np.log2(at.temperature * 2**6 / at.alpha**0.3) ** 2 / 30 + 0 * at.mlp_layers,
        fits=lambda at: at.temperature <= 2.0**-3.5 * at.alpha ** power(at.mlp_layers) * 2 ** (at.seed % 2 / 2),
        name="noise_edge",
        **others,
    )


def batch_networks(batches: Sequence[int] = (4, 16, 64), samples: Sequence[int] = (64, 256, 1024), **others):
    """Networks for which temperature alone counts up to a batch size that grows with the samples."""
    return make_networks(
        {"batch": batches, "training_trials": samples},
        change=lambda at: 0.03 * at.training_trials**0.2 * (1 + (at.batch / 8) ** 2 / at.training_trials),
        error=lambda at: 0.05 + 0 * at.batch * at.training_trials,
        steps=lambda at: 20 * at.training_trials / at.batch,
        fits=lambda at: at.batch * at.training_trials > 0,
        name="noise_batch",
        **others,
    )


def rank_networks(
    ranks: Sequence[int] = (1, 4, 32), alphas: Sequence[float] = (1, 512), gains: float = 0.02, **others
) -> xr.Dataset:
    """Networks that change more and gain more from noise the lower the rank of their start is."""
    return make_networks(
        {"mlp_rank": ranks, "alpha": alphas, "temperature": (2.0**-12, 2.0**-8, 2.0**-5)},
        change=lambda at: 4 * at.temperature * at.mlp_rank**-0.3 + 0.1 / at.alpha,
        error=lambda at: 0.08 - gains * (at.temperature > 2**-6) * at.mlp_rank**-0.5 + 0 * at.alpha,
        name="noise_rank",
        **others,
    )


def lose(measures: xr.Dataset, **place) -> xr.Dataset:
    """Have all runs at a place diverge."""
    for name in ("last_update", "relative_weight_change", "accuracy", "kernel_alignment"):
        measures[name].loc[place | {"step": 2000}] = np.nan
    measures.diverged.loc[place], measures.stopped_step.loc[place] = 1, 100
    return measures


def never(measures: xr.Dataset, **place) -> xr.Dataset:
    """Have no run at a place fit."""
    measures.stopped_step.loc[place] = -1
    return measures


def not_run(measures: xr.Dataset, **place) -> xr.Dataset:
    """Leave a place out of the grid."""
    where = xr.ones_like(measures.diverged, bool)
    where.loc[place] = False
    return measures.where(where)
