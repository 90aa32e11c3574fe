"""The simulation of committee machines: its grid, what it shares and stores, and what it refuses."""

import numpy as np
import pytest
from richlazy.contracts.study_parts import argument_checks, defaults
from richlazy.errors import InputError
from richlazy.hypercube.tables import simulation_summary
from richlazy.planning.experiment_checks import check_simulation

from studies.grokking import learning
from studies.grokking.exact import kernel_regression_error, learn
from studies.grokking.runs import recorded_steps
from studies.grokking.simulations import committee_machine
from studies.grokking.starts import draw

SMALL = {"inputs": 5, "samples": 12, "neurons": 20, "alphas": [4, 0.5], "epsilons": [0.1, 0.4], "steps": 300}


@pytest.fixture(scope="module")
def arguments():
    return defaults("committee_machine") | SMALL | {"eta_0": 0.5}


@pytest.fixture(scope="module")
def measures(arguments):
    return committee_machine.simulate([0, 3, 4, 5, 9], **arguments)


def test_every_run_is_that_of_its_seed_and_cell_alone(measures, arguments):
    for alpha, epsilon, seed in ((4, 0.4, 0), (0.5, 0.1, 9), (0.5, 0.4, 4)):
        beta, inputs, weights = draw(seed, 5, 12, 20)
        alone = learn(beta, inputs, weights, alpha, epsilon, 0.5, 300)
        run = measures.sel(alpha=alpha, epsilon=epsilon, seed=seed)
        steps = run.step.values[run.step.values < len(alone["test_error"])]
        np.testing.assert_allclose(run.test_error.sel(step=steps), alone["test_error"][steps], rtol=1e-9)
        np.testing.assert_allclose(run.final_error, alone["test_error"][-1], rtol=1e-9)
        assert float(run.test_step) == alone["test_step"] and float(run.train_step) == alone["train_step"]
        assert int(run.last_step) == len(alone["test_error"]) - 1
        parts = run.linear_part + run.trace_part + run.rest_part
        np.testing.assert_allclose(parts, run.test_error, rtol=1e-12)


def test_measures_follow_from_each_other(measures):
    reached = np.isfinite(measures.test_step)
    assert reached.any() and not reached.all()
    np.testing.assert_allclose(measures.delay, np.where(reached, measures.test_step - measures.train_step, np.inf))
    assert float(measures.rise.min()) >= 0 and (measures.peak >= measures.final_error).all()
    end = measures.test_error.max("step")
    assert (measures.peak >= end - 1e-12).all()
    np.testing.assert_allclose(measures.test_error.sel(step=0), 1, rtol=1e-12)
    np.testing.assert_allclose(measures.norm_gain.sel(step=0), 1, rtol=1e-12)
    beta, inputs, weights = draw(3, 5, 12, 20)
    own = kernel_regression_error(beta, inputs, 0.4, weights.mean(0), weights.T @ weights / 20)
    np.testing.assert_allclose(measures.kernel_error.sel(epsilon=0.4, seed=3), own)


def test_the_same_seeds_give_the_same_bits_beside_any_others(measures, arguments):
    assert committee_machine.simulate([9, 0], **arguments).identical(measures.sel(seed=[9, 0]))
    fewer = committee_machine.simulate([9, 0], **arguments | {"alphas": [0.5]})
    np.testing.assert_allclose(fewer.final_error, measures.final_error.sel(alpha=[0.5], seed=[9, 0]), rtol=1e-9)


def test_runs_of_a_seed_that_are_too_many_to_advance_together_learn_the_same(measures, arguments, monkeypatch):
    monkeypatch.setattr(learning, "TOGETHER", 3)
    apart = committee_machine.simulate([0, 3, 4, 5, 9], **arguments)
    np.testing.assert_allclose(apart.test_error, measures.test_error, rtol=1e-9)
    assert apart.test_step.equals(measures.test_step) and apart.last_step.equals(measures.last_step)


def test_curves_have_different_steps_from_none_to_the_last():
    for steps in (1, 2, 7, 300, 60_000):
        recorded = recorded_steps(steps)
        assert recorded[0] == 0 and recorded[1] == 1 and recorded[-1] == steps and (np.diff(recorded) > 0).all()


def test_the_summary_has_a_row_for_each_condition_and_measure_but_curves(measures):
    table = simulation_summary(measures, 0.95)
    assert list(table)[:3] == ["alpha", "epsilon", "measure"] and "test_error" not in set(table.measure)
    assert (table.groupby("measure").size().drop("kernel_error") == 4).all()
    kernel = table[table.measure == "kernel_error"]
    assert len(kernel) == 2 and kernel.alpha.isna().all()
    never = table[(table.measure == "test_step") & (table.alpha == 4)]
    assert never.censored.sum() == int(np.isinf(measures.test_step.sel(alpha=4)).sum()) > 0
    mean = table[(table.measure == "final_error") & (table.alpha == 0.5) & (table.epsilon == 0.4)]["mean"]
    np.testing.assert_allclose(mean, measures.final_error.sel(alpha=0.5, epsilon=0.4).mean())


@pytest.mark.parametrize(
    "given, message",
    [
        ({"eta_0": 2}, r"eta_0: found 2, which is above alpha D / \(10 epsilon\) = 1.875 .* write `eta_0: 1.875`"),
        ({"epsilons": [0.1, 4]}, "write `eta_0: 0.1875`"),
        ({"alphas": [1, 0]}, r"alphas"),
        ({"epsilons": [-1]}, r"epsilons"),
        ({"tolerance": 1}, "tolerance"),
        ({"steps": 0}, "steps"),
    ],
)
def test_what_cannot_be_simulated_is_refused_before_anything_is_computed(given, message):
    with pytest.raises(InputError, match=f"experiments.mine.arguments.*{message}"):
        check_simulation("experiments.mine", "committee_machine", given)


def test_the_line_that_a_refusal_gives_works():
    check_simulation("experiments.mine", "committee_machine", {"eta_0": 1.875})
    assert argument_checks.find("committee_machine").refuses(defaults("committee_machine")) == ""


def test_a_run_that_grows_without_bound_is_marked_and_has_no_value(arguments):
    wild = committee_machine.simulate([0], **arguments | {"alphas": [0.01], "epsilons": [2], "eta_0": 1})
    assert int(wild.diverged.sum()) == 1 and int(wild.converged.sum()) == 0
    assert wild.final_error.isnull().all() and wild.test_step.isnull().all()
