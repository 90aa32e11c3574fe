"""Simulations of committee machines over samples, informed starts, ranks and fresh samples."""

import numpy as np
import pytest
from helpers.committee_grids import OF_ALL, SMALL, committee_grid
from richlazy.contracts.study_parts import arguments, defaults, refusal, simulations
from richlazy.errors import InputError
from richlazy.hypercube.tables import simulation_summary
from richlazy.planning.experiment_checks import check_simulation

from studies.grokking.exact import kernel_regression_error, learn
from studies.grokking.population import teacher_outputs, teacher_power
from studies.grokking.starts import draw, fresh_stream, gaussian_inputs, of_rank, with_part_of_solution

AXES = {"committee_samples": "samples", "committee_informed": "share", "committee_rank": "rank"}


def run_alone(simulation, seed, value):
    """Learning of one point by itself."""
    samples = value if simulation == "committee_samples" else 12
    beta, inputs, weights = draw(seed, 5, samples, 40)
    if simulation == "committee_rank":
        weights = of_rank(weights, value)
    if simulation == "committee_informed":
        weights = with_part_of_solution(weights, beta, value, 1, 0.1)
    return beta, inputs, weights, learn(beta, inputs, weights, 1, 0.1, 0.5, 3000)


@pytest.mark.parametrize("simulation", AXES)
def test_every_run_is_that_of_its_point_alone(simulation):
    measures = committee_grid(simulation)
    for value in measures[AXES[simulation]].values.tolist():
        whole = int(value) if float(value).is_integer() and simulation != "committee_informed" else value
        beta, inputs, weights, alone = run_alone(simulation, 3, whole)
        run = measures.sel({AXES[simulation]: value, "seed": 3, "alpha": 1, "epsilon": 0.1})
        steps = run.step.values[run.step.values < len(alone["test_error"])]
        np.testing.assert_allclose(run.test_error.sel(step=steps), alone["test_error"][steps], rtol=1e-8)
        assert float(run.test_step) == alone["test_step"] and float(run.train_step) == alone["train_step"]
        second = weights.T @ weights / len(weights)
        own = kernel_regression_error(beta, inputs, 0.1, weights.mean(0), second)
        np.testing.assert_allclose(run.kernel_error, own, rtol=1e-6, atol=1e-12)


def test_a_step_online_learns_from_samples_of_its_own():
    """The first steps against explicit neurons that see the fresh inputs of their seed."""
    found = committee_grid("committee_online").sel(seed=3, alpha=1, epsilon=0.1)
    beta, _, weights = draw(3, 5, 12, 40)
    before, stream = weights.copy(), fresh_stream(3)

    def outputs(neurons, x):
        field = x @ neurons.T
        return (field + 0.05 * field**2).mean(-1)

    for step in range(4):
        x = gaussian_inputs(stream, 12, 5)
        residuals = outputs(weights, x) - outputs(before, x) - teacher_outputs(beta, x)
        error = (residuals**2).mean() / teacher_power(beta)
        np.testing.assert_allclose(found.train_error.sel(step=step), error, rtol=1e-10)
        slopes = 1 + 0.1 * x @ weights.T
        weights = weights - 0.5 * 2 / 12 * (slopes * residuals[:, None]).T @ x


@pytest.mark.parametrize("simulation", OF_ALL)
def test_the_same_seeds_give_the_same_bits(simulation):
    first = committee_grid(simulation, 3)
    every = defaults(simulation) | SMALL | OF_ALL[simulation]
    assert simulations.find(simulation).simulate(range(3), **every).equals(first)


@pytest.mark.parametrize("simulation", OF_ALL)
def test_the_summary_has_a_row_for_every_point(simulation):
    measures = committee_grid(simulation, 3)
    table = simulation_summary(measures, 0.95)
    points = int(np.prod([measures.sizes[dim] for dim in measures.diverged.dims if dim != "seed"]))
    assert (table.measure == "final_error").sum() == points
    assert ("kernel_error" in set(table.measure)) == (simulation != "committee_online")


@pytest.mark.parametrize("simulation", OF_ALL)
def test_arguments_are_shared_and_a_simulations_own_go_before(simulation):
    own, shared = arguments(simulation), arguments("committee_machine")
    assert set(shared) <= set(own) and own["alphas"] == shared["alphas"]
    assert (own["samples"] == shared["samples"]) == (simulation != "committee_samples")


@pytest.mark.parametrize(
    "simulation, given, message",
    [
        ("committee_rank", {"eta_0": 30}, "eta_0: found 30"),
        ("committee_samples", {"eta_0": 30}, "eta_0: found 30"),
        ("committee_informed", {"eta_0": 30}, "eta_0: found 30"),
        ("committee_online", {"eta_0": 30}, "eta_0: found 30"),
        ("committee_rank", {"ranks": [1, 31]}, r"ranks: found 31, which is above inputs = 30; write `ranks: \[1\]`"),
        ("committee_rank", {"ranks": [1, 9], "neurons": 4}, r"ranks: found 9, which is above neurons = 4"),
        ("committee_samples", {"samples": 100}, "samples"),
        ("committee_samples", {"samples": [0]}, "samples"),
        ("committee_informed", {"shares": [2]}, "shares"),
        ("committee_informed", {"shares": []}, "shares"),
    ],
)
def test_what_cannot_be_simulated_is_refused_before_anything_is_computed(simulation, given, message):
    with pytest.raises(InputError, match=f"experiments.mine.arguments.*{message}"):
        check_simulation("experiments.mine", simulation, given)
    assert refusal(simulation, defaults(simulation)) == ""
