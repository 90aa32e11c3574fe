"""First steps that training recorded: what is read of them, and what speaks for a delay."""

import json

import numpy as np
import pytest
import xarray as xr
from richlazy.errors import InputError
from richlazy.scoring.rows import Settings

from studies.grokking.analysis.first_steps import HELD_OUT, TRAINING, bound_of, delays, first_steps

ALPHAS, SEEDS = [0.5, 1.0, 2.0], 6


def recorded(held_out, trained=10.0, **attributes):
    """Runs of which the steps at the last checkpoint are given, [alpha]; infinite before they are reached."""
    seed = xr.DataArray(np.arange(SEEDS), {"seed": np.arange(SEEDS)}, "seed")
    last = xr.DataArray(held_out, {"alpha": ALPHAS}, "alpha") + seed
    step = xr.DataArray([0, 100, 100_000], {"step": [0, 100, 100_000]}, "step")
    steps = {HELD_OUT: last, TRAINING: 0 * last.fillna(0).where(np.isfinite(last), 0) + trained}
    measures = xr.Dataset({name: xr.where(values > step, np.inf, values) for name, values in steps.items()})
    measures["diverged"] = ("alpha", "seed"), np.zeros((3, SEEDS), int)
    return measures.assign_attrs(parameters=json.dumps({"accuracy_bound": 0.8} | attributes))


def test_a_first_step_is_that_of_the_last_checkpoint():
    measures = recorded([50.0, 5000.0, np.inf])
    found = first_steps(measures, HELD_OUT).transpose("alpha", "seed")
    assert "step" not in found.coords
    np.testing.assert_array_equal(found[0], 50.0 + np.arange(SEEDS))
    assert np.isposinf(found[2]).all()


def test_what_was_not_recorded_is_asked_for():
    measures = recorded([50.0, 5000.0, np.inf]).drop_vars(HELD_OUT).assign_attrs(experiment="mine")
    with pytest.raises(InputError) as refused:
        first_steps(measures, TRAINING)
    message = str(refused.value)
    assert message.startswith("experiments.mine.parameters.tracked: ") and "`tracked: accuracy_steps`" in message


def test_steps_and_their_ratios_rise_with_alpha_and_never_is_last():
    step, ratio = delays(recorded([50.0, 5000.0, np.inf]), Settings.of({}))
    assert step.finding.effect == ratio.finding.effect == pytest.approx(1)
    assert step.finding.censored == ratio.finding.censored == SEEDS
    assert step.task == "accuracy 0.8, 3 output scales"
    step, ratio = delays(recorded([5000.0, 50.0, 5.0]), Settings.of({}))
    assert step.finding.effect == ratio.finding.effect == pytest.approx(-1)


def test_a_training_accuracy_of_that_size_before_learning_has_no_ratio():
    step, ratio = delays(recorded([50.0, 5000.0, 6000.0], trained=0.0), Settings.of({}))
    assert step.finding.seeds == SEEDS and ratio.finding.seeds == 0


def test_a_run_that_diverged_is_in_no_test():
    measures = recorded([50.0, 5000.0, np.inf])
    for name in (HELD_OUT, TRAINING):
        measures[name] = measures[name].where(measures.seed > 0)
    step, ratio = delays(measures, Settings.of({}))
    assert step.finding.seeds == ratio.finding.seeds == SEEDS - 1


def test_other_swept_values_have_rows_of_their_own_and_may_be_the_bound():
    late = {0.5: [1.0, 2.0, 3.0], 0.9: [3.0, 2.0, 1.0]}
    parts = [recorded(steps).assign_coords(accuracy_bound=bound) for bound, steps in late.items()]
    measures = xr.concat(parts, "accuracy_bound").assign_attrs(sweep=json.dumps(["accuracy_bound", "alpha"]))
    rows = delays(measures, Settings.of({}))
    assert [row.task for row in rows[::2]] == [
        "accuracy 0.5, 3 output scales, accuracy_bound=0.5",
        "accuracy 0.9, 3 output scales, accuracy_bound=0.9",
    ]
    assert [np.sign(row.finding.effect) for row in rows[::2]] == [1, -1]
    assert bound_of(measures.isel(accuracy_bound=1)) == 0.9 and bound_of(parts[0].drop_vars("accuracy_bound")) == 0.8
