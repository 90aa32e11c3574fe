"""Similarity of tasks against closed forms, the definition written out, and what must not change it."""

import numpy as np
import pytest
from richlazy.data.task_similarity import Decisions, arc_cosine_kernel, decisions, task_similarity


def task(seed, trials=40, steps=3, channels=4):
    random = np.random.default_rng(seed)
    inputs = random.standard_normal((trials, steps, channels))
    classes = (inputs[:, 0, 0] + 0.3 * inputs[:, 1, 1] > 0).astype(int)
    return inputs, np.repeat(classes[:, None], steps, axis=1)


def similarity(first, second, step=2):
    return task_similarity(decisions(*first, step), decisions(*second, step))


def two_directions(cosine):
    """Unit vectors ±e and ±(cosine e + ... f), which two classes are shown."""
    sign = np.array([1.0, -1, 1, -1])
    direction = np.array([cosine, np.sqrt(1 - cosine**2)])
    return (sign[:, None] * direction)[:, None], (sign < 0).astype(int)[:, None]


@pytest.mark.parametrize("cosine", [0.0, 0.2, 0.7, 1.0])
def test_opposite_stimuli_along_directions_at_an_angle_have_the_squared_cosine(cosine):
    """The odd part of the arc-cosine kernel of unit vectors is half their product."""
    assert similarity(two_directions(1.0), two_directions(cosine), 0) == pytest.approx(cosine**2, abs=1e-12)


def test_a_task_is_as_similar_to_itself_as_can_be():
    assert similarity(task(0), task(0)) == pytest.approx(1)
    inputs, classes = task(0)
    assert similarity(task(0), (inputs, 5 - classes)) == pytest.approx(1), "names of classes do not count"
    assert 0 < similarity(task(0), task(1)) < 1


def test_tasks_through_different_channels_have_nothing_in_common():
    """Of unit length and at a right angle, all pairs of trials have the same kernel, which centred targets remove."""
    one, other = two_directions(1.0), two_directions(0.0)
    assert similarity(one, other, 0) == pytest.approx(0, abs=1e-12)


def test_it_is_the_aligned_inner_product_of_operators_on_features():
    """The definition with the features themselves: those of many random units stand for the closed form."""
    (one, first), (other, second) = task(2, channels=2, steps=2), task(3, channels=2, steps=2)
    weights = np.random.default_rng(0).standard_normal((40000, 4))

    def operator(inputs, classes):
        features = np.maximum(inputs.reshape(len(inputs), 4) @ weights.T, 0)
        targets = np.stack([classes[:, 0] == 0, classes[:, 0] == 1], 1).astype(float)
        return features.T @ (targets - targets.mean(0))

    a, b = operator(one, first), operator(other, second)
    # <A Aᵀ, B Bᵀ> = ‖Aᵀ B‖²
    expected = np.sum((a.T @ b) ** 2) / np.sqrt(np.sum((a.T @ a) ** 2) * np.sum((b.T @ b) ** 2))
    assert similarity((one[:, ::-1], first), (other[:, ::-1], second), 1) == pytest.approx(expected, abs=0.01)
    assert expected > 0.3


def test_it_does_not_depend_on_what_should_not_matter():
    (one, first), (other, second) = task(4), task(5)
    expected = similarity((one, first), (other, second))
    assert similarity((other, second), (one, first)) == pytest.approx(expected)
    order = np.random.default_rng(0).permutation(len(one))
    assert similarity((one[order], first[order]), (other, second)) == pytest.approx(expected)
    assert similarity((3 * one, first), (other, second)) == pytest.approx(expected), "scale of the inputs"
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((4, 4)))[0]
    assert similarity((one @ turn, first), (other @ turn, second)) == pytest.approx(expected), "one rotation of both"
    silent = np.pad(other, ((0, 0), (0, 0), (0, 3)))
    assert similarity((one, first), (silent, second)) == pytest.approx(expected), "silent channels"
    longer = np.concatenate([np.zeros((40, 2, 4)), other], axis=1)
    shown = decisions(longer, np.pad(second, ((0, 0), (2, 0))), 4)
    assert task_similarity(decisions(one, first, 2), shown) == pytest.approx(expected), "silence before the trial"
    after = np.concatenate([other, np.ones((40, 2, 4))], axis=1)
    assert similarity((one, first), (after, np.pad(second, ((0, 0), (0, 2))))) == pytest.approx(expected)


def test_whether_two_stimuli_match_is_told_by_features_and_not_by_inputs():
    signs = np.array([(a, b) for a in (1.0, -1) for b in (1.0, -1)])
    match = (signs[:, :1] * signs[:, 1:] > 0).astype(int)
    inputs = signs[:, None]
    assert np.allclose((inputs[:, 0].T @ (match - match.mean())), 0)
    assert similarity((inputs, match), (inputs, match), 0) == pytest.approx(1)
    assert similarity((inputs, match), (inputs, (signs[:, :1] > 0).astype(int)), 0) == pytest.approx(0, abs=1e-12)


def test_real_targets_and_tasks_with_other_numbers_of_outputs_can_be_compared():
    inputs, classes = task(6)
    targets = np.stack([classes, classes, 1 - classes], -1).astype(float)
    assert similarity((inputs, classes), (inputs, targets)) == pytest.approx(1)


def test_a_task_with_one_answer_has_no_similarity():
    inputs, classes = task(7)
    assert np.isnan(similarity((inputs, classes), (inputs, 0 * classes)))


def test_blocks_of_rows_give_what_the_whole_kernel_gives(monkeypatch):
    expected = similarity(task(8), task(9))
    monkeypatch.setattr("richlazy.data.task_similarity._BLOCK", 7)
    assert similarity(task(8), task(9)) == pytest.approx(expected, rel=1e-12)


def test_the_kernel_is_the_mean_over_random_units():
    random = np.random.default_rng(0)
    first, second = random.standard_normal((3, 2)), np.vstack([random.standard_normal((2, 2)), np.zeros((1, 2))])
    weights = random.standard_normal((400_000, 2))
    expected = 2 * np.maximum(first @ weights.T, 0) @ np.maximum(second @ weights.T, 0).T / len(weights)
    np.testing.assert_allclose(arc_cosine_kernel(first, second), expected, atol=0.03)


def test_decisions_are_the_inputs_until_the_decision_and_the_centred_classes_there():
    inputs = np.arange(2 * 4 * 1.0).reshape(2, 4, 1)
    found = decisions(inputs, np.array([[0, 0, 1, 0], [0, 0, 2, 0]]), 2)
    assert isinstance(found, Decisions)
    np.testing.assert_array_equal(found.histories[:, :, 0], [[2, 1, 0], [6, 5, 4]])
    np.testing.assert_array_equal(found.targets, [[0.5, -0.5], [-0.5, 0.5]])
