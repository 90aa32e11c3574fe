"""Random streams: every number drawn comes from a seed of the config and a named purpose.

Two purposes, or two seeds, never share a stream, and drawing more for one purpose changes nothing in another
(NumPy's SeedSequence with the purpose as spawn key). Networks that differ in rank alone therefore share their input
weights, output weights and minibatch order: the design is paired.
"""

import numpy as np

# The numbers are part of every result: append, never renumber.
_PURPOSES = {
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


def seed_sequence(purpose: str, seed: int, *children: int) -> np.random.SeedSequence:
    """Seed sequence of a purpose; `children` number independent parts of it (for example blocks of a pool)."""
    return np.random.SeedSequence(seed, spawn_key=(_PURPOSES[purpose], *children))


def generator(purpose: str, seed: int, *children: int) -> np.random.Generator:
    """NumPy generator of a purpose, see `seed_sequence`."""
    return np.random.default_rng(seed_sequence(purpose, seed, *children))
