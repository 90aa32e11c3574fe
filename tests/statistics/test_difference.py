"""The paired difference against SciPy's test and by hand."""

import numpy as np
import pytest
from richlazy.statistics.difference import EFFECT_NAME, difference
from richlazy.statistics.signed_rank import hodges_lehmann
from scipy import stats

RANDOM = np.random.default_rng(0)
FIRST, SECOND = RANDOM.normal(0.1, 1, (9, 2)), RANDOM.normal(0, 1, (9, 2))


def test_effect_interval_and_p_are_those_of_the_mean_over_groups():
    found = difference(FIRST, SECOND, 0.9)
    change = (FIRST - SECOND).mean(1)
    expected = hodges_lehmann(change, 0.9)
    assert (found.effect, found.interval_low, found.interval_high) == pytest.approx(expected)
    assert found.mean == found.difference_mean == pytest.approx(change.mean())
    assert found.p_positive == pytest.approx(stats.wilcoxon(change, alternative="greater").pvalue)
    assert found.p_negative == pytest.approx(stats.wilcoxon(change, alternative="less").pvalue)
    assert (found.difference, found.effect_name, found.seeds) == (found.effect, EFFECT_NAME, 9)
    assert found.smallest_p == 1 / 2**9 and found.test == "Wilcoxon signed rank, exact"


def test_values_of_either_sign_and_zero_count():
    assert difference(-FIRST, -SECOND).effect == pytest.approx(-difference(FIRST, SECOND).effect)
    assert difference(np.zeros((9, 1)), np.ones((9, 1))).effect == -1


def test_a_seed_without_a_value_is_left_out_and_counted():
    holed = FIRST.copy()
    holed[4, 1] = np.nan
    found, without = difference(holed, SECOND), difference(np.delete(FIRST, 4, 0), np.delete(SECOND, 4, 0))
    assert (found.effect, found.p_positive, found.seeds) == (without.effect, without.p_positive, 8)
    assert found.dropped == 1 and "1 seed left out" in found.note


def test_one_seed_is_too_few_and_shapes_must_agree():
    assert "needs at least 2" in difference(FIRST[:1], SECOND[:1]).note
    with pytest.raises(ValueError, match="equal"):
        difference(FIRST, SECOND[:, :1])
