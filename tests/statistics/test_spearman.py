"""Rank correlations against scipy's, one by one."""

import numpy as np
import pytest
from richlazy.statistics.spearman import spearman
from scipy import stats


def pair(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=(2, *shape))


def test_rho_is_scipys_spearman_ties_included():
    first, second = np.round(pair(7, 2, 6), 0)
    rows = zip(first.reshape(-1, 6), second.reshape(-1, 6), spearman(first, second).flat, strict=True)
    for row, other, found in rows:
        assert found == pytest.approx(stats.spearmanr(row, other).statistic)


def test_a_constant_measure_goes_with_nothing():
    first, second = pair(3, 5)
    assert spearman(first, np.ones_like(second)).tolist() == [0, 0, 0]
