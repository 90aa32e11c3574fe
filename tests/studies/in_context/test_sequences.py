"""Sequences by their definitions: which classes come how often, and which labels they have."""

import numpy as np
import pytest
from scipy.stats import chisquare

from studies.in_context import sequences
from studies.in_context.sequences import Choice, Marginal, World

PAIRS, LABELS, CLASSES, MANY = 4, 5, 20, 40_000
# Smallest p value of a chi-square test with a fixed seed.
ALLOWED = 1e-3


def random(seed=0):
    return np.random.default_rng(seed)


def world(exponent=0.0, seed=1):
    return World.of(sequences.labels_of_classes(random(seed), CLASSES, LABELS), LABELS, exponent)


def fits(values, weights):
    """The p value of the frequencies of values 0 to K - 1 against weights."""
    expected = np.asarray(weights) / np.sum(weights) * values.size
    return chisquare(np.bincount(values.ravel(), minlength=len(expected)), expected).pvalue


@pytest.mark.parametrize("exponent", [0, 0.5, 1, 2])
def test_classes_come_by_zipfs_law(exponent):
    weights = np.arange(1, CLASSES + 1.0) ** -exponent
    np.testing.assert_allclose(sequences.zipf_weights(CLASSES, exponent), weights / weights.sum())
    assert fits(world(exponent).by_class.draw(random(), (MANY,)), weights) > ALLOWED
    assert fits(world(exponent).by_label.draw(random(3), (MANY,)), weights) > ALLOWED


@pytest.mark.parametrize("exponent", [0, 1])
@pytest.mark.parametrize("group", range(LABELS))
def test_classes_outside_a_group_come_by_the_rest_of_the_marginal(exponent, group):
    own = world(exponent)
    found = own.by_label.outside(random(group), np.full(MANY, group))
    rest = np.where(own.labels == group, 0, sequences.zipf_weights(CLASSES, exponent))
    assert rest[found].min() > 0
    assert fits(np.searchsorted(np.flatnonzero(rest), found), rest[rest > 0]) > ALLOWED


def test_rounding_gives_no_class_of_the_group():
    """Weights so unequal that the rest of the marginal is as small as rounding."""
    own = Marginal.of(sequences.zipf_weights(50, 10.0))
    for group in (0, 1, 25, 49):
        found = own.outside(random(), np.full(20_000, group))
        assert found.min() >= 0 and found.max() < 50 and not (found == group).any()


def test_labels_are_a_permutation_modulo_their_number():
    labels = sequences.labels_of_classes(random(), 23, 5)
    assert np.bincount(labels).tolist() == [5, 5, 5, 4, 4]
    assert sorted(sequences.labels_of_classes(random(), 7, 7)) == list(range(7))
    assert not np.array_equal(labels, sequences.labels_of_classes(random(1), 23, 5))


def test_a_bursty_sequence_has_the_querys_class_and_one_other_in_halves():
    own = world(1.0)
    classes, labels = sequences.training_choice(random(), (MANY,), PAIRS, 1.0, own)
    context, query = classes[:, :-1], classes[:, -1]
    is_query = context == query[:, None]
    assert (is_query.sum(1) == PAIRS // 2).all()
    others = context[~is_query].reshape(MANY, -1)
    assert (others == others[:, :1]).all()
    assert np.array_equal(labels, own.labels[classes])
    # Each of the six orders of two and two comes as often as another.
    orders = np.unique(is_query @ (1 << np.arange(PAIRS)), return_inverse=True)[1]
    assert fits(orders, np.ones(6)) > ALLOWED
    weights = sequences.zipf_weights(CLASSES, 1.0)
    assert fits(query, weights) > ALLOWED
    # The other class is drawn from the marginal without the query's: here without class 0.
    rest = others[query == 0, 0]
    assert fits(rest - 1, weights[1:]) > ALLOWED


@pytest.mark.parametrize("burstiness", [0.0, 0.3, 1.0])
def test_so_many_sequences_are_bursty(burstiness):
    wide = World.of(sequences.labels_of_classes(random(), 5000, LABELS), LABELS, 0.0)
    classes, _ = sequences.training_choice(random(), (MANY // 10, 10), PAIRS, burstiness, wide)
    assert classes.shape == (MANY // 10, 10, PAIRS + 1)
    shows_query = (classes[..., :-1] == classes[..., -1:]).any(-1)
    assert shows_query.mean() == pytest.approx(burstiness + (1 - burstiness) * PAIRS / 5000, abs=0.01)


def test_other_pairs_are_independent_draws_of_the_marginal():
    classes, _ = sequences.training_choice(random(), (MANY,), PAIRS, 0.0, world(1.0))
    assert fits(classes, sequences.zipf_weights(CLASSES, 1.0)) > ALLOWED
    joint = classes[:, 0] * CLASSES + classes[:, -1]
    assert fits(joint, np.outer(*2 * [sequences.zipf_weights(CLASSES, 1.0)]).ravel()) > ALLOWED


def test_novel_classes_have_two_random_different_labels():
    pairs_of_classes = np.arange(2 * MANY).reshape(-1, 2)
    classes, labels = sequences.novel_choice(random(), pairs_of_classes, PAIRS, LABELS)
    assert (classes[:, -1] == pairs_of_classes[:, 0]).all()
    is_query = classes[:, :-1] == classes[:, -1:]
    assert (is_query.sum(1) == PAIRS // 2).all()
    other = labels[:, :-1][~is_query].reshape(MANY, -1)
    assert (labels[:, :-1][is_query].reshape(MANY, -1) == labels[:, -1:]).all() and (other == other[:, :1]).all()
    assert (other[:, 0] != labels[:, -1]).all()
    both = labels[:, -1] * LABELS + other[:, 0]
    assert fits(both, np.full((LABELS, LABELS), 1.0).ravel() - np.eye(LABELS).ravel() + 1e-12) > ALLOWED


def test_flipped_classes_have_each_others_labels():
    own = world(1.0)
    classes, labels = sequences.flipped_choice(random(), 2000, PAIRS, own)
    true = own.labels[classes]
    is_query = classes[:, :-1] == classes[:, -1:]
    assert (is_query.sum(1) == PAIRS // 2).all() and (labels != true).all()
    other = true[:, :-1][~is_query].reshape(2000, -1)
    assert (labels[:, -1:] == other).all()
    assert (labels[:, :-1][~is_query].reshape(2000, -1) == true[:, -1:]).all()


def test_the_label_of_the_query_is_nowhere_in_a_context_for_weights():
    own = world(1.0)
    query = sequences.marginal_queries(random(2), MANY, own)
    classes, labels = sequences.weights_choice(random(), query, PAIRS, own)
    assert np.array_equal(classes[:, -1], query) and np.array_equal(labels, own.labels[classes])
    assert (labels[:, :-1] != labels[:, -1:]).all()
    assert fits(query, sequences.zipf_weights(CLASSES, 1.0)) > ALLOWED
    # Pairs are independent: two of one context fall together as often as the marginal says.
    rest = np.where(own.labels == labels[0, -1], 0, sequences.zipf_weights(CLASSES, 1.0))
    context = classes[labels[:, -1] == labels[0, -1], :-1]
    joint = np.outer(rest, rest)[rest > 0][:, rest > 0].ravel()
    place = np.searchsorted(np.flatnonzero(rest), context[:, :2])
    assert fits(place[:, 0] * (rest > 0).sum() + place[:, 1], joint) > ALLOWED


def test_common_and_rare_queries():
    own = world(1.0)
    assert fits(sequences.common_queries(random(), MANY, own), np.ones(10)) > ALLOWED
    assert fits(sequences.rare_queries(random(), MANY, own) - CLASSES // 2, np.ones(CLASSES // 2)) > ALLOWED


def test_tokens_take_turns_and_items_may_be_of_any_kind():
    """Items here are images of two pixels, by the number of the class alone."""
    images = np.arange(2 * CLASSES, dtype=np.float32).reshape(CLASSES, 2)
    choice = Choice(np.array([[3, 7, 3]]), np.array([[0, 4, 2]]))
    inputs, label = sequences.tokens(choice, lambda classes: images[classes])
    expected = [[[6, 7, 0], [0, 0, 1], [14, 15, 0], [0, 0, 5], [6, 7, 0]]]
    assert np.array_equal(inputs, expected) and inputs.dtype == np.float32 and label.tolist() == [2]
