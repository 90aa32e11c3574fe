"""Starts aligned with what a network learned, and the rotation that turns them away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy import randomness
from richlazy.connectivity.alignment import aligned, partial_rotation
from richlazy.connectivity.builders import first_gradient, trained

UNITS = 12


def generator(seed=0):
    return randomness.generator("connectivity", seed)


def learned(units=UNITS, seed=1):
    return np.random.default_rng(seed).standard_normal((units, units))


@given(units=st.integers(2, 20), overlap=st.floats(0, 1), seed=st.integers(0, 99))
@settings(deadline=None)
def test_every_direction_keeps_the_same_overlap_with_itself(units, overlap, seed):
    rotation = partial_rotation(units, overlap, generator(seed))
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(units), atol=1e-12)
    symmetric = (rotation + rotation.T) / 2  # uᵀ R u = uᵀ S u for every u
    expected = np.full(units, overlap)
    expected[units - units % 2 :] = 1
    np.testing.assert_allclose(np.sort(np.linalg.eigvalsh(symmetric)), np.sort(expected), atol=1e-12)


def test_without_overlap_directions_are_isotropic():
    """Of random quarter turns, the image of a direction is uniform in the plane orthogonal to it."""
    images = np.stack([partial_rotation(UNITS, 0, generator(seed))[:, 0] for seed in range(2000)])
    covariance = images.T @ images / len(images)
    expected = np.eye(UNITS) / (UNITS - 1)
    expected[0, 0] = 0
    np.testing.assert_allclose(covariance, expected, atol=4 / np.sqrt(2000) / (UNITS - 1))


@pytest.mark.parametrize("units", [UNITS, UNITS + 1])
@pytest.mark.parametrize("overlap", [0, 0.3, 1])
def test_an_aligned_start_has_the_spectrum_of_the_change_and_the_size_of_a_gaussian(units, overlap):
    change = learned(units)
    matrix = aligned(change, units, 0.7, overlap, generator())
    scale = 0.7 * np.sqrt(units) / np.linalg.norm(change)
    values = np.linalg.svd(matrix, compute_uv=False)
    np.testing.assert_allclose(values, scale * np.linalg.svd(change, compute_uv=False), rtol=1e-10)


@pytest.mark.parametrize("overlap", [0, 0.25, 1])
def test_each_singular_direction_has_the_overlap_that_was_asked_for(overlap):
    change = learned()
    before, after = np.linalg.svd(change), np.linalg.svd(aligned(change, UNITS, 1, overlap, generator()))
    left = np.einsum("ij,ij->j", before.U, after.U)
    right = np.einsum("ij,ij->i", before.Vh, after.Vh)
    # A pair of singular vectors is known up to one common sign.
    np.testing.assert_allclose(np.abs(left), overlap, atol=1e-9)
    np.testing.assert_allclose(left, right, atol=1e-9)


def test_full_overlap_is_the_change_itself_rescaled():
    change = learned()
    matrix = aligned(change, UNITS, 1, 1, generator())
    np.testing.assert_allclose(matrix * np.linalg.norm(change), change * np.linalg.norm(matrix), atol=1e-12)


@pytest.mark.parametrize("builder", [trained, first_gradient])
def test_builders_align_with_what_they_are_given(builder):
    change = learned()
    matrix = builder.build(UNITS, 1.25, generator(), task="own", overlap=0.5, learned=change)
    np.testing.assert_array_equal(matrix, aligned(change, UNITS, 1.25, 0.5, generator()))
