"""Draws of a seed, and starts of low rank or with a part of the solution."""

import numpy as np
import pytest

from studies.grokking.starts import draw, fresh_stream, gaussian_inputs, of_rank, with_part_of_solution


def test_more_samples_of_a_seed_begin_with_the_fewer_ones():
    beta, inputs, neurons = draw(3, 5, 12, 20)
    again, more, same = draw(3, 5, 40, 20)
    np.testing.assert_array_equal(more[:12], inputs)
    np.testing.assert_array_equal(again, beta)
    np.testing.assert_array_equal(same, neurons)
    assert not np.isin(draw(4, 5, 12, 20)[1], inputs).any()


def test_inputs_have_the_variance_of_one_over_their_number():
    drawn = gaussian_inputs(np.random.default_rng(0), 20_000, 8)
    np.testing.assert_allclose(np.cov(drawn.T), np.eye(8) / 8, atol=5e-3)


def test_fresh_inputs_are_none_of_those_that_a_seed_learns_from():
    stream = fresh_stream(3)
    first, second = (gaussian_inputs(stream, 12, 5) for _ in range(2))
    for other in (second, draw(3, 5, 12, 20)[1], gaussian_inputs(fresh_stream(4), 12, 5)):
        assert not np.isin(first, other).any()
    np.testing.assert_array_equal(gaussian_inputs(fresh_stream(3), 12, 5), first)


@pytest.mark.parametrize("rank", [1, 3, 5])
def test_a_start_of_low_rank_is_the_nearest_one_and_of_equal_size(rank):
    neurons = draw(0, 5, 12, 20)[2]
    kept = of_rank(neurons, rank)
    assert np.linalg.matrix_rank(kept) == rank
    np.testing.assert_allclose(np.linalg.norm(kept), np.linalg.norm(neurons), rtol=1e-12)
    left, values, right = np.linalg.svd(neurons)
    nearest = left[:, :rank] * values[:rank] @ right[:rank]
    np.testing.assert_allclose(kept / np.linalg.norm(kept), nearest / np.linalg.norm(nearest), atol=1e-12)
    if rank == 5:
        np.testing.assert_allclose(kept, neurons, rtol=1e-10)


def test_a_start_with_a_part_of_the_solution_has_it_in_its_second_moment():
    beta, _, neurons = draw(1, 5, 12, 4000)
    share, alpha, epsilon = 0.2, 2.0, 0.1
    start = with_part_of_solution(neurons, beta, share, alpha, epsilon)
    np.testing.assert_allclose(start.mean(0), neurons.mean(0), atol=1e-12)
    added = start.T @ start / 4000 - neurons.T @ neurons / 4000
    wanted = share / (alpha * epsilon) * np.outer(beta, beta)
    assert np.linalg.norm(added - wanted) < 0.15 * np.linalg.norm(wanted)  # what neurons are by chance
    np.testing.assert_array_equal(with_part_of_solution(neurons, beta, 0, alpha, epsilon), neurons)
