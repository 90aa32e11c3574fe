"""Random streams: one for each purpose and seed, fixed for ever."""

import numpy as np
import pytest
from richlazy import randomness

PURPOSES = ("connectivity", "input weights", "output weights", "minibatches", "trials", "null model")
NUMBERS = {**{purpose: number for number, purpose in enumerate(PURPOSES)}, "embedding": 8, "layers": 9}


def draw(*key, size=8):
    return randomness.generator(*key).random(size)


def test_no_two_streams_are_the_same():
    keys = [(purpose, seed) for purpose in PURPOSES for seed in (0, 1, 2**40)] + [("trials", 0, 0), ("trials", 0, 1)]
    assert len({tuple(draw(*key)) for key in keys}) == len(keys)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_stream_repeats_and_does_not_depend_on_others(purpose):
    first = draw(purpose, 3)
    for other in PURPOSES:
        draw(other, 3, size=1000)
    np.testing.assert_array_equal(draw(purpose, 3), first)
    np.testing.assert_array_equal(draw(purpose, 3, size=100)[:8], first)


def test_streams_are_numpys_own_by_spawn_key():
    """The mapping from purpose to spawn key is part of every result."""
    for purpose, key in NUMBERS.items():
        sequence = np.random.SeedSequence(7, spawn_key=(key, 2))
        np.testing.assert_array_equal(draw(purpose, 7, 2), np.random.default_rng(sequence).random(8))


def test_the_stream_of_simulations_is_its_own():
    np.testing.assert_array_equal(
        draw("theory", 7, 2), np.random.default_rng(np.random.SeedSequence(7, spawn_key=(7, 2))).random(8)
    )


def test_an_unknown_purpose_is_refused():
    with pytest.raises(KeyError):
        randomness.generator("weather", 0)
