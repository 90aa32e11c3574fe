"""Building blocks of figures that compute something."""

import numpy as np
import pytest
import xarray as xr
from richlazy.plotting.blocks import paired, short_count, spaced


def test_close_labels_are_thinned_from_the_top():
    ranks = [1, 5, 10, 12, 300]
    assert spaced(np.log(ranks), ranks) == [1, 5, 12, 300]
    assert spaced(np.log([7]), [7]) == [7]


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (10, "10"), (1000, "1k"), (1500, "1.5k")])
def test_short_count(value, text):
    assert short_count(value) == text


def test_paired_seeds_have_every_value_that_any_seed_has():
    values = xr.DataArray([[1.0, 2.0, np.nan], [1.0, np.nan, np.nan], [3.0, 4.0, np.nan]], dims=("seed", "rank"))
    assert paired(values).values.tolist() == [True, False, True]
