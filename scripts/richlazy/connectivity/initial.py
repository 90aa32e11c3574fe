"""The initial matrices of one condition and seed, and the dataset that stores them."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from richlazy import randomness
from richlazy.connectivity import builders, null_models, truncations
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.connectivity.normalisation import check_connected, rescale
from richlazy.connectivity.spectrum import eigenvalues, singular_values
from richlazy.connectivity.units import check_single, exponent, times_power
from richlazy.errors import InputError, code_of_users


def initial_layers(rank: int, depth: int = 1, truncated_layers: str = "first", **what) -> np.ndarray:
    """Initial matrices [layer, post, pre] of a network of `depth` layers.

    The first layer, or all layers, are truncated to `rank`. what: the other arguments of `initial_matrix`.
    """
    ranks = [rank] * depth if truncated_layers == "all" else [rank] + [what["hidden"]] * (depth - 1)
    return np.stack([initial_matrix(rank=rank, layer=layer, **what) for layer, rank in enumerate(ranks)])


def initial_matrix(
    matrix_definition: Mapping,
    hidden: int,
    gain: float,
    null_model: str,
    rank: int,
    truncation: str,
    normalise: str,
    seed: int,
    learned: np.ndarray | None = None,
    layer: int = 0,
) -> np.ndarray:
    """Matrix [post, pre] of a builder or of its null model, truncated to `rank` and rescaled, float64.

    It is rescaled to the size of a reference, the Gaussian matrix of the same seed, units and gain, so that all
    matrices and null models of one seed have the same size. A Gaussian matrix of full rank is the reference itself. One
    seed gives one matrix per layer, which all ranks share. learned: the weight change of the reference network, for
    builders with a REFERENCE (see `builders`).

    Raises InputError where a builder, a null model or a truncation cannot be applied, for a matrix of size zero, and
    for weights that single precision cannot hold.
    """
    reference = _build({"builder": "gaussian"}, hidden, gain, _generator("connectivity", seed, layer))
    check_single(reference, f"found `gain: {gain:g}`, write a number nearer to 1")
    given = {} if learned is None else {"learned": learned}
    matrix = _build({**matrix_definition, **given}, hidden, gain, _generator("connectivity", seed, layer))
    not_rescaled = normalise == "none"
    if not_rescaled:
        check_single(matrix, _RESCALE)
    unit = exponent(matrix) if builders.registry.constant(matrix_definition["builder"], "ANY_UNIT") else 0
    matrix = times_power(matrix, -unit)
    if null_model != "none":
        null_reference = times_power(reference, -unit) if not_rescaled else reference
        generator = _generator("null model", seed, layer)
        matrix = null_models.registry.find(null_model).draw(matrix, null_reference, generator)
    truncated = truncations.registry.find(truncation).truncate(matrix, rank)
    if not not_rescaled:
        return rescale(truncated, reference, normalise)
    check_connected(truncated)
    return times_power(truncated, unit)


# Advice on weights that single precision cannot hold.
_RESCALE = "write `normalise: frobenius`, which does not depend on the unit, or give the matrix in another unit"


# Numbers in the random stream "layers", after that of the layer.
_IN_LAYER = {"connectivity": 0, "null model": 1}


def _generator(purpose: str, seed: int, layer: int) -> np.random.Generator:
    """The random generator of a purpose in a layer; that of the first layer does not depend on the depth."""
    if layer == 0:
        return randomness.generator(purpose, seed)
    return randomness.generator("layers", seed, layer, _IN_LAYER[purpose])


def _build(definition: Mapping, units: int, gain: float, generator: np.random.Generator) -> np.ndarray:
    arguments = {name: value for name, value in definition.items() if name != "builder"}
    builder = definition["builder"]
    with code_of_users(f"{builders.registry.path(builder)}: `build` fails for {units} units"):
        matrix = builders.registry.find(builder).build(units, gain, generator, **arguments)
    if np.shape(matrix) != (units, units):
        raise InputError(
            f"{builders.registry.path(builder)}: `build` gives an array of {list(np.shape(matrix))}; allowed is a "
            f"matrix [post, pre] of {[units, units]}"
        )
    return matrix


def describe(layers: np.ndarray, seeds: list[int]) -> xr.Dataset:
    """Dataset of matrices [seed, layer, post, pre], with the spectra and all MATRIX_MEASURES of the first layer.

    Every experiment truncates the first layer; a recurrent network has no other.
    """
    matrices = layers[:, 0]
    spectra = [eigenvalues(matrix) for matrix in matrices]
    dataset = xr.Dataset(
        {
            "weights": (("seed", "layer", "post", "pre"), layers.astype(np.float32), _names("initial weights")),
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
