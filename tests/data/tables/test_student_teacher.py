"""Samples of the student-teacher task: their statistics, and a teacher that sorts all parts alike."""

import numpy as np
import pytest
from richlazy import randomness
from richlazy.data.tables.student_teacher import draw, power_law_variances

SIZES = {"training": 4000, "probe": 50, "test": 300}


def pool(seed=0, inputs=6, classes=4, whitened=True, sizes=SIZES):
    return draw(sizes, seed, inputs=inputs, classes=classes, whitened=whitened)


def test_parts_have_their_sizes_and_one_step():
    found = pool()
    assert (found.decision_step, found.classes) == (0, 4)
    for part, size in SIZES.items():
        trials = found.parts[part]
        assert trials.inputs.shape == (size, 1, 6) and trials.inputs.dtype == np.float32
        assert trials.labels.shape == (size, 1) and trials.labels.dtype == np.int16


@pytest.mark.parametrize("whitened", [True, False])
def test_inputs_have_the_covariance_they_should(whitened):
    values = pool(whitened=whitened).parts["training"].inputs[:, 0]
    variances = np.ones(6) if whitened else power_law_variances(6)
    size = np.sqrt(np.outer(variances, variances))
    # The standard error of a variance of n Gaussians is sqrt(2 / n) of it; five of them.
    assert np.abs(np.cov(values.T) / size - np.eye(6)).max() < 5 * np.sqrt(2 / 4000)
    assert np.abs(values.mean(0) / np.sqrt(variances)).max() < 5 / np.sqrt(4000)


def test_power_law_variances_fall_as_one_over_the_index_and_have_mean_one():
    found = power_law_variances(20)
    np.testing.assert_allclose(found * np.arange(1, 21), found[0])
    assert found.mean() == pytest.approx(1)


@pytest.mark.parametrize("whitened", [True, False])
def test_labels_are_those_of_one_linear_teacher(whitened):
    found = pool(seed=5, whitened=whitened)
    teacher = randomness.generator("trials", 5, 3).standard_normal((4, 6))
    for trials in found.parts.values():
        np.testing.assert_array_equal(trials.labels[:, 0], (trials.inputs[:, 0] @ teacher.T).argmax(1))
    assert len(np.unique(found.parts["training"].labels)) == 4


def test_the_seed_fixes_all_and_no_trial_is_in_two_parts():
    first, again, other = pool(), pool(), pool(seed=1)
    for part in SIZES:
        np.testing.assert_array_equal(first.parts[part].inputs, again.parts[part].inputs)
    rows = np.concatenate([t.inputs[:, 0] for found in (first, other) for t in found.parts.values()])
    assert len(np.unique(rows, axis=0)) == len(rows)


def test_a_longer_training_part_begins_with_the_shorter_and_leaves_the_others():
    short, long = pool(), pool(sizes=SIZES | {"training": 5000})
    np.testing.assert_array_equal(long.parts["training"].inputs[:4000], short.parts["training"].inputs)
    for part in ("probe", "test"):
        np.testing.assert_array_equal(long.parts[part].inputs, short.parts[part].inputs)
