"""Draws are Haar and paired, starts have the norm, rank and direction that they say, cases the teachers they say."""

import numpy as np
import pytest
from richlazy.contracts.study_parts import defaults

from studies.connectivity.linear_theory.cases import FIRST_LAYER, Case, all_cases
from studies.connectivity.linear_theory.draws import draw
from studies.connectivity.linear_theory.initial_weights import AlongTeacher, AlongTruncatedTeacher, RandomDirections
from studies.connectivity.linear_theory.network import norm

INPUTS, HIDDEN = 6, 9
DRAWS = draw([0, 1, 5], INPUTS, HIDDEN, 3)
TEACHER = Case("any", "any", 0, AlongTeacher(1), 1).teacher(DRAWS, 2.0)


def test_frames_are_orthonormal():
    for frame in (DRAWS.left, DRAWS.right, DRAWS.loading):
        np.testing.assert_allclose(
            frame.mT @ frame, np.broadcast_to(np.eye(INPUTS), frame.mT.shape[:1] + (6, 6)), atol=1e-12
        )


def test_a_seed_draws_the_same_among_others_and_with_more_outputs():
    alone = draw([5], INPUTS, HIDDEN, 1)
    for name in ("left", "right", "loading"):
        np.testing.assert_array_equal(getattr(alone, name)[0], getattr(DRAWS, name)[2])
    for name in ("second", "teacher"):
        np.testing.assert_array_equal(getattr(alone, name)[0], getattr(DRAWS, name)[2, :1])


@pytest.mark.parametrize("spectrum", [(1.0,), (3.0, 3.0), tuple(np.arange(1.0, 7) ** -0.5)])
def test_random_directions_have_their_spectrum(spectrum):
    start = RandomDirections(spectrum)
    found = np.linalg.svd(start.matrix(DRAWS, TEACHER), compute_uv=False)
    expected = np.zeros(INPUTS)
    expected[: len(spectrum)] = np.array(spectrum) / np.linalg.norm(spectrum)
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=1e-12)
    assert start.rank == len(spectrum)
    assert start.participation_ratio == pytest.approx(1 / np.sum(expected**4))


@pytest.mark.parametrize("overlap", [0, 0.4, 1])
def test_a_start_along_the_teacher_has_its_overlap(overlap):
    left, values, right = np.linalg.svd(AlongTeacher(overlap).matrix(DRAWS, TEACHER))
    np.testing.assert_allclose(values[:, 0], 1)
    np.testing.assert_allclose(values[:, 1:], 0, atol=1e-12)
    direction = TEACHER[:, 0] / norm(TEACHER)[:, None]
    np.testing.assert_allclose(np.abs(np.einsum("si,si->s", right[:, 0], direction)), overlap, atol=1e-12)
    np.testing.assert_allclose(np.abs(np.einsum("sh,sh->s", left[:, :, 0], DRAWS.left[:, :, 0])), 1)


def test_the_teacher_reads_through_f_and_the_truncated_start_through_its_strong_half():
    case = Case("kappa", "any", 3, AlongTruncatedTeacher(3), 1, kappa=3)
    teacher = case.teacher(DRAWS, 2.0)
    found = case.first.matrix(DRAWS, teacher)
    for seed in range(3):
        stretch = np.diag([3.0, 3, 3, 1, 1, 1])
        reads, task = stretch @ DRAWS.loading[seed].T, DRAWS.teacher[seed, 0]  # F = S Qᵀ, w
        beta = reads.T @ task
        np.testing.assert_allclose(teacher[seed, 0], 2 * beta / np.linalg.norm(beta))
        truncated = np.diag([3.0, 3, 3, 0, 0, 0]) @ DRAWS.loading[seed].T
        half = truncated.T @ task
        expected = np.outer(DRAWS.left[seed, :, 0], half / np.linalg.norm(half))
        np.testing.assert_allclose(found[seed], expected, atol=1e-12)


def test_layers_have_the_norms_of_the_case():
    first = RandomDirections((1.0, 1.0))
    for layers, share in (("both_layers", 1), (FIRST_LAYER, 0.001)):
        weights = Case("rank", layers, 2, first, 0.3, layers, outputs=2).weights(DRAWS, TEACHER, 0.001)
        np.testing.assert_allclose(norm(weights.first), 0.3)
        np.testing.assert_allclose(norm(weights.second), 0.3 * share)
        assert weights.second.shape == (3, 2, HIDDEN)


def test_cases_cover_every_value_of_the_arguments():
    arguments = defaults("two_layer_linear")
    cases = all_cases(arguments)
    values = {family: {case.value for case in cases if case.family == family} for family in {c.family for c in cases}}
    assert values["rank"] == values["outputs"] == set(arguments["ranks"])
    assert values["overlap"] == set(arguments["overlaps"])
    assert values["kappa"] == set(arguments["kappas"])
    assert values["scale"] == set(arguments["scales"])
    assert values["learning_rate"] == set(arguments["learning_rates"])
    assert len(values["evenness"]) == len(arguments["exponents"]) and max(values["evenness"]) == pytest.approx(20)
    assert len({(case.family, case.start, case.value) for case in cases}) == len(cases)
