"""Spectra of matrices, and summaries of them: norms and measures of rank.

To add a measure of rank, write a function of a square matrix [post, pre] that gives one number, and list it in
matrix_measures.py with its long name and unit: it is then stored with every initial matrix.
"""

import numpy as np


def singular_values(matrix: np.ndarray) -> np.ndarray:
    """Singular values in descending order."""
    return np.linalg.svd(matrix, compute_uv=False)


def eigenvalues(matrix: np.ndarray) -> np.ndarray:
    """Complex eigenvalues in descending order of modulus."""
    values = np.linalg.eigvals(matrix).astype(complex)
    moduli = np.abs(values)
    # The moduli of a conjugate pair are equal up to rounding: they are ordered by their imaginary part.
    relative = moduli / moduli.max() if moduli.any() else moduli
    return values[np.lexsort((-values.imag, -np.round(relative, 9)))]


def frobenius_norm(matrix: np.ndarray) -> float:
    """Square root of the sum of squared entries."""
    return float(np.linalg.norm(matrix))


def spectral_norm(matrix: np.ndarray) -> float:
    """Largest singular value."""
    return float(singular_values(matrix)[0])


def spectral_radius(matrix: np.ndarray) -> float:
    """Largest modulus of an eigenvalue."""
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def is_nilpotent(matrix: np.ndarray) -> bool:
    """Whether a power of the matrix is zero up to rounding, so that all its eigenvalues are zero.

    The computed eigenvalues of such a matrix can be as large as a root of the rounding errors. The powers 2, 4, 8, ...
    up to at least the number of units are computed, each from the last one scaled to norm 1.
    """
    power, norm = matrix, frobenius_norm(matrix)
    for _ in range(max(1, (len(matrix) - 1).bit_length())):
        if norm == 0:
            return True
        power = power / norm
        power = power @ power
        norm = frobenius_norm(power)
        if norm <= len(matrix) * np.finfo(float).eps:
            return True
    return False


def achieved_rank(matrix: np.ndarray) -> int:
    """Number of singular values above rounding: N times the precision of a float64, relative to the largest."""
    values = singular_values(matrix)
    return int((values > len(matrix) * np.finfo(float).eps * values[0]).sum())


def effective_rank(matrix: np.ndarray) -> float:
    """sum_i |lambda_i| / (|lambda_1| N) of the eigenvalues, in (0, 1] (paper's measure of figure 2); NaN if all 0."""
    moduli = np.abs(np.linalg.eigvals(matrix))
    return float(moduli.sum() / (moduli.max() * moduli.size)) if moduli.any() else float("nan")


def participation_ratio(matrix: np.ndarray) -> float:
    """(sum sigma²)² / sum sigma⁴ of the singular values: how many directions share the variance, in [1, N]."""
    variances = singular_values(matrix) ** 2
    return float(variances.sum() ** 2 / (variances**2).sum())


def stable_rank(matrix: np.ndarray) -> float:
    """‖W‖_F² / sigma_1², in [1, N] (Rudelson & Vershynin 2007)."""
    variances = singular_values(matrix) ** 2
    return float(variances.sum() / variances[0])


def entropy_rank(matrix: np.ndarray) -> float:
    """exp of the entropy of the normalised singular values, in [1, N] (Roy & Vetterli 2007)."""
    shares = singular_values(matrix)
    shares = shares / shares.sum()
    shares = shares[shares > 0]
    return float(np.exp(-(shares * np.log(shares)).sum()))
