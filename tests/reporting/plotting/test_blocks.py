"""Building blocks of figures that compute something."""

import numpy as np
import pytest
import xarray as xr
from helpers.factories import leave_out, make_experiment
from richlazy.reporting.plotting.blocks import (
    LETTERS,
    interval_of,
    note_if_empty,
    paired,
    panel_letter,
    short_count,
    spaced,
    why_empty,
)
from richlazy.reporting.plotting.style import new_figure
from richlazy.statistics.interval import t_interval


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


def lost():
    experiment = make_experiment(
        ranks=(2, 20), tasks=("AAA",), seeds=2, size=12, diverged=[("AAA", 2, 0), ("AAA", 2, 1)]
    )
    return experiment.sel(step=10000, task="AAA")


def test_an_empty_panel_says_why():
    experiment = lost()
    assert why_empty(experiment.sel(rank=2), "loss") == "all runs diverged"
    assert why_empty(experiment, "loss") is None
    assert why_empty(experiment.drop_vars("loss"), "loss") == "not measured"
    never = leave_out(experiment, {"rank": 20})
    assert why_empty(never.sel(rank=20), "loss") == "not run"
    panel = new_figure({}, 40).subplots()
    assert not note_if_empty(panel, experiment, "loss") and not panel.texts
    assert note_if_empty(panel, experiment.sel(rank=2), "loss") and panel.texts[0].get_text() == "all runs diverged"


def test_intervals_keep_to_the_range_of_the_measure_that_values_are():
    values = xr.DataArray([[0.5, 1.0], [1.0, 1.0]], dims=("seed", "rank"), name="accuracy")
    mean, low, high = interval_of(values, "rank")
    np.testing.assert_allclose(mean, [0.75, 1])
    assert 0 <= low[0] < 0.75 < high[0] <= 1 and low[1] == high[1] == 1
    np.testing.assert_allclose(interval_of(values.rename("gap"), "rank"), t_interval(values))


def test_letters_are_capitals_at_the_corner():
    panel = new_figure({}, 40).subplots()
    panel_letter(panel, LETTERS[0])
    assert panel.texts[0].get_text() == "A" and panel.texts[0].xy == (0, 1)
