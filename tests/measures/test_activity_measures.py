"""Cost, dimension and read-out of activity, where they are known beforehand."""

import numpy as np
import pytest
import torch
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures import activity_cost, activity_dimension, read_out_alignment
from richlazy.measures.snapshot import Probes, Snapshot

UNITS = 6


def snapshot(activity, output=None):
    """A network that shows `activity` [unit, trial] at its only step: each unit has an input of its own."""
    inputs = torch.as_tensor(activity, dtype=torch.float64)[:, None]
    labels = torch.zeros(inputs.shape[1:], dtype=torch.int64)
    output = torch.ones(1, UNITS) if output is None else torch.as_tensor(output)
    weights = Weights(torch.zeros(UNITS, UNITS).double(), torch.eye(UNITS).double(), output.double())
    return Snapshot(weights, Probes(inputs, labels, inputs, labels, 1, 0, "recurrent", 1.0, False, "all", 1e9))


def measure(module, activity, output=None):
    return module.measure(snapshot(np.zeros((UNITS, 1))), snapshot(activity, output))


def test_cost_is_the_mean_square():
    activity = np.zeros((UNITS, 5))
    activity[2] = 3
    assert measure(activity_cost, activity) == pytest.approx(9 / UNITS)


@pytest.mark.parametrize("active", [1, 2, 5])
def test_dimension_counts_the_units_that_vary_alike_and_alone(active):
    activity = np.full((UNITS, 2**active), 4.0)
    activity[:active] = np.array(np.meshgrid(*[[0.0, 1.0]] * active)).reshape(active, -1)
    assert measure(activity_dimension, activity) == pytest.approx(active)


def test_activity_that_never_varies_has_no_dimension():
    assert np.isnan(measure(activity_dimension, np.full((UNITS, 4), 2.0)))


def test_activity_along_the_read_out_is_aligned_and_activity_across_it_is_not():
    along = np.array([1.0, 2, 0, 0, 0, 1])
    activity = np.outer(along, [1.0, 3, 5])
    assert measure(read_out_alignment, activity, along[None]) == pytest.approx(1)
    assert measure(read_out_alignment, activity, [[0.0, 0, 1, 1, 1, 0]]) == 0
    assert np.isnan(measure(read_out_alignment, np.zeros((UNITS, 3)), along[None]))


def test_random_read_outs_have_the_alignment_that_chance_gives():
    random = np.random.default_rng(0)
    activity = random.random((UNITS, 8))
    squares = [measure(read_out_alignment, activity, random.standard_normal((3, UNITS))) ** 2 for _ in range(400)]
    assert np.mean(squares) == pytest.approx(1 / UNITS, rel=0.05)
