"""Functions of degree two of D inputs as vectors of coefficients, many at once.

u·x + xᵀ K x / 2 has the coefficients of x_i x_j for i ≤ j, row by row, and then those of x_i: C = D (D + 1) / 2 + D in
all. An output of such a function is linear in them, so that the outputs of many functions on the same samples are one
product, of half as many operations as with all D² entries of each K.
"""

from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np

# Samples are stored by their C monomials where these take at most so many bytes and so stay in a core's cache, or where
# at least so many functions share the reading of them.
_CACHE, _SHARED = 2**22, 4


class Layout(NamedTuple):
    """Where the coefficients of D inputs are.

    upper: places in a flat K [D²] of the pairs i ≤ j; full: places among the pairs of all entries of K [D²]; diagonal:
    1 for the pairs i = i, else 0, and `half` ½ and 1, so that K at `upper` times `half` is the coefficient.
    """

    upper: np.ndarray
    full: np.ndarray
    diagonal: np.ndarray
    half: np.ndarray


@lru_cache
def layout(inputs: int) -> Layout:
    """The layout for so many inputs."""
    rows, columns = np.triu_indices(inputs)
    full = np.empty((inputs, inputs), int)
    full[rows, columns] = full[columns, rows] = np.arange(len(rows))
    diagonal = (rows == columns).astype(float)
    return Layout(rows * inputs + columns, full.ravel(), diagonal, 1 - diagonal / 2)


def coefficients(linear: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Coefficients [..., C] of u·x + xᵀ K x / 2 for u [..., D] and symmetric K [..., D, D]."""
    inputs = linear.shape[-1]
    where = layout(inputs)
    flat = matrix.reshape(*matrix.shape[:-2], inputs**2)
    return np.concatenate([flat.take(where.upper, -1) * where.half, linear], -1)


def split(values: np.ndarray, inputs: int) -> tuple[np.ndarray, np.ndarray]:
    """The first D (D + 1) / 2 of C values [..., C], which are of pairs, and the last D, which are of single inputs."""
    pairs = values.shape[-1] - inputs
    return values[..., :pairs], values[..., pairs:]


class Samples(Protocol):
    """Samples on which functions are compared: their number P, and what is linear in functions."""

    count: int

    def outputs(self, functions: np.ndarray) -> np.ndarray:
        """Numbers [F, R] of functions with coefficients [F, C], whose squares add up to those of all P outputs."""

    def correlations(self, outputs: np.ndarray) -> np.ndarray:
        """Sum over samples of the output times each monomial, [F, C], for what `outputs` gave [F, R]."""


def samples_of(inputs: np.ndarray, functions: int, reused: bool = True) -> Samples:
    """Samples at inputs [P, D], on which so many functions are looked at together; reused: more than once."""
    size = 8 * len(inputs) * len(layout(inputs.shape[1]).upper)
    return ByMonomials(inputs, reused) if size <= _CACHE or functions >= _SHARED else ByInputs(inputs)


class ByMonomials:
    """Samples by the values of all monomials [R, C].

    Of more samples than monomials, R = P > C, only the triangular factor of that matrix is kept: by rotating the
    samples neither the sum of squares changes nor a correlation, and R = C.
    """

    def __init__(self, inputs: np.ndarray, reused: bool = True):
        self.count = len(inputs)
        values = _monomials(inputs)
        self._values = np.linalg.qr(values, mode="r") if reused and len(values) > values.shape[1] else values

    def outputs(self, functions: np.ndarray) -> np.ndarray:
        return functions @ self._values.T

    def correlations(self, outputs: np.ndarray) -> np.ndarray:
        return outputs @ self._values


class ByInputs:
    """Samples by their inputs alone, and outputs with all D² entries of K: for few functions of many monomials."""

    def __init__(self, inputs: np.ndarray):
        self.count, self._inputs = inputs.shape[0], inputs

    def outputs(self, functions: np.ndarray) -> np.ndarray:
        inputs, dims = self._inputs, self._inputs.shape[1]
        pairs, linear = split(functions, dims)
        where = layout(dims)
        matrices = (pairs * (1 + where.diagonal) / 2).take(where.full, -1).reshape(-1, dims, dims)
        return linear @ inputs.T + np.einsum("fpi,pi->fp", inputs @ matrices, inputs)

    def correlations(self, outputs: np.ndarray) -> np.ndarray:
        inputs = self._inputs
        second = (inputs.T * outputs[:, None, :]) @ inputs
        flat = second.reshape(len(outputs), -1)
        return np.concatenate([flat.take(layout(inputs.shape[1]).upper, -1), outputs @ inputs], -1)


def _monomials(inputs: np.ndarray) -> np.ndarray:
    """All x_i x_j for i ≤ j and all x_i of inputs [P, D], [P, C]."""
    dims = inputs.shape[1]
    pairs = [inputs[:, first : first + 1] * inputs[:, first:] for first in range(dims)]
    return np.concatenate([*pairs, inputs], 1)
