"""Wilcoxon's signed-rank test against the enumeration of all signs."""

from itertools import product

import numpy as np
import pytest
from richlazy.statistics.signed_rank import signed_rank_p
from scipy import stats


@pytest.mark.parametrize("values", [[0.5, -0.1, 0.7, 1.2, 0.3], [1.0, 1.0, -1.0, 2.0, 3.0], [0.0, 0.4, -0.2, 0.6]])
def test_p_equals_enumeration_of_all_signs(values):
    values = np.array(values)
    moved = values[values != 0]
    ranks = stats.rankdata(np.abs(moved))
    observed = ranks[moved > 0].sum()
    totals = [np.dot(signs, ranks) for signs in product([0, 1], repeat=len(moved))]
    assert signed_rank_p(values) == pytest.approx(np.mean(np.array(totals) >= observed - 1e-9))
