"""What networks end with, powers of it, and the temperatures that it chooses."""

import numpy as np
import pytest
import xarray as xr
from helpers.noisy_networks import LAZY_T, lazy_networks, lose, never, not_run, phase_networks

from studies.sgd_noise.analysis.ends import (
    LEAVING,
    cold_and_hot,
    crossing,
    ends,
    fitting,
    lazy_temperatures,
    parts,
    power,
    typical_change,
    warm,
)

PLACE = {"temperature": 2.0**-6, "training_trials": 256}


def test_networks_that_do_not_fit_have_an_infinite_change_and_time_and_an_error():
    ended = ends(never(lazy_networks(), **PLACE)).sel(PLACE)
    assert np.isposinf(ended.change).all() and np.isposinf(ended.steps).all()
    assert (ended.fits == 0).all() and np.isfinite(ended.error).all()


def test_networks_that_diverged_never_fit_and_have_no_values():
    measures = lose(lazy_networks(), **PLACE)
    measures.stopped_step.loc[PLACE] = 100
    ended = ends(measures).sel(PLACE)
    assert (ended.fits == 0).all()
    assert all(ended[name].isnull().all() for name in ("change", "steps", "error"))
    assert np.isposinf(typical_change(ends(measures)).sel(PLACE))


def test_points_that_were_not_run_are_neither():
    ended = ends(not_run(lazy_networks(), **PLACE))
    assert ended.fits.sel(PLACE).isnull().all() and not bool(fitting(ended).sel(PLACE))
    assert np.isnan(typical_change(ended).sel(PLACE))


def test_all_others_have_what_was_measured():
    measures = lazy_networks()
    ended, last = ends(measures), measures.isel(step=-1)
    xr.testing.assert_allclose(ended.error, 1 - last.accuracy.drop_vars("step"))
    np.testing.assert_array_equal(ended.steps, last.last_update)
    assert (ended.fits == 1).all() and ended.attrs["last"] == 2000


def test_parts_leave_out_what_was_not_run_and_are_sorted():
    measures = not_run(phase_networks(alphas=(512, 1)), alpha=1, temperature=2.0**-12)
    found = dict(parts(ends(measures), "temperature"))
    assert [part.sizes["temperature"] for part in found.values()] == [6, 5]
    ((_, whole),) = parts(ends(measures), "alpha", "temperature")
    assert whole.alpha.values.tolist() == [1, 512]


@pytest.mark.parametrize("exponent", [0.7, 1, 1.5])
def test_powers(exponent):
    ended = ends(lazy_networks(in_temperature=exponent))
    found = power(ended.change, "temperature")
    assert found.dims == ("training_trials", "seed")
    np.testing.assert_allclose(found, exponent, atol=0.05)


def test_powers_of_what_never_fits_and_of_one_value():
    ended = ends(never(lose(lazy_networks(), seed=1, **PLACE), seed=2, **PLACE))
    found = power(ended.change, "temperature").sel(training_trials=256)
    assert np.isnan(found[1]) and np.isposinf(found[2]) and np.isfinite(found[3:]).all()
    assert power(ended.change.isel(temperature=[0]), "temperature").isnull().all()
    assert power(ended.change.isel(temperature=[]), "temperature").shape == (3, 10)


def test_lazy_temperatures_are_so_at_all_numbers_of_samples():
    found = lazy_temperatures(ends(lazy_networks(in_samples=0.5)))
    assert found.temperature.values.tolist() == list(LAZY_T[:3])
    assert lazy_temperatures(ends(never(lazy_networks(), training_trials=64))).sizes["temperature"] == 0


def test_the_crossing_is_interpolated_on_logarithmic_axes():
    measures = lazy_networks(in_samples=0)
    expected = LEAVING / 0.02 * 2**-6
    np.testing.assert_allclose(crossing(ends(measures)), expected, rtol=0.15)


def test_crossings_at_the_ends_and_of_networks_that_do_not_fit():
    measures = lazy_networks(in_samples=0)
    assert np.isposinf(crossing(ends(measures.sel(temperature=slice(None, 2.0**-6))))).all()
    assert crossing(ends(measures.sel(temperature=[2.0**-3]))).isnull().all()
    for change in (never, lose):
        found = crossing(ends(change(lazy_networks(in_samples=0), temperature=2.0**-3)))
        assert (found == 2.0**-3).all()


def test_temperatures_are_chosen_by_fits_and_changes():
    lazy, rich = (ends(phase_networks()).sel(alpha=alpha) for alpha in (512, 1))
    assert cold_and_hot(lazy) == (2.0**-12, 2.0**-4) and cold_and_hot(rich) == (2.0**-9, 2.0**-4)
    assert warm(lazy) == 2.0**-5 and warm(rich) is None


def test_nine_in_ten_networks_must_fit():
    measures = phase_networks().sel(alpha=512)
    measures.stopped_step.loc[{"temperature": 2.0**-4, "seed": 0}] = -1
    assert cold_and_hot(ends(measures)) == (2.0**-12, 2.0**-4)
    measures.stopped_step.loc[{"temperature": 2.0**-4, "seed": 1}] = -1
    assert cold_and_hot(ends(measures)) == (2.0**-12, 2.0**-5)


def test_without_two_temperatures_there_is_no_choice():
    ended = ends(phase_networks(hottest=2.0**-11.5)).sel(alpha=512)
    assert cold_and_hot(ended) is None and warm(ended) is None
