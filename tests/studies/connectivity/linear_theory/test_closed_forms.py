"""Closed forms against explicit matrices, numerical integrals and their limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, linalg, stats

from studies.connectivity.linear_theory import closed_forms

INPUTS = 7


def aligned(one, other):
    return np.sum(one * other) / np.linalg.norm(one) / np.linalg.norm(other)


def mean_over_teachers(values, second):
    """Mean alignment over isotropic teachers: over a basis of directions, since it is quadratic in the direction."""
    right = stats.ortho_group.rvs(INPUTS, random_state=1)
    shape = (right * values**2) @ right.T
    initial = shape + second * np.eye(INPUTS)
    basis = stats.ortho_group.rvs(INPUTS, random_state=2)
    return np.mean([aligned(initial, np.outer(b, b) + np.eye(INPUTS)) for b in basis.T])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.1, 5), min_size=1, max_size=INPUTS))
def test_theorem_1_is_the_mean_over_teachers(values):
    spectrum = np.zeros(INPUTS)
    spectrum[: len(values)] = values / np.linalg.norm(values)
    p = closed_forms.concentration(spectrum)
    assert closed_forms.expected_alignment_both_layers(INPUTS, p) == pytest.approx(mean_over_teachers(spectrum, 1))
    assert closed_forms.expected_alignment_first_layer(INPUTS, p) == pytest.approx(mean_over_teachers(spectrum, 0))


@pytest.mark.parametrize("overlap", [0, 0.3, 1])
def test_proposition_1_is_the_alignment_of_explicit_kernels(overlap):
    b, start = np.eye(INPUTS)[0], np.array([overlap, np.sqrt(1 - overlap**2), *np.zeros(INPUTS - 2)])
    final, first = np.outer(b, b) + np.eye(INPUTS), np.outer(start, start)
    assert closed_forms.expected_alignment_of_direction(INPUTS, overlap) == pytest.approx(
        aligned(first + np.eye(INPUTS), final)
    )
    assert closed_forms.expected_alignment_of_direction_first_layer(INPUTS, overlap) == pytest.approx(
        aligned(first, final)
    )


def test_the_aligned_start_is_as_lazy_as_can_be_only_where_both_layers_start():
    assert closed_forms.expected_alignment_of_direction(INPUTS, 1) == 1
    assert closed_forms.expected_alignment_of_direction_first_layer(
        20, 1
    ) < closed_forms.expected_alignment_first_layer(20, 1 / 20)


@pytest.mark.parametrize("inputs", [2, 7, 20])
@pytest.mark.parametrize("kappa", [1, 1.5, 16])
def test_squared_overlap_is_the_integral_over_its_distribution(inputs, kappa):
    top = inputs // 2
    share = stats.beta(top / 2, (inputs - top) / 2)  # of |β|² in the strongly read half, at kappa 1
    angle = lambda x: np.sin(x) ** 2  # noqa: E731 - the density of the share may have poles at 0 and 1
    value = integrate.quad(
        lambda x: kappa**2 * angle(x) / (kappa**2 * angle(x) + 1 - angle(x)) * share.pdf(angle(x)) * np.sin(2 * x),
        1e-9,
        np.pi / 2 - 1e-9,
    )[0]
    assert closed_forms.expected_squared_overlap(inputs, kappa) == pytest.approx(value, abs=1e-6)


def test_limits_of_the_squared_overlap():
    assert closed_forms.expected_squared_overlap(20, 1) == pytest.approx(0.5)
    assert closed_forms.expected_squared_overlap(20, 1e4) == pytest.approx(1, abs=1e-6)


@given(st.integers(2, 200), st.floats(0.01, 1), st.floats(0.01, 1))
def test_alignment_falls_with_concentration_and_stays_below_1(inputs, one, other):
    low, high = sorted((max(one, 1 / inputs), max(other, 1 / inputs)))
    for expected in (closed_forms.expected_alignment_both_layers, closed_forms.expected_alignment_first_layer):
        assert 0 < expected(inputs, high) <= expected(inputs, low) <= 1


@pytest.mark.parametrize("rank", [1, 3, 9])
def test_concentration_of_equal_values(rank):
    assert closed_forms.concentration(np.full(rank, 2.5)) == pytest.approx(1 / rank)


@pytest.mark.parametrize("outputs", [1, 3])
def test_final_kernel_is_made_of_matrix_square_roots(outputs):
    teacher = np.random.default_rng(0).standard_normal((1, outputs, 5))
    kernel, b = closed_forms.final_kernel(teacher), teacher[0]
    np.testing.assert_allclose(kernel.outputs[0], linalg.sqrtm(b @ b.T), atol=1e-12)
    np.testing.assert_allclose(kernel.inputs[0] @ kernel.inputs[0], b.T @ b, atol=1e-12)
    assert np.linalg.eigvalsh(kernel.inputs[0]).min() > -1e-12


def test_final_kernel_of_one_output_is_that_of_theorem_1():
    teacher = np.array([[[3.0, 0, 4.0]]])
    kernel = closed_forms.final_kernel(teacher)
    np.testing.assert_allclose(kernel.inputs[0], np.outer(teacher, teacher) / 5)
    np.testing.assert_allclose(kernel.outputs, [[[5.0]]])
