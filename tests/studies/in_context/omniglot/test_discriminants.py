"""Linear discriminants against SciPy's generalised eigenvectors of the covariances of all symmetric copies."""

import numpy as np
import pytest
import scipy.linalg

from studies.in_context.omniglot.discriminants import discriminants, symmetries
from studies.in_context.omniglot.published import SYMMETRIES

SIDE, RIDGE = 4, 1e-3
GROUP = symmetries(SIDE)
RANDOM = np.random.default_rng(0)
SAMPLES = RANDOM.standard_normal((30, 1, SIDE**2)) @ np.diag(np.linspace(0.5, 2, SIDE**2)) + RANDOM.standard_normal(
    (30, 6, SIDE**2)
)


def of_all_copies(samples):
    """Covariances between and within classes of every copy of every class, by their definitions."""
    copies = np.concatenate([samples[..., element] for element in GROUP])
    means, mean = copies.mean(1), copies.mean((0, 1))
    between = np.mean([np.outer(one - mean, one - mean) for one in means], axis=0)
    residuals = (copies - means[:, None]).reshape(-1, SIDE**2)
    return mean, between, residuals.T @ residuals / len(residuals)


def test_the_symmetries_are_a_group_of_eight_permutations():
    assert len(GROUP) == SYMMETRIES == len({tuple(one) for one in GROUP})
    np.testing.assert_array_equal(GROUP[0], np.arange(SIDE**2))
    elements = {tuple(one) for one in GROUP}
    assert all(tuple(one[other]) in elements for one in GROUP for other in GROUP)
    image = RANDOM.random((SIDE, SIDE))
    np.testing.assert_array_equal(image.ravel()[GROUP[1]].reshape(SIDE, SIDE), np.rot90(image))
    np.testing.assert_array_equal(image.ravel()[GROUP[4]].reshape(SIDE, SIDE), image[:, ::-1])


@pytest.mark.parametrize("count", [1, 5, SIDE**2])
def test_they_are_the_leading_generalised_eigenvectors(count):
    mean, between, within = of_all_copies(SAMPLES)
    noise = within + RIDGE * np.eye(SIDE**2)
    values = scipy.linalg.eigh(between, noise, eigvals_only=True)[::-1][:count]
    found_mean, found = discriminants(SAMPLES, count, RIDGE, GROUP)
    np.testing.assert_allclose(found_mean, mean, atol=1e-12)
    np.testing.assert_allclose(found.T @ noise @ found, np.eye(count), atol=1e-10)
    np.testing.assert_allclose(between @ found, noise @ found * values, atol=1e-6)


def test_without_symmetries_they_are_those_of_the_samples():
    means = SAMPLES.mean(1) - SAMPLES.mean((0, 1))
    residuals = (SAMPLES - SAMPLES.mean(1, keepdims=True)).reshape(-1, SIDE**2)
    noise = residuals.T @ residuals / len(residuals) + RIDGE * np.eye(SIDE**2)
    values, vectors = scipy.linalg.eigh(means.T @ means / len(means), noise)
    _, found = discriminants(SAMPLES, 3, RIDGE, GROUP[:1])
    assert np.abs(np.diag(found.T @ noise @ vectors[:, ::-1][:, :3])).min() > 1 - 1e-6


def test_the_basis_of_a_pair_does_not_hang_on_rounding():
    _, found = discriminants(SAMPLES, SIDE**2, RIDGE, GROUP)
    order = RANDOM.permutation(len(SAMPLES))
    _, again = discriminants(SAMPLES[order], SIDE**2, RIDGE, GROUP)
    np.testing.assert_allclose(again, found, atol=1e-4)
    # Each is even or odd under the reflection.
    parity = np.einsum("ij,ij->j", found[GROUP[4]], found) / (found**2).sum(0)
    np.testing.assert_allclose(np.abs(parity), 1, atol=1e-6)


def test_the_features_of_a_copy_are_as_long_as_those_of_the_original():
    """All discriminants together are a space that the group maps to itself, with the metric of the noise."""
    mean, found = discriminants(SAMPLES, SIDE**2, RIDGE, GROUP)
    lengths = [np.linalg.norm((SAMPLES[..., element] - mean) @ found, axis=-1) for element in GROUP]
    for one in lengths:
        np.testing.assert_allclose(one, lengths[0], rtol=1e-6)
