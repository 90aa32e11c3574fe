"""Networks that did not rise above chance count as diverged."""

import numpy as np
import pytest
import xarray as xr
from richlazy.hypercube import reading

from studies.connectivity.analysis.learned import LEAST_SHARE, not_learned, only_learned

CHANCE, HIGHEST = 0.5, 0.9
LEAST = CHANCE + LEAST_SHARE * (HIGHEST - CHANCE)


def measures_of(accuracy, diverged=None):
    """Runs of one task with these accuracies at the last step, [seed]."""
    accuracy = np.array(accuracy, float)
    over_steps = np.stack([np.zeros(len(accuracy)), accuracy], 1)[None]
    marks = np.zeros(len(accuracy)) if diverged is None else np.array(diverged, float)
    dims = ("task", "seed", "step")
    return xr.Dataset(
        {
            "accuracy": (dims, over_steps),
            "kernel_alignment": (dims, np.full(over_steps.shape, 0.3)),
            "diverged": (("task", "seed"), marks[None]),
            "chance_accuracy": ("task", [CHANCE]),
            "highest_accuracy": ("task", [HIGHEST]),
        },
        coords={"task": ["2AF"], "seed": range(len(accuracy)), "step": [0, 100]},
    )


def test_a_network_at_chance_counts_as_diverged():
    found = only_learned(measures_of([0.0, CHANCE, LEAST - 0.001, LEAST + 0.001, HIGHEST]))
    assert found.diverged.values.tolist() == [[1, 1, 1, 0, 0]]
    assert np.isnan(found.kernel_alignment.sel(step=100, task="2AF")).values.tolist() == [True] * 3 + [False] * 2
    assert found.kernel_alignment.sel(step=0).notnull().all(), "its start is what it was"
    assert not_learned(found) == 3 and reading.diverged_runs(found) == 3


def test_a_run_that_diverged_or_was_never_planned_stays_what_it_is():
    found = only_learned(measures_of([np.nan, np.nan, 0.1], diverged=[1, np.nan, 0]))
    np.testing.assert_array_equal(found.diverged, [[1, np.nan, 1]])
    np.testing.assert_array_equal(found.not_learned, [[0, np.nan, 1]])
    assert not_learned(found) == 1


@pytest.mark.parametrize("name", ["accuracy", "chance_accuracy", "highest_accuracy"])
def test_without_limits_of_accuracy_nothing_changes(name):
    before = measures_of([0.0, 0.9]).drop_vars(name)
    xr.testing.assert_identical(only_learned(before), before)
    assert not_learned(before) == 0


def test_networks_that_learned_keep_all_values():
    before = measures_of([0.8, 0.9])
    xr.testing.assert_identical(only_learned(before).drop_vars("not_learned"), before)
