"""Distances against a double loop and another author's, neighbours against sorting by hand."""

from dataclasses import replace

import numpy as np
import pytest
from dtaidistance import dtw
from richlazy.errors import InputError
from sklearn.neighbors import KNeighborsClassifier

from studies.sepsis.methods.padding import Stays
from studies.sepsis.methods.warping import choose_count, distances, scores, shares

RNG = np.random.default_rng(3)
TEST, TRAINING = RNG.standard_normal((28, 6)), RNG.standard_normal((9, 7))
LENGTHS, TRAINING_LENGTHS = RNG.integers(3, 7, 28), RNG.integers(1, 8, 9)


def by_loops(first, second):
    cost = np.full((len(first) + 1, len(second) + 1), np.inf)
    cost[0, 0] = 0
    for i, x in enumerate(first):
        for j, y in enumerate(second):
            cost[i + 1, j + 1] = (x - y) ** 2 + min(cost[i, j], cost[i, j + 1], cost[i + 1, j])
    return np.sqrt(cost[-1, -1])


def cut(horizon):
    """Stays without their last hours; what is left of the last row holds less."""
    values = TEST.copy()
    if horizon:
        values[np.arange(28), LENGTHS - horizon - 1] += 0.5
    return values, LENGTHS - horizon


def by_library(first, second):
    return dtw.distance(first, second)


@pytest.mark.parametrize("oracle", [by_loops, by_library])
@pytest.mark.parametrize("horizons", [[0], [0, 1, 2]])
def test_distances_are_those_of_a_double_loop_and_of_another_library(horizons, oracle):
    parts = [cut(horizon) for horizon in horizons]
    found = distances([values for values, _ in parts], [rows for _, rows in parts], TRAINING, TRAINING_LENGTHS)
    assert found.shape == (len(horizons), 28, 9)
    for number, (values, rows) in enumerate(parts):
        for stay, other in np.ndindex(28, 9):
            expected = oracle(values[stay, : rows[stay]], TRAINING[other, : TRAINING_LENGTHS[other]])
            assert found[number, stay, other] == pytest.approx(expected, rel=1e-5)


def test_a_series_is_at_no_distance_from_itself_at_another_pace():
    slow = np.repeat(TRAINING[:1], 2, axis=1)
    assert distances([slow], [[14]], TRAINING[:1], [7])[0, 0, 0] == 0


def test_a_distance_depends_neither_on_other_stays_nor_on_what_is_filled_up():
    together = distances([TEST], [LENGTHS], TRAINING, TRAINING_LENGTHS)[0]
    rows = LENGTHS[4]
    filled = np.where(np.arange(7) < TRAINING_LENGTHS[:, None], TRAINING, 1e6)
    np.testing.assert_array_equal(distances([TEST[4:5, :rows]], [[rows]], filled, TRAINING_LENGTHS)[0, 0], together[4])


def test_stays_that_differ_before_their_last_row_are_refused():
    with pytest.raises(ValueError, match="horizon number 1: rows before the last differ"):
        distances([TEST, TEST + 1], [LENGTHS, LENGTHS - 1], TRAINING, TRAINING_LENGTHS)
    with pytest.raises(ValueError, match="the longest first"):
        distances([TEST, TEST], [LENGTHS - 1, LENGTHS], TRAINING, TRAINING_LENGTHS)


@pytest.mark.parametrize("count", [1, 3, 9])
def test_shares_are_the_mean_over_channels_of_nearest_neighbours(count):
    distance, cases = RNG.random((4, 5, 9)), RNG.random(9) < 0.5
    cases[0], cases[1] = True, False
    oracle = []
    for channel in distance:
        model = KNeighborsClassifier(count, metric="precomputed", algorithm="brute").fit(np.zeros((9, 9)), cases)
        oracle.append(model.predict_proba(channel)[:, 1])
    np.testing.assert_allclose(shares(distance, cases, [count, 1])[0], np.mean(oracle, 0), atol=1e-12)


def test_at_equal_distance_the_earlier_is_nearer():
    assert shares(np.ones((1, 1, 3)), np.array([False, True, True]), [1, 2, 3])[:, 0].tolist() == [0, 0.5, 2 / 3]


def test_the_count_of_highest_auprc_is_chosen():
    # The nearest neighbour misleads, the three nearest do not.
    distance = np.array([[[0, 1, 2, 9, 9], [9, 9, 0, 1, 2]]], dtype=float)
    cases = np.array([False, True, True, False, False])
    for counts in ([1, 3], [3, 2]):
        assert choose_count(shares(distance, cases, counts), np.array([True, False]), counts) == 3


@pytest.mark.parametrize("counts", [[10], [0], []])
def test_a_count_beyond_the_training_part_is_refused(counts):
    with pytest.raises(InputError, match="the training part has 9 stays; allowed are 1 to 9"):
        shares(np.ones((1, 1, 9)), np.ones(9, bool), counts)


def test_scores_of_stays_are_the_shares_of_all_channels():
    nothing = [(np.empty(0), np.empty(0, int), np.empty(0))]
    training = Stays(nothing * 9, RNG.standard_normal((9, 7, 2)), TRAINING_LENGTHS, np.arange(9) < 3)
    stays = Stays(nothing * 28, np.stack([TEST, -(TEST**2)], 2), LENGTHS, np.arange(28) < 9)
    cut = [stays, replace(stays, lengths=LENGTHS - 1)]
    found = scores(cut, training, [1, 4])
    for number, part in enumerate(cut):
        distance = [
            distances([part.grid[..., c]], [part.lengths], training.grid[..., c], TRAINING_LENGTHS)[0] for c in range(2)
        ]
        np.testing.assert_allclose(found[number], shares(np.stack(distance), training.cases, [1, 4]), atol=1e-12)
    with pytest.raises(InputError, match=r"neighbours \[10\]: the training part has 9 stays"):
        scores(cut, training, [1, 10])
