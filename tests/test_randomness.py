"""Random streams: one for each purpose and seed, fixed for ever."""

import hashlib

import numpy as np
import pytest
from richlazy import randomness

# As they were when a table numbered all purposes: part of every result that was made then.
NUMBERS = {
    "connectivity": 0,
    "input weights": 1,
    "output weights": 2,
    "minibatches": 3,
    "trials": 4,
    "null model": 5,
    "theory": 7,
    "embedding": 8,
    "layers": 9,
    "tangent vectors": 12,
}
HASHED = ("label noise", "module weights", "module  weights", "Module weights", "0", "4", "", "β of the teacher")
PURPOSES = (*NUMBERS, *HASHED)


def draw(*key, size=8):
    return randomness.generator(*key).random(size)


def test_no_two_streams_are_the_same():
    children = ((), (0,), (1,), (0, 0))
    keys = [(purpose, seed, *child) for purpose in PURPOSES for seed in (0, 1, 2**40) for child in children]
    assert len({tuple(draw(*key)) for key in keys}) == len(keys)


def test_no_children_of_a_numbered_purpose_meet_a_hashed_one():
    """Children are words of the key, as the words of a hash are."""
    key = randomness.seed_sequence("label noise", 3).spawn_key
    assert all(number < key[0] for number in NUMBERS.values())
    for number in NUMBERS:
        assert tuple(draw(number, 3, *key)) != tuple(draw("label noise", 3))
        assert tuple(draw(number, 3, *key[1:])) != tuple(draw("label noise", 3))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_stream_repeats_and_does_not_depend_on_others(purpose):
    first = draw(purpose, 3)
    for other in PURPOSES:
        draw(other, 3, size=1000)
    np.testing.assert_array_equal(draw(purpose, 3), first)
    np.testing.assert_array_equal(draw(purpose, 3, size=100)[:8], first)


@pytest.mark.parametrize("purpose", NUMBERS)
def test_numbered_streams_are_numpys_own_by_spawn_key(purpose):
    """The mapping from purpose to spawn key is part of every result."""
    for children in ((), (2,), (2, 5)):
        sequence = np.random.SeedSequence(7, spawn_key=(NUMBERS[purpose], *children))
        np.testing.assert_array_equal(draw(purpose, 7, *children), np.random.default_rng(sequence).random(8))


@pytest.mark.parametrize("purpose", HASHED)
def test_other_streams_are_numpys_own_by_the_hash_of_their_words(purpose):
    first, *others = np.frombuffer(hashlib.sha256(purpose.encode()).digest(), "<u4")[:4].tolist()
    sequence = np.random.SeedSequence(7, spawn_key=(first | 2**31, *others, 2))
    np.testing.assert_array_equal(draw(purpose, 7, 2), np.random.default_rng(sequence).random(8))
