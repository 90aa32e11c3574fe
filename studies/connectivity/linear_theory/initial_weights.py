"""Initial first layers: random singular vectors with a given spectrum, or rank one along a direction.

Each kind has a matrix, of Frobenius norm 1, and closed forms of the resulting kernel alignment for a second layer of
equal size (`both_layers`) and for one near 0 (`first_layer`).
"""

from dataclasses import dataclass

import numpy as np

from studies.connectivity.linear_theory import closed_forms
from studies.connectivity.linear_theory.draws import Draws


@dataclass(frozen=True)
class RandomDirections:
    """U diag(s) Vᵀ with Haar singular vectors that know nothing of the teacher; `spectrum` is s, of any size."""

    spectrum: tuple[float, ...]

    @property
    def values(self) -> np.ndarray:
        """The singular values, their squares adding up to 1."""
        return np.array(self.spectrum) / np.linalg.norm(self.spectrum)

    @property
    def rank(self) -> int:
        """Number of singular values."""
        return len(self.spectrum)

    @property
    def participation_ratio(self) -> float:
        """Evenness of the spectrum, (Σs²)² / Σs⁴."""
        return 1 / float(closed_forms.concentration(self.values))

    def matrix(self, draws: Draws, teacher: np.ndarray) -> np.ndarray:
        """First layers [seed, hidden, input]; the singular vectors are the first of those drawn, at every rank."""
        left, right = draws.left[..., : self.rank], draws.right[..., : self.rank]
        return (left * self.values) @ right.mT

    def both_layers(self, inputs: int) -> float:
        """Expected alignment over draws."""
        return closed_forms.expected_alignment_both_layers(inputs, 1 / self.participation_ratio)

    def first_layer(self, inputs: int) -> float:
        """Expected alignment over draws."""
        return closed_forms.expected_alignment_first_layer(inputs, 1 / self.participation_ratio)


@dataclass(frozen=True)
class AlongTeacher:
    """u b'ᵀ of rank one, where b' has the `overlap` c with the direction of a teacher of one output."""

    overlap: float
    rank: int = 1
    participation_ratio: float = 1.0

    def matrix(self, draws: Draws, teacher: np.ndarray) -> np.ndarray:
        """First layers [seed, hidden, input]; u and the part of b' across the teacher are the first vectors drawn."""
        along = _unit(teacher[:, 0])
        other = draws.right[:, :, 0]
        across = _unit(other - np.einsum("si,si->s", other, along)[:, np.newaxis] * along)
        direction = self.overlap * along + np.sqrt(1 - self.overlap**2) * across
        return draws.left[:, :, :1] * direction[:, np.newaxis, :]

    def both_layers(self, inputs: int) -> float:
        """Alignment, the same for all draws."""
        return closed_forms.expected_alignment_of_direction(inputs, self.overlap)

    def first_layer(self, inputs: int) -> float:
        """Alignment, the same for all draws."""
        return closed_forms.expected_alignment_of_direction_first_layer(inputs, self.overlap)


@dataclass(frozen=True)
class AlongTruncatedTeacher:
    """u b'ᵀ of rank one, along β = Fᵀw with F cut to its d // 2 largest singular values, all of size `kappa`."""

    kappa: float
    rank: int = 1
    participation_ratio: float = 1.0

    def matrix(self, draws: Draws, teacher: np.ndarray) -> np.ndarray:
        """First layers [seed, hidden, input]; the kept directions are the first half of the loading's columns."""
        kept = draws.loading[:, :, : teacher.shape[-1] // 2]
        direction = _unit((kept @ (kept.mT @ teacher[:, 0, :, np.newaxis]))[..., 0])
        return draws.left[:, :, :1] * direction[:, np.newaxis, :]

    def both_layers(self, inputs: int) -> float:
        """Expected alignment over draws."""
        squared = closed_forms.expected_squared_overlap(inputs, self.kappa)
        return closed_forms.expected_alignment_of_direction(inputs, np.sqrt(squared))

    def first_layer(self, inputs: int) -> float:
        """Expected alignment over draws."""
        squared = closed_forms.expected_squared_overlap(inputs, self.kappa)
        return closed_forms.expected_alignment_of_direction_first_layer(inputs, np.sqrt(squared))


FirstLayer = RandomDirections | AlongTeacher | AlongTruncatedTeacher


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
