"""Simulations of committee machines whose values are written down, for tests of claims and figures."""

from collections.abc import Sequence

import numpy as np
import xarray as xr


def make_committee_machines(
    alphas: Sequence[float] = (0.25, 1, 4, 16),
    epsilons: Sequence[float] = (0.1, 0.4),
    seeds: int = 8,
    steps: Sequence[int] = (0, 1, 10, 100, 1000, 10_000),
) -> xr.Dataset:
    """Networks that do all that the claims say: what they measure depends on alpha and epsilon by plain formulas, with
    a little noise, and curves fall when they should. The laziest and most aligned cell never generalises."""
    coords = {"alpha": np.array(alphas, float), "epsilon": np.array(epsilons, float), "seed": np.arange(seeds)}
    alpha, epsilon = (xr.DataArray(coords[name], {name: coords[name]}, name) for name in ("alpha", "epsilon"))
    random = np.random.default_rng(0)
    shape = [len(values) for values in coords.values()]
    noise = xr.DataArray(1 + 0.02 * random.standard_normal(shape), coords, tuple(coords))
    step = xr.DataArray(np.array(steps), {"step": np.array(steps)}, "step")
    knob = alpha * epsilon
    data = {
        "train_step": 50 * alpha / epsilon * noise / (1 + alpha),
        "test_step": 500 * alpha / epsilon * noise,
        "final_error": 0.4 * knob / (0.5 + knob) * noise,
        "peak": 1 + 0.2 * noise * (epsilon <= 0.1),
        "linear_step": 10 * noise,
        "final_norm_gain": 1 + 2 / knob + 0 * noise,
        "first_overlap": 0.2 * noise,
        "final_overlap": 0.9 * noise / (1 + 0.1 * knob),
        "weight_change": 1 / knob**0.5 + 0 * noise,
        "last_step": 5000 + 0 * noise,
    }
    data["kernel_error"] = 0.5 * noise.isel(alpha=0, drop=True)
    data["rise"] = data["peak"] - 1
    data["linear_rise"] = 1.2 * data["rise"]
    data["rest_fall"], data["other_fall"] = 0.6 * noise, 0.4 * noise
    data["ratio"] = data["test_step"] / data["train_step"]
    data["delay"] = data["test_step"] - data["train_step"]
    fallen = 1 / (1 + step / data["test_step"])
    shares = {"linear_part": 0.1, "trace_part": 0.3, "rest_part": 0.6}
    data |= {name: share * fallen for name, share in shares.items()}
    data |= {"test_error": fallen, "train_error": 1 / (1 + step / data["train_step"]) ** 2}
    data |= {"norm_gain": 1 + step / data["test_step"], "overlap": (1 - fallen).where(step > 0)}
    measures = xr.Dataset(
        {name: entry.transpose(..., "seed", "step", missing_dims="ignore") for name, entry in data.items()}
    )
    measures["diverged"] = xr.zeros_like(noise).astype(np.int8)
    never(measures, alphas[-1], epsilons[-1])
    return measures.assign_attrs(experiment="committee")


def never(measures: xr.Dataset, alpha: float, epsilon: float) -> None:
    """Have a cell never generalise."""
    for name in ("test_step", "delay", "ratio"):
        measures[name].loc[{"alpha": alpha, "epsilon": epsilon}] = np.inf


def lose(measures: xr.Dataset, alpha: float, epsilon: float) -> None:
    """Have all runs of a cell diverge."""
    place = {"alpha": alpha, "epsilon": epsilon}
    measures.diverged.loc[place] = 1
    for name, entry in measures.data_vars.items():
        if "alpha" in entry.dims and name != "diverged":
            entry.loc[place] = np.nan
