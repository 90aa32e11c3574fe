"""The claim on experiments in which it holds, does not hold, and cannot be tested."""

import importlib

import numpy as np
import pytest
import xarray as xr
from richlazy.hypercube.reading import MissingSweep

part = importlib.import_module("studies._template.claims.Width1_wider_networks_learn_lazier")
SETTINGS = {"confidence": 0.95, "alpha": 0.05, "resamples": 99, "seed": 0}


def experiment(slope, seeds=8):
    """Measures of networks of three widths, whose kernel alignment changes with the width by `slope`."""
    widths, random = np.array([10, 20, 40]), np.random.default_rng(0)
    alignment = 0.5 + slope * np.log(widths)[:, None, None] + 0.01 * random.standard_normal((3, seeds, 2))
    axes = {"hidden": widths, "seed": np.arange(seeds), "step": [0, 100]}
    measures = xr.Dataset({"kernel_alignment": (tuple(axes), alignment)}, axes)
    return measures.assign(diverged=(("hidden", "seed"), np.zeros((3, seeds), np.int8)))


@pytest.mark.parametrize("slope, verdict", [(0.1, "supported"), (-0.1, "contradicted")])
def test_the_verdict_follows_the_trend(slope, verdict):
    (row,) = part.test(experiment(slope), SETTINGS)
    assert (row.claim, row.verdict, row.seeds) == ("Width1", verdict, 8)


def test_the_sweep_is_needed():
    with pytest.raises(MissingSweep):
        part.test(experiment(0.1).isel(hidden=0, drop=True), SETTINGS)
