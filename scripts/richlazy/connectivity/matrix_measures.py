"""Summary numbers that are stored with every initial matrix."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from richlazy.connectivity import motif_statistics, spectrum


class MatrixMeasure(NamedTuple):
    """A number that summarises an initial matrix [post, pre]."""

    function: Callable[[np.ndarray], float]
    long_name: str
    units: str


MATRIX_MEASURES = {
    "achieved_rank": MatrixMeasure(spectrum.achieved_rank, "rank, singular values above rounding", "1"),
    "effective_rank": MatrixMeasure(spectrum.effective_rank, "effective rank of the eigenvalues", "1"),
    "participation_ratio": MatrixMeasure(
        spectrum.participation_ratio, "participation ratio of the squared singular values", "1"
    ),
    "stable_rank": MatrixMeasure(spectrum.stable_rank, "stable rank", "1"),
    "entropy_rank": MatrixMeasure(spectrum.entropy_rank, "entropy rank of the singular values", "1"),
    "spectral_radius": MatrixMeasure(spectrum.spectral_radius, "spectral radius", "1"),
    "spectral_norm": MatrixMeasure(spectrum.spectral_norm, "spectral norm", "1"),
    "frobenius_norm": MatrixMeasure(spectrum.frobenius_norm, "Frobenius norm", "1"),
    "units": MatrixMeasure(len, "number of units", "1"),
    "density": MatrixMeasure(motif_statistics.density, "share of connections that are present", "1"),
    "negative_share": MatrixMeasure(motif_statistics.negative_share, "share of connections that are negative", "1"),
    "mean_weight": MatrixMeasure(motif_statistics.mean_weight, "mean weight", "1"),
    "reciprocity": MatrixMeasure(motif_statistics.reciprocity, "reciprocal pairs, relative to chance", "1"),
    "convergence": MatrixMeasure(motif_statistics.convergence, "convergent pairs, relative to chance", "1"),
    "divergence": MatrixMeasure(motif_statistics.divergence, "divergent pairs, relative to chance", "1"),
    "chains": MatrixMeasure(motif_statistics.chains, "chains of two, relative to chance", "1"),
}
