"""Random draws of a seed, which all cases share: directions of the layers and of the teacher. Cases are paired."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from richlazy.randomness import generator
from scipy.stats import ortho_group


class Draws(NamedTuple):
    """Draws of an ensemble of seeds; the k columns of frames are orthonormal, with k = min(hidden, inputs).

    left [seed, hidden, k] and right [seed, input, k]: Haar frames, the singular vectors of random first layers.
    second [seed, output, hidden] and teacher [seed, output, input]: Gaussian, of which cases take the first rows.
    loading [seed, input, input]: Haar, the right singular vectors of the F through which a teacher reads its inputs.
    """

    left: np.ndarray
    right: np.ndarray
    second: np.ndarray
    teacher: np.ndarray
    loading: np.ndarray


def draw(seeds: Sequence[int], inputs: int, hidden: int, outputs: int) -> Draws:
    """Draws of every seed, each from streams of its own; more outputs leave the first ones as they are."""
    return Draws(*(np.stack(part) for part in zip(*(_of_seed(s, inputs, hidden, outputs) for s in seeds), strict=True)))


def _of_seed(seed: int, inputs: int, hidden: int, outputs: int) -> Draws:
    columns = min(inputs, hidden)
    streams = [generator("theory", seed, child) for child in range(len(Draws._fields))]
    return Draws(
        left=ortho_group.rvs(hidden, random_state=streams[0])[:, :columns],
        right=ortho_group.rvs(inputs, random_state=streams[1])[:, :columns],
        second=streams[2].standard_normal((outputs, hidden)),
        teacher=streams[3].standard_normal((outputs, inputs)),
        loading=ortho_group.rvs(inputs, random_state=streams[4]),
    )
