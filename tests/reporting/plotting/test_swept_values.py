"""A measure drawn against a swept number."""

import numpy as np
import pytest
import xarray as xr
from helpers.factories import make_experiment
from matplotlib.figure import Figure
from richlazy.reporting.plotting.swept_values import against


def drawn(alphas, values=None):
    """The panel, and what is drawn in it: an exponent that has no bounds, so that means are those of its values."""
    measures = make_experiment((1,), ("2AF",), 4, (0, 10), 20, 0.05, extra={"alpha": list(alphas)})
    last = measures.isel(task=0, rank=0, step=-1, drop=True)
    if values is not None:
        last = last.assign(lyapunov_exponent=last.lyapunov_exponent * values)
    panel = Figure().subplots()
    against(panel, last, "lyapunov_exponent", "alpha")
    return panel, last.sortby("alpha")


def test_marks_are_means_over_seeds_and_dots_are_seeds():
    panel, last = drawn((0.5, 1.0, 2.0))
    *dots, means = panel.lines
    assert np.allclose(means.get_ydata(), last.lyapunov_exponent.mean("seed"))
    assert len(dots) == last.sizes["seed"]
    assert sorted(y for line in dots for y in line.get_ydata()) == sorted(last.lyapunov_exponent.values.ravel())


def test_ticks_stand_at_the_swept_numbers_in_rising_order():
    panel, _ = drawn((2.0, 0.5, 1.0))
    assert list(panel.get_xticks()) == [0.5, 1, 2]
    assert [text.get_text() for text in panel.get_xticklabels()] == ["0.5", "1", "2"]
    assert np.all(np.diff(panel.lines[-1].get_xdata()) > 0)


@pytest.mark.parametrize("numbers, scale", [((1.0, 4.0), "log"), ((1.0, 3.9), "linear"), ((0.0, 5.0), "linear")])
def test_numbers_that_span_much_are_spaced_by_their_logarithm(numbers, scale):
    assert drawn(numbers)[0].get_xscale() == scale


def test_a_panel_without_a_value_says_so():
    panel, _ = drawn((1.0, 2.0), values=np.nan)
    assert [text.get_text() for text in panel.texts] == ["no value"] and not panel.lines


@pytest.mark.parametrize("numbers", [(10.0, 20.0, 40.0), (1.0, 2.0), (0.0, 5.0), (3.0,)])
def test_the_axis_goes_little_beyond_the_swept_numbers(numbers):
    panel, _ = drawn(numbers)
    low, high = panel.transData.inverted().transform(panel.transAxes.transform([(0, 0), (1, 0)]))[:, 0]
    shares = panel.transAxes.inverted().transform(panel.transData.transform([(number, 0) for number in numbers]))[:, 0]
    assert low < numbers[0] and high > numbers[-1]
    assert shares[0] < 0.15 and shares[-1] > 0.85 or len(numbers) == 1


def test_runs_that_never_reached_it_are_counted_and_in_no_mean():
    values = np.ones((3, 4))
    values[1, :2], values[2], values[0, 3] = np.inf, np.inf, np.nan
    panel, last = drawn((1.0, 2.0, 3.0), xr.DataArray(values, dims=("alpha", "seed")))
    means = panel.lines[-1].get_ydata()
    assert means[1] == pytest.approx(last.lyapunov_exponent.values[1, 2:].mean()) and np.isnan(means[2])
    assert [text.get_text() for text in panel.texts] == ["2 of 4\nnever", "4 of 4\nnever"]
