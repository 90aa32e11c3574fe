"""Means over pairs of seeds and their jackknife, against leaving seeds out one by one and against known variances."""

from itertools import combinations

import numpy as np
import pytest
from richlazy.statistics.interval import t_interval
from richlazy.statistics.pairs import jackknife, mean_over_pairs, pseudo_values


def pairs_of(values):
    """|x_i - x_j| of values [..., seed], as [seed, seed, ...]."""
    values = np.moveaxis(np.asarray(values, float), -1, 0)
    return np.abs(values[:, None] - values[None])


def random_pairs(seeds, *shape):
    upper = np.random.default_rng(0).standard_normal((seeds, seeds, *shape))
    return upper + np.swapaxes(upper, 0, 1)


def brute_force(values):
    """Seeds with a finite pair, the mean over pairs [seed, seed] of these, and the means without each of them."""
    seeds = [i for i in range(len(values)) if any(np.isfinite(values[i, j]) for j in range(len(values)) if j != i)]

    def mean(of):
        return np.mean([values[i, j] for i, j in combinations(of, 2) if np.isfinite(values[i, j])])

    return seeds, mean(seeds), [mean([one for one in seeds if one != left]) for left in seeds]


def test_mean_pseudo_values_and_error_are_those_of_leaving_seeds_out():
    values = random_pairs(7, 2)
    means, errors = jackknife(values)
    for number in range(2):
        seeds, mean, left = brute_force(values[..., number])
        n = len(seeds)
        np.testing.assert_allclose(means[number], mean)
        np.testing.assert_allclose(pseudo_values(values)[:, number], n * mean - (n - 1) * np.array(left))
        expected = np.sqrt((n - 1) / n * np.sum((left - np.mean(left)) ** 2))
        np.testing.assert_allclose(errors[number], expected)


def test_seeds_without_values_are_left_out():
    values = random_pairs(8)
    kept = np.delete(np.arange(8), [2, 5])
    expected = values[np.ix_(kept, kept)]
    values[[2, 5]] = values[:, [2, 5]] = np.nan
    np.testing.assert_allclose(jackknife(values), jackknife(expected))
    np.testing.assert_allclose(pseudo_values(values)[kept], pseudo_values(expected))
    assert np.isnan(pseudo_values(values)[[2, 5]]).all()


def test_the_mean_of_pseudo_values_is_that_over_pairs_and_its_t_interval_has_the_jackknifes_error():
    values = random_pairs(9, 3)
    mean, low, high = t_interval(pseudo_values(values))
    expected, error = jackknife(values)
    np.testing.assert_allclose(mean, expected)
    np.testing.assert_allclose((high - low) / 2, 2.306004135 * error)


def test_the_diagonal_does_not_count():
    values = random_pairs(5)
    before = jackknife(values)
    np.fill_diagonal(values, 100)
    np.testing.assert_array_equal(jackknife(values), before)


def test_pseudo_values_of_an_additive_measure_are_its_terms():
    """Of pairs a_i + a_j the mean over pairs is twice the mean of a, and a seed's pseudo-value is 2 a_i."""
    a = np.random.default_rng(1).standard_normal(6)
    np.testing.assert_allclose(pseudo_values(a[:, None] + a), 2 * a)


@pytest.mark.parametrize("seeds", [0, 1, 2])
def test_fewer_than_three_seeds_have_no_error(seeds):
    values = random_pairs(seeds)
    assert np.isnan(pseudo_values(values)).all() and np.isnan(jackknife(values)[1])
    assert np.isnan(mean_over_pairs(values)) if seeds < 2 else mean_over_pairs(values) == values[0, 1]


@pytest.mark.parametrize("shape", [(3,), (3, 4), (2, 3, 3)])
def test_what_is_no_table_of_pairs_is_refused(shape):
    with pytest.raises(ValueError, match="pairs of seeds are"):
        mean_over_pairs(np.zeros(shape))


def test_the_error_is_that_of_the_mean_difference_of_normal_values():
    """Variance of Gini's mean difference of n standard normal values (Nair 1936, Biometrika 28:428)."""
    n, samples = 40, 4000
    means, errors = jackknife(pairs_of(np.random.default_rng(2).standard_normal((samples, n))))
    variance = 4 / (n * (n - 1)) * ((n + 1) / 3 + 2 * (n - 2) * np.sqrt(3) / np.pi - 2 * (2 * n - 3) / np.pi)
    np.testing.assert_allclose(means.mean(), 2 / np.sqrt(np.pi), rtol=0.01)
    np.testing.assert_allclose(means.var(), variance, rtol=0.06)
    np.testing.assert_allclose((errors**2).mean(), variance, rtol=0.06)  # a little too large: Efron & Stein 1981


def test_the_interval_covers_the_mean_difference_about_as_often_as_it_says():
    pairs = pairs_of(np.random.default_rng(3).standard_normal((4000, 10)))
    _, low, high = t_interval(pseudo_values(pairs))
    mean = 2 / np.sqrt(np.pi)
    assert 0.89 < np.mean((low < mean) & (high > mean)) < 0.97


def test_pairs_taken_for_independent_cover_too_seldom():
    """The reason for the jackknife: the interval over all pairs of ten seeds is much too narrow."""
    pairs = pairs_of(np.random.default_rng(3).standard_normal((1000, 10)))
    _, low, high = t_interval(pairs[np.triu_indices(10, 1)])
    mean = 2 / np.sqrt(np.pi)
    assert np.mean((low < mean) & (high > mean)) < 0.75
