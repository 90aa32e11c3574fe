"""What a committee machine of a seed learns, and where it starts: teacher, inputs and neurons."""

from collections.abc import Mapping, Sequence

import numpy as np
from richlazy import randomness

# Numbers of the random streams of a seed.
_TEACHER, _INPUTS, _NEURONS, _FRESH, _PROBE, _TEST = range(6)
_HELD_OUT = {"probe": _PROBE, "test": _TEST}


def draw(seed: int, inputs: int, samples: int, neurons: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Teacher β [D], training inputs x ~ N(0, 1/D) [P, D] and neurons before learning [N, D] of a seed.

    More samples of the same seed begin with the fewer ones.
    """
    return (
        _stream(seed, _TEACHER).standard_normal(inputs),
        gaussian_inputs(_stream(seed, _INPUTS), samples, inputs),
        _stream(seed, _NEURONS).standard_normal((neurons, inputs)),
    )


def draw_all(seeds: Sequence[int], arguments: Mapping) -> dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """What `draw` gives for each seed, by the arguments of a simulation; of several numbers of samples the most."""
    samples = np.max(arguments["samples"])
    return {seed: draw(seed, arguments["inputs"], samples, arguments["neurons"]) for seed in seeds}


def gaussian_inputs(generator: np.random.Generator, samples: int, inputs: int) -> np.ndarray:
    """The next inputs x ~ N(0, 1/D) [P, D] of a stream."""
    return generator.standard_normal((samples, inputs)) / np.sqrt(inputs)


def fresh_stream(seed: int) -> np.random.Generator:
    """The stream from which a seed draws the inputs of every step, where none is seen twice."""
    return _stream(seed, _FRESH)


def held_out(seed: int, part: str, samples: int, inputs: int) -> np.ndarray:
    """Inputs [P, D] of a seed that no run learns from, of the part "probe" or "test"."""
    return gaussian_inputs(_stream(seed, _HELD_OUT[part]), samples, inputs)


def of_rank(neurons: np.ndarray, rank: int) -> np.ndarray:
    """Neurons [N, D] truncated to `rank` singular values, at an equal Frobenius norm."""
    left, values, right = np.linalg.svd(neurons, full_matrices=False)
    kept = (left[:, :rank] * values[:rank]) @ right[:rank]
    return kept * np.sqrt((values**2).sum() / (values[:rank] ** 2).sum())


def with_part_of_solution(
    neurons: np.ndarray, beta: np.ndarray, share: float, alpha: float, epsilon: float
) -> np.ndarray:
    """Neurons [N, D] whose second moment has `share` of what the teacher asks for, ββᵀ / (α ε), in addition.

    Every other neuron gets √(share / (α ε)) β, the others as much less, so that the mean stays the same but for the
    last of an odd number.
    """
    signs = np.where(np.arange(len(neurons)) % 2, -1.0, 1.0)
    return neurons + np.sqrt(share / (alpha * epsilon)) * signs[:, None] * beta


def _stream(seed: int, number: int) -> np.random.Generator:
    return randomness.generator("committee machine", seed, number)
