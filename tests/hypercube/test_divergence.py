"""Runs that count as diverged: stopped by training, or no better at the end than at the start."""

import numpy as np
import pytest
import xarray as xr
from richlazy.hypercube.divergence import NO_BETTER, NONE, NOT_FINITE, REASONS, mark_divergence

STEPS = [0, 10, 100]


def measures_of(losses, diverged=None, steps=STEPS, **more):
    """Measures of runs with these losses [seed, step], and a measure that is 1 everywhere."""
    losses = np.array(losses, float)
    marks = np.zeros(len(losses), np.int8) if diverged is None else np.array(diverged, np.int8)
    loss = (("seed", "step"), losses, {"long_name": "loss", "units": "nat"})
    return xr.Dataset(
        {"loss": loss, "weight_change": (("seed", "step"), np.ones_like(losses)), "diverged": ("seed", marks), **more},
        coords={"seed": range(len(losses)), "step": steps},
    )


def test_a_run_must_end_below_where_it_began():
    found = mark_divergence(measures_of([[1, 2, 0.9], [1, 0.5, 1.1], [1, 0.5, 1.0]]))
    assert found.diverged.values.tolist() == [0, 1, 1]
    assert found.divergence_reason.values.tolist() == [NONE, NO_BETTER, NO_BETTER]


def test_measures_of_such_a_run_are_nan_after_the_first_checkpoint():
    before = measures_of([[1, 2, 0.9], [1, 0.5, 1.1]], vector=(("seed", "component", "step"), np.ones((2, 4, 3))))
    found = mark_divergence(before)
    xr.testing.assert_identical(
        found.sel(seed=0)[["loss", "weight_change", "vector"]], before.drop_vars("diverged").sel(seed=0)
    )
    for name in ("loss", "weight_change", "vector"):
        assert found[name].dims == before[name].dims and found[name].attrs == before[name].attrs
        values = found[name].sel(seed=1).transpose("step", ...).values
        assert np.isfinite(values[0]).all() and np.isnan(values[1:]).all()


def test_what_training_said_stays():
    steps = ("seed", [30, -1])
    found = mark_divergence(measures_of([[1, 0.5, np.nan], [1, 2, 3]], diverged=[1, 0], divergence_step=steps))
    assert found.diverged.values.tolist() == [1, 1] and found.divergence_step.values.tolist() == [30, -1]
    assert found.divergence_reason.values.tolist() == [NOT_FINITE, NO_BETTER]
    assert found.loss.sel(seed=0, step=10) == 0.5, "checkpoints before the divergence keep their values"


def test_a_loss_that_is_not_finite_at_the_end_is_no_better_and_at_the_start_alone_is_worse():
    losses = [
        [1, 1, np.inf],
        [1, 1, np.nan],
        [np.inf, 1, 0.5],
        [np.nan, 1, 0.5],
        [np.inf, 1, np.inf],
        [np.nan, 1, np.nan],
    ]
    found = mark_divergence(measures_of(losses))
    assert found.divergence_reason.values.tolist() == [NO_BETTER, NO_BETTER, NONE, NONE, NO_BETTER, NO_BETTER]


def test_a_start_far_above_chance_is_improved_by_what_is_still_large():
    """As circuits with a spectral radius of 10: the rule asks for less loss, not for a low one."""
    assert mark_divergence(measures_of([[3e5, 1e5, 1e3]])).diverged.values.tolist() == [0]


@pytest.mark.parametrize("rule", [{"must_improve": False}, {"no loss": True}, {"one checkpoint": True}])
def test_without_the_rule_or_what_it_needs_training_alone_decides(rule):
    before = measures_of([[1, 2, 3], [1, 0.5, np.nan]], diverged=[0, 1])
    if "no loss" in rule:
        before = before.drop_vars("loss")
    if "one checkpoint" in rule:
        before = before.isel(step=[0])
    found = mark_divergence(before, rule.get("must_improve", True))
    assert found.diverged.values.tolist() == [0, 1] and found.divergence_reason.values.tolist() == [NONE, NOT_FINITE]
    xr.testing.assert_identical(found.weight_change, before.weight_change)


def test_measures_without_marks_stay_as_they_are():
    before = measures_of([[1, 2, 3]]).drop_vars("diverged")
    xr.testing.assert_identical(mark_divergence(before), before)


def test_a_measure_of_the_whole_condition_stays():
    before = measures_of([[1, 2, 3], [1, 0.5, 0.2]], between=("step", [1.0, 2.0, 3.0]))
    xr.testing.assert_identical(mark_divergence(before).between, before.between)


def test_the_reasons_are_told_by_flags():
    found = mark_divergence(measures_of([[1, 2, 3]])).divergence_reason
    assert found.attrs["flag_values"] == list(range(len(REASONS)))
    assert found.attrs["flag_meanings"].split() == ["none", "not_finite", "no_better_than_at_the_start"]
