"""The order of trials: epochs, repetition, reproducibility."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.training.minibatches import MinibatchOrder


def order(seed=0, trials=20, batch=6):
    return MinibatchOrder(np.random.default_rng(seed), trials, batch)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 5))
@settings(max_examples=50, deadline=None)
def test_every_epoch_is_a_permutation(trials, batch, seed):
    steps = -(-3 * trials // batch)
    seen = order(seed, trials, batch).take(steps)
    assert seen.shape == (steps, batch)
    for epoch in range(3):
        assert sorted(seen.ravel()[epoch * trials : (epoch + 1) * trials]) == list(range(trials))


def test_epochs_differ():
    seen = order(trials=20, batch=10).take(6).reshape(3, 20)
    assert len({tuple(epoch) for epoch in seen}) == 3


@given(st.integers(1, 10), st.integers(1, 10))
@settings(max_examples=30, deadline=None)
def test_no_trial_comes_twice_while_the_pool_lasts(steps, batch):
    seen = order(trials=steps * batch, batch=batch).take(steps)
    assert len(set(seen.ravel())) == steps * batch


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_portions_do_not_matter(portions):
    walked = order()
    pieces = np.concatenate([walked.take(steps) for steps in portions])
    assert np.array_equal(pieces, order().take(sum(portions)))


def test_the_seed_fixes_the_order():
    assert np.array_equal(order(seed=3).take(7), order(seed=3).take(7))
    assert not np.array_equal(order(seed=3).take(7), order(seed=4).take(7))


def test_a_minibatch_of_the_whole_pool_is_the_pool_itself_at_every_step():
    assert np.array_equal(order(trials=6, batch=6).take(3), np.tile(np.arange(6), (3, 1)))
