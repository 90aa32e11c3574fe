"""Kernel alignment of two-layer linear networks in closed form (theorem 1 and proposition 1 of the paper).

The assumptions: squared loss, whitened inputs, isotropic teachers, gradient flow, and initial weights whose squared
scale is far below the teacher's norm (σ² << |B|), so that the final weights are balanced. Derivations:
studies/connectivity/theory.md.
`concentration` is p = Σs⁴ / (Σs²)² of the singular values s of the first layer, the inverse of its participation ratio:
1 at rank 1, 1/r where r are equal; the smaller, the more even.
"""

import numpy as np
from scipy.special import hyp2f1

from studies.connectivity.linear_theory.kernel import Kernel


def concentration(singular_values: np.ndarray) -> np.ndarray:
    """p = Σs⁴ / (Σs²)² along the last axis: 1 for a single value, 1/r for r equal ones."""
    squares = np.asarray(singular_values, float) ** 2
    return (squares**2).sum(-1) / squares.sum(-1) ** 2


def final_kernel(teacher: np.ndarray) -> Kernel:
    """Tangent kernel after gradient flow from small initial weights: W₂W₂ᵀ = (BBᵀ)^½ and W₁ᵀW₁ = (BᵀB)^½.

    teacher: B [network, output, input]. For one output of norm |β| and direction b this is |β| (b bᵀ + I).
    """
    left, values, right = np.linalg.svd(teacher, full_matrices=False)
    return Kernel((left * values[..., np.newaxis, :]) @ left.mT, (right.mT * values[..., np.newaxis, :]) @ right)


def expected_alignment_both_layers(inputs: int, concentration: float) -> float:
    """Theorem 1: mean kernel alignment over isotropic teachers of one output, for initial layers of equal norm.

    (d + 1)² / (d √(d + 3) √(d + 2 + p)) for d `inputs`. Falls with the concentration p, hence rises with rank.
    """
    return (inputs + 1) ** 2 / (inputs * np.sqrt(inputs + 3) * np.sqrt(inputs + 2 + concentration))


def expected_alignment_first_layer(inputs: int, concentration: float) -> float:
    """Theorem 1 for an initial second layer of 0: (1 + 1/d) / √((d + 3) p) for d `inputs`."""
    return (1 + 1 / inputs) / np.sqrt((inputs + 3) * concentration)


def expected_alignment_of_direction(inputs: int, overlap: float) -> float:
    """Proposition 1: alignment for initial weights of rank one along b', c = b · b' with the teacher's direction b.

    (d + 2 + c²) / (d + 3) for d `inputs` and layers of equal norm: 1 at c = 1, as lazy as can be. No mean is taken.
    """
    return (inputs + 2 + np.square(overlap)) / (inputs + 3)


def expected_alignment_of_direction_first_layer(inputs: int, overlap: float) -> float:
    """The same for an initial second layer of 0: (1 + c²) / √(d + 3), low even at c = 1."""
    return (1 + np.square(overlap)) / np.sqrt(inputs + 3)


def expected_squared_overlap(inputs: int, kappa: float) -> float:
    """Mean of c² between β = Fᵀw and the same with F cut to rank d // 2, for isotropic w and d `inputs`.

    F has d // 2 singular values κ ≥ 1 and else 1. c² = κ²A / (κ²A + A') with A and A' chi-squared, hence
    E c² = (m / d) ₂F₁(1, (d - m) / 2; d / 2 + 1; 1 - 1/κ²) with m = d // 2: m / d at κ = 1, to 1 as κ grows.
    """
    top = inputs // 2
    return top / inputs * hyp2f1(1, (inputs - top) / 2, inputs / 2 + 1, 1 - 1 / kappa**2)
