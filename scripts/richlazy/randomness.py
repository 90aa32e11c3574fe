"""Random streams: every number drawn comes from a seed of the config and a named purpose.

Two purposes, or two seeds, never share a stream, and drawing more for one purpose changes nothing in another
(NumPy's SeedSequence with the purpose as spawn key). Networks that differ in rank alone therefore share their input
weights, output weights and minibatch order: the design is paired.

A purpose is any text: its key is a hash of its words, so that a new one needs no entry here and changes no other.
"""

import hashlib

import numpy as np

# Keys of purposes that are older than the hash. They are part of results: the table stays as it is.
_NUMBERED = {
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
# Words of 32 bits in the key of any other purpose.
_WORDS = 4
_HIGHEST_BIT = 1 << 31


def seed_sequence(purpose: str, seed: int, *children: int) -> np.random.SeedSequence:
    """Seed sequence of a purpose; `children` number independent parts of it (for example blocks of a pool)."""
    return np.random.SeedSequence(seed, spawn_key=(*_key(purpose), *children))


def generator(purpose: str, seed: int, *children: int) -> np.random.Generator:
    """NumPy generator of a purpose, see `seed_sequence`."""
    return np.random.default_rng(seed_sequence(purpose, seed, *children))


def _key(purpose: str) -> tuple[int, ...]:
    """Beginning of the spawn key. That of a hashed purpose starts with a word above all numbers of the table."""
    if purpose in _NUMBERED:
        return (_NUMBERED[purpose],)
    digest = hashlib.sha256(purpose.encode()).digest()
    first, *others = (int.from_bytes(digest[4 * word : 4 * word + 4], "little") for word in range(_WORDS))
    return (first | _HIGHEST_BIT, *others)
