"""Samples of the linear teacher: one teacher for all parts, of the right size; noise in the training part alone."""

import numpy as np
import pytest
from richlazy import randomness
from richlazy.data.tables.linear_teacher import draw

SIZES = {"training": 2000, "probe": 40, "test": 300}


def pool(seed=0, inputs=8, outputs=3, noise=0.0, sizes=SIZES):
    return draw(sizes, seed, inputs=inputs, outputs=outputs, noise=noise)


def test_parts_have_their_sizes_and_one_step():
    found = pool()
    assert (found.decision_step, found.classes) == (0, 3)
    for part, size in SIZES.items():
        trials = found.parts[part]
        assert trials.inputs.shape == (size, 1, 8) and trials.targets.shape == (size, 1, 3) and trials.labels is None
        assert trials.inputs.dtype == trials.targets.dtype == np.float32


def test_least_squares_finds_one_teacher_in_all_parts():
    found = pool(seed=4)
    teacher = randomness.generator("trials", 4, 3).standard_normal((3, 8)) / np.sqrt(8)
    for trials in found.parts.values():
        solution = np.linalg.lstsq(trials.inputs[:, 0], trials.targets[:, 0], rcond=None)[0]
        np.testing.assert_allclose(solution.T, teacher, rtol=0, atol=1e-5)


def test_targets_have_variance_one_over_teachers():
    values = np.concatenate([pool(seed).parts["training"].targets.ravel() for seed in range(40)])
    # Variance |t|² of an output whose teacher is t: its mean is 1, its deviation over 120 teachers sqrt(2 / 8 / 120).
    assert values.var() == pytest.approx(1, abs=4 * np.sqrt(2 / 8 / 120))


def test_noise_is_in_the_training_part_alone_and_has_its_size():
    clean, noisy = pool(), pool(noise=0.3)
    difference = noisy.parts["training"].targets - clean.parts["training"].targets
    assert difference.std() == pytest.approx(0.3, rel=5 / np.sqrt(2 * difference.size))
    np.testing.assert_array_equal(noisy.parts["training"].inputs, clean.parts["training"].inputs)
    for part in ("probe", "test"):
        np.testing.assert_array_equal(noisy.parts[part].targets, clean.parts[part].targets)


def test_the_seed_fixes_all_and_another_draws_another_teacher():
    first, again, other = pool(), pool(), pool(seed=1)
    for part in SIZES:
        np.testing.assert_array_equal(first.parts[part].targets, again.parts[part].targets)
    assert not np.isclose(first.parts["test"].targets, other.parts["test"].targets).any(axis=1).all()


def test_a_longer_training_part_begins_with_the_shorter_and_leaves_the_others():
    short, long = pool(noise=0.2), pool(noise=0.2, sizes=SIZES | {"training": 2500})
    np.testing.assert_array_equal(long.parts["training"].targets[:2000], short.parts["training"].targets)
    for part in ("probe", "test"):
        np.testing.assert_array_equal(long.parts[part].inputs, short.parts[part].inputs)
