"""The initial recurrent matrix of one condition and seed, and the dataset that describes it."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from richlazy import randomness
from richlazy.connectivity import builders, null_models
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.connectivity.normalisation import rescale
from richlazy.connectivity.spectrum import eigenvalues, singular_values
from richlazy.connectivity.truncation import truncate


def initial_matrix(
    matrix_definition: Mapping,
    hidden: int,
    gain: float,
    null_model: str,
    rank: int,
    normalise: str,
    seed: int,
    learned: np.ndarray | None = None,
) -> np.ndarray:
    """Matrix [post, pre] of a builder or of its null model, truncated to `rank` and rescaled, float64.

    The size is that of the reference, the Gaussian matrix of the same seed, units and gain, so that all structures and
    null models of one seed have the same size; for a Gaussian of full rank it is the matrix itself. One seed gives one
    matrix, shared by all ranks. learned: what builders with a REFERENCE are given (see `builders`).
    """
    reference = _build({"builder": "gaussian"}, hidden, gain, seed)
    given = {} if learned is None else {"learned": learned}
    matrix = _build({**matrix_definition, **given}, hidden, gain, seed)
    if null_model != "none":
        generator = randomness.generator("null model", seed)
        matrix = null_models.registry.find(null_model).draw(matrix, reference, generator)
    truncated = truncate(matrix, rank)
    return truncated if normalise == "none" else rescale(truncated, reference, normalise)


def _build(definition: Mapping, units: int, gain: float, seed: int) -> np.ndarray:
    arguments = {name: value for name, value in definition.items() if name != "builder"}
    build = builders.registry.find(definition["builder"]).build
    return build(units, gain, randomness.generator("connectivity", seed), **arguments)


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
