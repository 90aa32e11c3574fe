"""Random streams: every random number comes from a seed of the config and a purpose, such as "input weights".

Each pair of seed and purpose has an independent stream (NumPy's SeedSequence with the purpose as spawn key), so that
drawing more for one purpose changes nothing in another. Networks that differ in rank alone therefore share their input
weights, output weights and minibatch order: the design is paired.

A purpose is any text. Its key is a hash of the text, so that a new purpose needs no entry here and changes no other.
"""

import hashlib

import numpy as np

# Keys of the purposes that are older than the hash. Results depend on them: the table must not change.
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
# Number of 32-bit words in the key of any other purpose.
_WORDS = 4
_HIGHEST_BIT = 1 << 31


def seed_sequence(purpose: str, seed: int, *children: int) -> np.random.SeedSequence:
    """Seed sequence of a purpose; `children` number independent streams within it (for example blocks of a pool)."""
    return np.random.SeedSequence(seed, spawn_key=(*_key(purpose), *children))


def generator(purpose: str, seed: int, *children: int) -> np.random.Generator:
    """NumPy generator of a purpose; arguments as for `seed_sequence`."""
    return np.random.default_rng(seed_sequence(purpose, seed, *children))


def _key(purpose: str) -> tuple[int, ...]:
    """First words of the spawn key. The key of a hashed purpose begins with a word above all numbers of the table."""
    if purpose in _NUMBERED:
        return (_NUMBERED[purpose],)
    digest = hashlib.sha256(purpose.encode()).digest()
    first, *others = (int.from_bytes(digest[4 * word : 4 * word + 4], "little") for word in range(_WORDS))
    return (first | _HIGHEST_BIT, *others)
