"""A look at a matrix before training: its facts, what each normalisation makes of it, and which of these explode."""

import numpy as np
import pytest
import torch
from richlazy import randomness
from richlazy.connectivity import builders, initial
from richlazy.connectivity.preview import EXPLODES, NORMALISATIONS, column_signs, growth, preview
from richlazy.connectivity.spectrum import frobenius_norm, spectral_norm, spectral_radius
from richlazy.contracts.schema import load_schema
from richlazy.errors import InputError
from richlazy.learners.recurrent.activity import hidden_activity
from richlazy.learners.recurrent.weights import Weights

UNITS = 40
WHOLE = {"hidden": UNITS, "gain": 1.25, "null_model": "none", "rank": UNITS, "truncation": "svd"}


def random_matrix(seed=0):
    return np.random.default_rng(seed).standard_normal((UNITS, UNITS))


def test_it_knows_the_normalisations_of_the_config():
    allowed = load_schema()["properties"]["parameters"]["properties"]["normalise"]["enum"]
    assert sorted(NORMALISATIONS) == sorted(allowed)


@pytest.mark.parametrize("normalise", ["frobenius", "spectral_norm", "spectral_radius"])
def test_a_normalisation_makes_what_the_pipeline_makes(normalise):
    """The pipeline's own Gaussian of another size is rescaled back to the reference of its seed."""
    matrix = random_matrix()
    reference = initial.initial_matrix({"builder": "gaussian"}, **WHOLE, normalise=normalise, seed=3)
    size = {"frobenius": frobenius_norm, "spectral_norm": spectral_norm, "spectral_radius": spectral_radius}[normalise]
    found = preview(matrix, gain=1.25, seed=3).rescaled[normalise]
    assert found.factor == pytest.approx(size(reference) / size(matrix))
    assert found.sizes[normalise] == pytest.approx(size(reference))
    assert found.sizes["frobenius"] == pytest.approx(found.factor * frobenius_norm(matrix))


def test_without_a_normalisation_the_matrix_is_multiplied_by_the_gain():
    """As `builders.file` does."""
    matrix = random_matrix()
    found = preview(matrix, gain=0.5).rescaled["none"]
    assert found.factor == 0.5
    assert found.sizes["spectral_radius"] == pytest.approx(0.5 * np.abs(np.linalg.eigvals(matrix)).max())


def test_beside_it_stands_the_gaussian_matrix_of_the_seed():
    """Its size is what the normalisation gives."""
    found = preview(random_matrix(), seed=4)
    assert found.gaussian["frobenius_norm"] == pytest.approx(found.rescaled["frobenius"].sizes["frobenius"])
    assert found.gaussian["spectral_radius"] == pytest.approx(
        found.rescaled["spectral_radius"].sizes["spectral_radius"]
    )


@pytest.mark.parametrize("power", [-900, 300])
def test_the_unit_of_the_weights_changes_no_rank_and_no_rescaled_size(power):
    matrix = random_matrix()
    plain, other = preview(matrix), preview(np.ldexp(matrix, power))
    for name in ("effective_rank", "participation_ratio", "stable_rank", "density"):
        assert other.measures[name] == plain.measures[name]
    assert other.measures["spectral_norm"] == np.ldexp(plain.measures["spectral_norm"], power)
    assert other.rescaled["frobenius"].sizes == pytest.approx(plain.rescaled["frobenius"].sizes)
    assert other.rescaled["frobenius"].factor == pytest.approx(np.ldexp(plain.rescaled["frobenius"].factor, -power))


def test_spectra_are_those_of_a_diagonal_matrix():
    found = preview(np.diag([1.0, -3.0, 2.0]))
    np.testing.assert_allclose(found.singular_values, [3, 2, 1])
    np.testing.assert_allclose(found.eigenvalues, [-3, 2, 1])
    assert found.measures["effective_rank"] == pytest.approx(6 / 9)


def test_columns_are_counted_by_their_signs():
    matrix = np.array([[1.0, -1.0, 0.0, 1.0, 2.0], [2.0, 0.0, 0.0, -1.0, 0.0], *np.zeros((3, 5))])
    assert column_signs(matrix) == {"positive": 2, "negative": 1, "both": 1, "no connection": 1}


def test_a_positive_direction_grows_by_its_eigenvalue_in_every_step():
    """A matrix of rank one: every state becomes its direction in one step, and grows by the eigenvalue from then on."""
    direction = np.full(UNITS, UNITS**-0.5)
    matrix = 3 * np.outer(direction, direction)
    assert growth(matrix, 6) / growth(matrix, 2) == pytest.approx(3**4)


def test_growth_is_that_of_the_recurrent_network():
    """Activity that a first input has left, after `steps` further steps, by the network's own forward pass."""
    matrix, steps = random_matrix() / 4, 5
    states = torch.from_numpy(randomness.generator("preview", 0).standard_normal((UNITS, 32)))
    inputs = torch.zeros((UNITS, steps + 1, 32), dtype=torch.float64)
    inputs[:, 0] = states
    weights = Weights(torch.from_numpy(matrix), torch.eye(UNITS, dtype=torch.float64), states)
    activity = hidden_activity(weights, inputs, leak=1.0).numpy()
    ratios = np.linalg.norm(activity[:, -1], axis=0) / np.linalg.norm(activity[:, 0], axis=0)
    assert growth(matrix, steps) == pytest.approx(np.median(ratios), rel=0.02)  # two middle ones of 32


def test_activity_that_only_inhibition_reaches_is_zero():
    assert growth(-np.ones((UNITS, UNITS)), 3) == 0


@pytest.mark.parametrize(
    "builder, arguments, explodes",
    [("dale", {"balanced": False}, True), ("song", {}, True), ("motifs", {}, False), ("gaussian", {}, False)],
)
def test_circuits_that_diverge_explode_at_equal_frobenius_norm(builder, arguments, explodes):
    """As in the experiment `structure_unclipped`, at its size."""
    given = {name: entry["default"] for name, entry in builders.arguments(builder).items()} | arguments
    matrix = builders.registry.find(builder).build(300, 1.25, np.random.default_rng(0), **given)
    found = preview(matrix)
    assert (found.rescaled["frobenius"].growth > EXPLODES) == explodes == found.explodes("frobenius")
    assert not found.explodes("spectral_radius") and not found.warning("spectral_radius")
    assert ("write `normalise: spectral_radius`" in found.warning("frobenius")) == explodes


def test_a_normalisation_that_cannot_be_applied_says_why():
    """A matrix without loops has no spectral radius."""
    found = preview(np.triu(np.ones((6, 6)), 1))
    assert "write `normalise: frobenius`" in found.rescaled["spectral_radius"].refused
    assert found.warnings == [found.rescaled["spectral_radius"].refused]
    assert np.isfinite(found.rescaled["frobenius"].factor)


@pytest.mark.parametrize(
    "matrix, says",
    [
        (np.ones((2, 3)), "[2, 3]"),
        (np.array([[1, np.nan], [1, 1]]), "row 0, column 1 is nan"),
        (np.zeros((4, 4)), "of 4 units are 0"),
        ("a path", "found str"),
    ],
)
def test_what_is_no_matrix_is_refused(matrix, says):
    with pytest.raises(InputError) as error:
        preview(matrix)
    assert says in str(error.value)
