"""Networks that learn sepsis at several output scales, and single stays, whose values are written down."""

import json
from collections.abc import Sequence

import numpy as np
import xarray as xr

STEPS = (0, 75, 150, 225, 300, 375, 450)
SLOPES = {
    "average_precision": (0.8, -0.05),
    "before_3h_average_precision": (0.55, -0.04),
    "before_7h_average_precision": (0.3, -0.03),
    "training_average_precision": (0.95, -0.1),
    "weight_change": (3.0, -0.7),
    "full_kernel_alignment": (0.5, 0.1),
    "representation_alignment": (0.6, 0.08),
    "dynamical_richness": (0.3, 0.1),
}


def make_laziness(
    alphas: Sequence[float] = (0.25, 1, 4, 16, 64), seeds: int = 8, steps: Sequence[int] = STEPS, sign: int = 1
) -> xr.Dataset:
    """Networks that do what P9 says, or, with sign -1, the contrary; measures go with the logarithm of alpha."""
    random = np.random.default_rng(0)
    dims, sizes = ("alpha", "seed", "step"), (len(alphas), seeds, len(steps))
    lazier = np.log(np.array(alphas) / alphas[0])[:, None, None] / np.log(4)
    grown = 1 - np.exp(-4 * np.array(steps) / max(steps))
    data = {}
    for name, (level, slope) in SLOPES.items():
        values = (level + sign * slope * lazier) * grown + 0.004 * random.standard_normal(sizes)
        data[name] = (dims, values, {"units": "1"})
    data["dynamical_richness"][1][..., 1:-1] = np.nan  # it is taken at the ends
    data["diverged"] = (dims[:2], np.zeros(sizes[:2], np.int8))
    coordinates = {"alpha": list(alphas), "seed": np.arange(seeds), "step": ("step", list(steps), {"units": "steps"})}
    attributes = {"experiment": "sepsis_laziness", "replicate": "seed", "sweep": json.dumps(["alpha"])}
    parameters = {"task": "simulated_sepsis", "learner": "stay_convolutions"}
    return xr.Dataset(data, coordinates, attributes | {"parameters": json.dumps(parameters)})


def make_stays(horizon: int = 3) -> xr.Dataset:
    """Two stays as the simulation of single stays gives them, one of which has no laboratory value."""
    steps, random = np.arange(1, 97), np.random.default_rng(0)
    onset = np.array([12.3, 23.9])
    past = steps / 4 > onset[:, None]
    wave = np.where(past, np.nan, np.sin(steps / 9))
    times = np.full((2, 2, 96), np.nan)
    times[:, 0, :9], times[0, 1, 0] = np.sort(random.uniform(0, 12, (2, 9))), 5.0
    score = np.where(past | (steps % 4 > 0), np.nan, steps / 97)
    axes = ("stay", "channel", "step", "seed")
    both = np.stack([wave, -wave], 1)
    return xr.Dataset(
        {
            "onset": (("stay", "seed"), onset[:, None]),
            "observed_time": (axes, times[..., None]),
            "observed_value": (axes, np.cos(times)[..., None]),
            "posterior_mean": (axes, both[..., None]),
            "posterior_deviation": (axes, (0.5 + 0 * both)[..., None]),
            "score": (("stay", "step", "seed"), score[..., None]),
            "diverged": (("stay", "seed"), np.zeros((2, 1), np.int8)),
        },
        {"stay": ["case, high score", "control, low score"], "channel": ["vital", "lab"], "step": steps, "seed": [0]},
        {"experiment": "sepsis_stays", "horizon": horizon},
    )
