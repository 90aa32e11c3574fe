"""The initial recurrent matrix of one condition and seed, and the dataset that describes it."""

import numpy as np
import xarray as xr

from richlazy import randomness
from richlazy.connectivity import BUILDERS, gaussian
from richlazy.connectivity.normalisation import rescale
from richlazy.connectivity.spectrum import MATRIX_MEASURES, eigenvalues, singular_values
from richlazy.connectivity.truncation import truncate


def initial_matrix(connectivity: str, hidden: int, gain: float, rank: int, normalise: str, seed: int) -> np.ndarray:
    """Matrix [post, pre] of a builder, truncated to `rank` and rescaled to the size of the reference, float64.

    The reference is the Gaussian matrix of the same seed, units and gain, so that all structures of one seed have the
    same size; for a Gaussian of full rank it is the matrix itself. One seed gives one matrix, shared by all ranks.
    """
    matrix = BUILDERS[connectivity](hidden, gain, randomness.generator("connectivity", seed))
    if normalise == "none":
        return truncate(matrix, rank)
    reference = gaussian.build(hidden, gain, randomness.generator("connectivity", seed))
    return rescale(truncate(matrix, rank), reference, normalise)


def describe(matrices: np.ndarray, seeds: list[int]) -> xr.Dataset:
    """Dataset of matrices [seed, post, pre] with their spectra and all MATRIX_MEASURES."""
    spectra = [eigenvalues(matrix) for matrix in matrices]
    dataset = xr.Dataset(
        {
            "weights": (("seed", "post", "pre"), matrices.astype(np.float32), _names("initial recurrent weights")),
            "singular_value": (("seed", "index"), [singular_values(m) for m in matrices], _names("singular value")),
            "eigenvalue_real": (("seed", "index"), np.real(spectra), _names("real part of the eigenvalue")),
            "eigenvalue_imag": (("seed", "index"), np.imag(spectra), _names("imaginary part of the eigenvalue")),
        },
        coords={"seed": seeds, "index": np.arange(matrices.shape[1])},
    )
    for name, measure in MATRIX_MEASURES.items():
        values = [measure.function(matrix) for matrix in matrices]
        dataset[name] = ("seed", values, {"long_name": measure.long_name, "units": measure.units})
    return dataset


def _names(long_name: str) -> dict[str, str]:
    return {"long_name": long_name, "units": "1"}
