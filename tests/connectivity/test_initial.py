"""The initial matrix of a condition and seed, and its dataset."""

import numpy as np
import pytest
from richlazy import randomness
from richlazy.connectivity.builders import gaussian, uniform
from richlazy.connectivity.initial import describe, initial_layers, initial_matrix
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.connectivity.normalisation import SIZES

UNITS = 30


def make(builder="gaussian", rank=UNITS, normalise="frobenius", seed=3, gain=1.25, null_model="none"):
    return initial_matrix({"builder": builder}, UNITS, gain, null_model, rank, "svd", normalise, seed)


def best_approximation(matrix, rank):
    left, values, right = np.linalg.svd(matrix)
    return left @ np.diag(np.where(np.arange(len(values)) < rank, values, 0)) @ right


@pytest.mark.parametrize("normalise", [*SIZES, "none"])
@pytest.mark.parametrize("rank", [1, 7])
def test_all_ranks_of_a_seed_are_truncations_of_one_matrix(normalise, rank):
    full, low = make(), make(rank=rank, normalise=normalise)
    expected = best_approximation(full, rank)
    np.testing.assert_allclose(low / np.linalg.norm(low), expected / np.linalg.norm(expected), rtol=0, atol=1e-13)
    if normalise == "none":
        np.testing.assert_allclose(low, expected, rtol=0, atol=1e-13)
    else:
        assert SIZES[normalise](low) == pytest.approx(SIZES[normalise](full), rel=1e-10)


@pytest.mark.parametrize("normalise", [*SIZES, "none"])
def test_full_rank_gaussian_is_the_builders_matrix_to_the_bit(normalise):
    plain = gaussian.build(UNITS, 1.25, randomness.generator("connectivity", 3))
    assert np.array_equal(make(normalise=normalise), plain)


@pytest.mark.parametrize("normalise", SIZES)
@pytest.mark.parametrize("rank", [1, UNITS])
def test_every_structure_has_the_size_of_the_gaussian_of_its_seed(normalise, rank):
    found = make("uniform", rank, normalise)
    assert SIZES[normalise](found) == pytest.approx(SIZES[normalise](make()), rel=1e-10)
    raw = uniform.build(UNITS, 1.25, randomness.generator("connectivity", 3))
    expected = best_approximation(raw, rank)
    np.testing.assert_allclose(found / np.linalg.norm(found), expected / np.linalg.norm(expected), rtol=0, atol=1e-13)


def test_seeds_give_different_matrices_and_the_gain_scales_them():
    assert not np.allclose(make(seed=3), make(seed=4))
    np.testing.assert_allclose(make(gain=2.5, rank=5), 2 * make(rank=5), rtol=1e-12)


def test_the_dataset_describes_its_matrices():
    matrices = np.stack([make(seed=seed, rank=4) for seed in (5, 8)])
    further = np.stack([make(seed=seed, rank=2) for seed in (5, 8)])
    dataset = describe(np.stack([matrices, further], 1), [5, 8])
    assert dataset.weights.dims == ("seed", "layer", "post", "pre") and dataset.weights.dtype == np.float32
    assert dataset.seed.values.tolist() == [5, 8] and dataset.index.values.tolist() == list(range(UNITS))
    np.testing.assert_array_equal(dataset.weights.sel(seed=8)[0], matrices[1].astype(np.float32))
    np.testing.assert_array_equal(dataset.weights.sel(seed=8)[1], further[1].astype(np.float32))
    np.testing.assert_allclose(dataset.singular_value.sel(seed=8), np.linalg.svd(matrices[1])[1], atol=1e-12)
    values = (dataset.eigenvalue_real + 1j * dataset.eigenvalue_imag).sel(seed=5).values
    np.testing.assert_allclose(values.sum(), np.trace(matrices[0]), atol=1e-10)
    for name, measure in MATRIX_MEASURES.items():
        assert dataset[name].dims == ("seed",)
        assert float(dataset[name].sel(seed=8)) == pytest.approx(measure.function(matrices[1]))
    for variable in dataset.data_vars.values():
        assert variable.attrs["long_name"] and variable.attrs["units"]


# Networks of several layers


def layers(depth, truncated_layers="first", rank=3, null_model="none", normalise="frobenius"):
    what = {"matrix_definition": {"builder": "uniform"}, "hidden": UNITS, "gain": 1.25, "truncation": "svd", "seed": 3}
    return initial_layers(rank, depth, truncated_layers, null_model=null_model, normalise=normalise, **what)


@pytest.mark.parametrize("truncated_layers, ranks", [("first", [3, UNITS, UNITS]), ("all", [3, 3, 3])])
def test_the_first_layer_or_all_layers_are_truncated(truncated_layers, ranks):
    found = layers(3, truncated_layers)
    assert [np.linalg.matrix_rank(matrix) for matrix in found] == ranks


def test_the_first_layer_is_the_matrix_of_a_recurrent_network_to_the_bit():
    np.testing.assert_array_equal(layers(3)[0], make("uniform", 3))
    np.testing.assert_array_equal(layers(3, null_model="shuffled")[0], make("uniform", 3, null_model="shuffled"))


@pytest.mark.parametrize("null_model", ["none", "shuffled", "sign_matched", "gaussian"])
def test_further_layers_are_drawn_apart_and_do_not_depend_on_the_depth(null_model):
    deep, shallow = layers(4, "all", null_model=null_model), layers(2, "all", null_model=null_model)
    np.testing.assert_array_equal(deep[:2], shallow)
    flat = deep.reshape(4, -1)
    assert np.abs(np.corrcoef(flat) - np.eye(4)).max() < 0.2  # 900 entries, of rank 3


def test_every_layer_has_the_size_of_its_own_gaussian():
    for layer, matrix in enumerate(layers(3, "all")):
        stream = randomness.generator("layers", 3, layer, 0) if layer else randomness.generator("connectivity", 3)
        expected = np.linalg.norm(gaussian.build(UNITS, 1.25, stream))
        assert np.linalg.norm(matrix) == pytest.approx(expected, rel=1e-12)
