"""Signs and sizes of columns under Dale's law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from richlazy.connectivity.dale_law import column_factors
from richlazy.errors import InputError


def test_four_in_five_units_excite():
    np.testing.assert_array_equal(column_factors(10, 0.8, balanced=False), [1] * 8 + [-1] * 2)
    np.testing.assert_array_equal(column_factors(10, 0.8, balanced=True), [1] * 8 + [-4] * 2)


@given(st.integers(2, 400), st.floats(0, 1))
def test_balanced_factors_sum_to_zero(units, excitatory):
    positive = round(excitatory * units)
    if 0 < positive < units:
        factors = column_factors(units, excitatory, balanced=True)
        assert factors.shape == (units,) and (factors > 0).sum() == positive
        assert factors.sum() == pytest.approx(0, abs=1e-10 * units)


@pytest.mark.parametrize("excitatory, sign", [(0, -1), (1, 1)])
def test_one_kind_alone_is_possible_but_not_balanced(excitatory, sign):
    np.testing.assert_array_equal(column_factors(7, excitatory, balanced=False), [sign] * 7)
    with pytest.raises(InputError, match=f"excitatory: {excitatory} of 7 units.*balanced: false"):
        column_factors(7, excitatory, balanced=True)


def test_a_share_that_rounds_to_one_kind_is_refused():
    with pytest.raises(InputError, match="10 excitatory and 0 inhibitory"):
        column_factors(10, 0.99, balanced=True)
