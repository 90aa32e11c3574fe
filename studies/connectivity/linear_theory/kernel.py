"""The tangent kernel of a two-layer linear network with respect to all its weights, and the alignment of two.

Between inputs x and x' it is K(x, x') = (x · x') W₂ W₂ᵀ + (xᵀ W₁ᵀ W₁ x') I, a matrix over pairs of outputs. In the
basis of inputs and outputs that is (W₂ W₂ᵀ) ⊗ I + I ⊗ (W₁ᵀ W₁), so two small matrices stand for it.
"""

from typing import NamedTuple

import numpy as np

from studies.connectivity.linear_theory.network import Weights


class Kernel(NamedTuple):
    """Tangent kernels of an ensemble: W₂ W₂ᵀ [network, output, output] and W₁ᵀ W₁ [network, input, input]."""

    outputs: np.ndarray
    inputs: np.ndarray


def tangent_kernel(weights: Weights) -> Kernel:
    """Tangent kernels of networks with respect to the weights of both layers."""
    return Kernel(weights.second @ weights.second.mT, weights.first.mT @ weights.first)


def alignment(one: Kernel, other: Kernel, variances: np.ndarray) -> np.ndarray:
    """<K, K'> / (|K| |K'|) [network] of kernels as operators on functions of inputs with covariance `variances`."""
    return _product(one, other, variances) / np.sqrt(_product(one, one, variances) * _product(other, other, variances))


def _product(one: Kernel, other: Kernel, variances: np.ndarray) -> np.ndarray:
    """<A ⊗ V + I ⊗ C, A' ⊗ V + I ⊗ C'> [network], with A the part of the outputs, C that of the inputs between V^½."""
    outputs = one.outputs.shape[-1]
    weighting = np.outer(variances, variances)
    within_outputs = (variances**2).sum() * np.einsum("nij,nij->n", one.outputs, other.outputs)
    within_inputs = outputs * np.einsum("nij,nij,ij->n", one.inputs, other.inputs, weighting, optimize=True)
    crossed = _trace(one) * _weighted_trace(other, variances) + _trace(other) * _weighted_trace(one, variances)
    return within_outputs + within_inputs + crossed


def _trace(kernel: Kernel) -> np.ndarray:
    return np.einsum("nii->n", kernel.outputs)


def _weighted_trace(kernel: Kernel, variances: np.ndarray) -> np.ndarray:
    return np.einsum("nii,i->n", kernel.inputs, variances**2)
