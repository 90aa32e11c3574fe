"""Strength of a connection from the number of its synapses."""

import numpy as np
import pytest
from richlazy.connectivity.strengths import RULES


@pytest.mark.parametrize(
    "rule, expected",
    [("counts", [0, 1, 20, 0.25]), ("log", [0, np.log(2), np.log(21), np.log(1.25)]), ("binary", [0, 1, 1, 1])],
)
def test_a_connection_is_absent_exactly_where_it_has_no_synapses(rule, expected):
    found = RULES[rule](np.array([[0, 1], [20, 0.25]]))
    np.testing.assert_allclose(found.ravel(), expected, rtol=1e-15)
    assert found.dtype == np.float64
