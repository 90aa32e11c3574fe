"""Single stays: their observations and labels are those of the cohort, and the posterior is that of what was known."""

import numpy as np
import pytest
from richlazy.contracts.study_parts import defaults
from richlazy.hypercube.tables import long_table, simulation_summary

from studies.sepsis.shown_stays import EARLIEST, SHOWN
from studies.sepsis.simulations import example_stays
from studies.sepsis.simulations.example_stays import STEPS
from studies.sepsis.simulator import simulate as cohort

TINY = {"training_stays": 100, "epochs": 1, "width": 4}


def run(**arguments):
    return example_stays.simulate([3], **defaults("example_stays") | TINY | arguments)


@pytest.fixture(scope="module")
def measures():
    return run()


def test_stays_are_of_the_cohort_and_of_their_kind(measures):
    whole = cohort(700, 3)
    for stay, (case, _) in SHOWN.items():
        onset = measures.onset.sel(stay=stay).item()
        assert onset >= EARLIEST and (whole.case & (whole.onset == onset)).any()
        known = measures.sel(stay=stay).isel(seed=0)
        times = [known.observed_time.sel(channel=one).dropna("step").values for one in ("vital", "lab")]
        assert all((np.diff(one) > 0).all() and (one <= onset).all() for one in times)
        owners = [set(whole.owner[np.isin(whole.times, one)]) for one in times if len(one)]
        (owner,) = set.intersection(*owners)
        assert whole.case[owner] == case and whole.onset[owner] == onset


def test_curves_end_with_the_stay(measures):
    hours = measures.step / 4
    for name in ("posterior_mean", "posterior_deviation"):
        inside = (hours <= measures.onset).broadcast_like(measures[name])
        np.testing.assert_array_equal(measures[name].notnull(), inside.transpose(*measures[name].dims))
    known = measures.score.notnull()
    expected = ((hours <= measures.onset) & (measures.step % 4 == 0)).transpose(*known.dims)
    np.testing.assert_array_equal(known, expected)
    assert ((measures.score > 0) & (measures.score < 1)).where(known, True).all()
    assert measures.sizes["step"] == STEPS and (measures.diverged == 0).all()
    assert len(long_table(measures)) and len(simulation_summary(measures, 0.95)) == len(SHOWN)


def test_the_posterior_knows_nothing_after_the_horizon(measures):
    """It widens there, and with a later horizon it is the same but for what was seen in between."""
    later = run(horizon=0)
    for name in ("observed_time", "observed_value", "score", "onset"):
        np.testing.assert_array_equal(later[name], measures[name])
    wider = measures.posterior_deviation - later.posterior_deviation
    assert float(wider.min()) > -1e-9 and float(wider.max()) > 0.01


def test_equal_seeds_give_equal_bits(measures):
    assert run().equals(measures)
