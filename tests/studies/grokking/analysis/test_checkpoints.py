"""First checkpoints at which a bound is reached."""

import numpy as np
import xarray as xr

from studies.grokking.analysis.checkpoints import first_step


def test_the_first_of_several_counts_never_is_infinite_and_lost_has_no_value():
    values = [[0, 0.6, 0.4, 0.9], [0.1, 0.2, 0.3, 0.4], [0.5, 0.2, 0.3, 0.4], [0, np.nan, np.nan, np.nan]]
    curves = xr.DataArray(values, {"step": [0, 10, 30, 100]}, ("seed", "step"))
    np.testing.assert_array_equal(first_step(curves, 0.5), [10, np.inf, 0, np.nan])
