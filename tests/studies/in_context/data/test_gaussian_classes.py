"""Sequences of Gaussian classes: their items, what two oracles make of each part, and what is refused before a draw."""

import re

import numpy as np
import pytest
from richlazy.contracts.study_parts import argument_refusal

from studies.in_context.data import gaussian_classes
from studies.in_context.data.gaussian_classes import PARTS, Stream

SIZES = {"training": 50, "probe": 20, "test": 300}
SEED, CLASSES, DIMENSION, LABELS, PAIRS = 7, 200, 32, 16, 4
ARGUMENTS = {
    "class_count": CLASSES,
    "item_dimension": DIMENSION,
    "item_noise": 0.1,
    "label_count": LABELS,
    "context_pairs": PAIRS,
    "burstiness": 0.9,
    "zipf_exponent": 0.0,
}


@pytest.fixture(scope="module")
def pool():
    return gaussian_classes.draw(SIZES, SEED, **ARGUMENTS)


def items_and_labels(inputs):
    """Items [trial, pair, D] and labels [trial, pair] of the context, and the query's item [trial, D]."""
    assert not inputs[:, ::2, -1].any() and not inputs[:, 1::2, :-1].any()
    return inputs[:, 0:-1:2, :-1], inputs[:, 1::2, -1].astype(int) - 1, inputs[:, -1, :-1]


def nearest_item(inputs):
    """The label of the item in the context that is nearest to the query: a reader of the context."""
    items, labels, query = items_and_labels(inputs)
    nearest = np.linalg.norm(items - query[:, None], axis=2).argmin(1)
    return np.take_along_axis(labels, nearest[:, None], 1)[:, 0]


@pytest.fixture(scope="module")
def nearest_mean():
    """The label of the trained class whose mean is nearest to the query: a reader of weights that knows all classes."""
    own = gaussian_classes._sequences(SEED, **ARGUMENTS | {"item_noise": 0.0})
    means = own.items(np.random.default_rng(0), np.arange(CLASSES))

    def answer(inputs):
        distances = np.linalg.norm(means - items_and_labels(inputs)[2][:, None], axis=2)
        return own.world.labels[distances.argmin(1)]

    return answer


def accuracy(answers, trials):
    return np.mean(answers == trials.labels[:, -1])


def test_a_part_of_every_name_has_its_size_and_one_label_at_all_steps(pool):
    assert list(pool.parts) == ["training", "probe", "test", *PARTS]
    assert pool.decision_step == 2 * PAIRS and pool.classes == LABELS
    for part, trials in pool.parts.items():
        assert trials.inputs.shape == (SIZES.get(part, SIZES["test"]), 2 * PAIRS + 1, DIMENSION + 1)
        assert (trials.labels == trials.labels[:, :1]).all()


def test_the_oracle_of_the_context_solves_novel_classes_and_the_oracle_of_the_weights_trained_ones(pool, nearest_mean):
    icl = pool.parts["icl"]
    assert accuracy(nearest_item(icl.inputs), icl) == 1
    assert accuracy(nearest_mean(icl.inputs), icl) < 0.25
    for part in ("iwl", "iwl_common", "iwl_rare"):
        trials = pool.parts[part]
        assert accuracy(nearest_mean(trials.inputs), trials) > 0.99, part
        assert accuracy(nearest_item(trials.inputs), trials) == 0, part


def test_flipped_labels_tell_the_oracles_apart(pool, nearest_mean):
    flipped = pool.parts["flipped"]
    assert accuracy(nearest_item(flipped.inputs), flipped) == 1
    assert accuracy(nearest_mean(flipped.inputs), flipped) == 0


def test_bursts_are_solved_either_way(nearest_mean):
    test = gaussian_classes.draw(SIZES, SEED, **ARGUMENTS | {"burstiness": 1.0}).parts["test"]
    assert accuracy(nearest_item(test.inputs), test) == 1 and accuracy(nearest_mean(test.inputs), test) > 0.99


@pytest.mark.parametrize("noise", [0.0, 0.5, 2.0])
def test_the_square_of_an_items_norm_is_1_whatever_the_noise(noise):
    own = gaussian_classes._sequences(SEED, **ARGUMENTS | {"item_noise": noise})
    random = np.random.default_rng(0)
    first, second = (own.items(random, np.arange(CLASSES)) for _ in range(2))
    assert np.square(first).sum(1).mean() == pytest.approx(1, abs=0.06)
    # What two items of a class share is their mean, whose share of the variance is 1 / (1 + noise²).
    assert (first * second).sum(1).mean() == pytest.approx(1 / (1 + noise**2), abs=0.08)


def test_every_trial_of_novel_classes_has_classes_of_its_own(pool):
    items, _, query = items_and_labels(pool.parts["icl"].inputs)
    alike = query @ query.T
    assert np.abs(alike[~np.eye(len(query), dtype=bool)]).max() < 0.95


def test_a_stream_shows_the_classes_of_its_pool(nearest_mean):
    inputs, labels = Stream(SEED, np.random.default_rng(3), **ARGUMENTS).take(5, 40)
    assert inputs.shape == (5, 40, 2 * PAIRS + 1, DIMENSION + 1) and inputs.dtype == np.float32
    assert np.mean(nearest_mean(inputs.reshape(200, *inputs.shape[2:])) == labels.ravel()) > 0.99
    assert not np.array_equal(inputs[0], inputs[1])


def test_seeds_have_classes_and_labels_of_their_own():
    first, other = (gaussian_classes._sequences(seed, **ARGUMENTS) for seed in (0, 1))
    assert not np.array_equal(first.world.labels, other.world.labels)
    at = [own.items(np.random.default_rng(0), np.arange(9)) for own in (first, other)]
    assert not np.allclose(*at)


@pytest.mark.parametrize(
    "given, message",
    [
        ({"context_pairs": 3}, "context_pairs: found 3; allowed are even numbers, .*write `context_pairs: 4`"),
        ({"label_count": 201}, "label_count: found 201, more than class_count = 200, .*write `label_count: 200`"),
        ({"context_pairs": 20}, "label_count: found 16, fewer than context_pairs = 20, .*write `label_count: 20`"),
    ],
)
def test_what_does_not_go_together_is_refused(given, message):
    assert re.match(message, argument_refusal("gaussian_classes", ARGUMENTS | given))
    assert argument_refusal("gaussian_classes", ARGUMENTS) == ""
