"""Lines over a swept parameter: which points are drawn, and how numbers are written."""

import numpy as np
import pytest
from helpers.noisy_networks import lazy_networks, never
from matplotlib.figure import Figure

from studies.sgd_noise.analysis.ends import ends
from studies.sgd_noise.panels.over import lines, power_of_two


def drawn(measures, log=True):
    panel = Figure().subplots()
    lines(panel, ends(measures).change, "temperature", "training_trials", log)
    return [line.get_ydata() for line in panel.get_lines()]


@pytest.mark.parametrize(
    "value, text", [(0.125, "$2^{-3}$"), (0.1, "0.1"), (1, "1"), (1024, "1024"), (3, "3"), (32768, "$2^{15}$")]
)
def test_numbers_are_powers_of_two_where_they_would_be_long(value, text):
    assert power_of_two(value) == text


def test_points_are_geometric_means():
    measures = lazy_networks()
    expected = np.exp(np.log(ends(measures).change).mean("seed")).transpose("training_trials", "temperature")
    np.testing.assert_allclose(drawn(measures), expected)


@pytest.mark.parametrize("count, shown", [(5, True), (6, False)])
def test_points_at_which_fewer_than_half_fit_are_left_out(count, shown):
    measures = never(lazy_networks(), temperature=2.0**-6, training_trials=256, seed=list(range(count)))
    assert np.isfinite(drawn(measures)[1][2]) == shown and np.isfinite(drawn(measures)[0]).all()
