"""The simulation of perceptrons: what its runs share and store, and what it refuses."""

import numpy as np
import pytest
from richlazy import randomness
from richlazy.contracts.study_parts import argument_checks, defaults
from richlazy.errors import InputError
from richlazy.hypercube.tables import long_table, simulation_summary
from richlazy.planning.experiment_checks import check_simulation

from studies.sgd_noise.exact import online_steps, online_theory, perceptron
from studies.sgd_noise.simulations import depleted_perceptron
from studies.sgd_noise.simulations.depleted_perceptron import draw, numbers_of_samples, recorded_samples

SMALL = {
    "inputs": 5,
    "samples": 64,
    "octaves": 2,
    "chis": [2, 0],
    "online_inputs": 20,
    "online_runs": 3,
    "sharpness": 4,
}


@pytest.fixture(scope="module")
def arguments():
    return defaults("depleted_perceptron") | SMALL


@pytest.fixture(scope="module")
def measures(arguments):
    return depleted_perceptron.simulate([0, 3, 4, 5, 9], **arguments)


def test_every_run_is_that_of_its_seed_alone(measures, arguments):
    for chi, count, seed in ((2, 16, 0), (0, 64, 9), (0, 32, 4)):
        rng = randomness.generator("perceptron batches", seed, count)
        alone = perceptron(draw(seed, 64, 5, chi)[:count], 1, arguments["margin"], rng)
        run = measures.sel(chi=chi, samples=count, seed=seed)
        assert float(run.last_step) == alone["steps"] and float(run.mistakes) == alone["mistakes"]
        np.testing.assert_allclose(run.norm, np.linalg.norm(alone["weights"]))
        np.testing.assert_allclose(run.sharpness, alone["weights"][0] / np.linalg.norm(alone["weights"][1:]))
        assert int(run.converged) == alone["fit"] == 1


def test_samples_are_nested_and_paired_over_depletions():
    np.testing.assert_array_equal(draw(3, 64, 5, 1)[:16, 0] > 0, True)  # signed by the teacher
    few, many, others = draw(3, 64, 5, 1), draw(3, 64, 5, 1), draw(3, 64, 5, 0)
    np.testing.assert_array_equal(few, many)
    np.testing.assert_array_equal(few[:, 1:], others[:, 1:])
    assert (np.argsort(few[:, 0]) == np.argsort(others[:, 0])).all()
    np.testing.assert_array_equal(numbers_of_samples(64, 2), [16, 32, 64])


def test_exponents_follow_from_what_they_are_of(measures):
    octaves = np.log2(measures.samples.values)
    for name, source in (("norm_exponent", "norm"), ("step_exponent", "last_step")):
        for chi in (0, 2):
            logs = np.log2(measures[source].sel(chi=chi, seed=4).values)
            np.testing.assert_allclose(measures[name].sel(chi=chi, seed=4), np.polyfit(octaves, logs, 1)[0])


def test_curves_are_online_learning_and_its_theory_up_to_the_end(measures):
    for chi in (0, 2):
        last, part = online_steps(4, chi, 20), measures.sel(chi=chi, seed=3)
        known = part.online_along.notnull().values
        assert known.any() and (known == (part.step.values < int(last))).all()
        along, across = online_theory(part.step.values[known], chi, 20, 1.0)
        np.testing.assert_allclose(part.theory_along.values[known], along)
        np.testing.assert_allclose(part.theory_across.values[known], across)
        assert 0.5 < float(part.along_ratio) < 1.5 and 0.5 < float(part.across_ratio) < 1.5
    recorded = recorded_samples([0, 2], 20, 4)
    assert (np.diff(recorded) > 0).all() and recorded[0] == 20 and abs(recorded[-1] - online_steps(4, 2, 20)) < 2


def test_the_same_seeds_give_the_same_bits_in_any_company(measures, arguments):
    assert depleted_perceptron.simulate([0, 3, 4, 5, 9], **arguments).identical(measures)
    fewer = depleted_perceptron.simulate([9, 0], **arguments | {"chis": [2]})
    for name in ("norm", "last_step", "along_ratio"):
        np.testing.assert_array_equal(fewer[name], measures[name].sel(chi=[2], seed=[9, 0]))


def test_tables_have_rows_for_all_but_curves(measures):
    table = simulation_summary(measures, 0.95)
    sizes = table.groupby("measure").size()
    assert sizes["norm"] == 6 and sizes["norm_exponent"] == sizes["along_ratio"] == 2 and "online_along" not in sizes
    assert set(long_table(measures).measure) >= {"norm", "online_along", "across_ratio"}


def test_larger_minibatches_take_fewer_steps(measures, arguments):
    found = depleted_perceptron.simulate([0, 3, 4, 5, 9], **arguments | {"batch": 8})
    assert int(found.converged.sum()) == found.converged.size
    assert (found.last_step.median("seed") < measures.last_step.median("seed")).all()


def test_what_does_not_fit_in_time_is_infinite(arguments):
    found = depleted_perceptron.simulate([0, 1], **arguments | {"steps": 1})
    assert int(found.converged.sum()) == 0 and int(found.diverged.sum()) == 0
    for name in ("norm", "last_step", "sharpness", "norm_exponent", "step_exponent"):
        assert np.isposinf(found[name]).all()
    assert np.isfinite(found.mistakes).all()


def test_a_run_that_overflows_is_marked_and_has_no_value(arguments):
    found = depleted_perceptron.simulate([0], **arguments | {"temperature": 1e308, "chis": [0]})
    assert int(found.diverged.sum()) == 3 and int(found.converged.sum()) == 0
    for name in ("norm", "last_step", "sharpness", "mistakes", "norm_exponent"):
        assert found[name].isnull().all()


@pytest.mark.parametrize(
    "given, message",
    [
        ({"chis": [0, -1]}, r"chis.*found -1; allowed: a number > -1"),
        ({"chis": []}, "chis"),
        ({"samples": 100}, r"samples: found 100, which cannot be halved 5 times.* write `samples: 128`"),
        ({"samples": 16}, r"samples: found 16.* write `samples: 32`"),
        ({"batch": 129}, r"batch: found 129, more than the 128 samples.*allowed are 1 to 128; write `batch: 128`"),
        ({"temperature": 0}, "temperature"),
        ({"temperature": 1e-200}, r"temperature: found 1e-200.* leave the range .* write `temperature: 1`"),
        ({"temperature": 1e300}, "temperature"),
        ({"margin": -0.1}, "margin"),
        ({"steps": 0}, "steps"),
        ({"sharpness": 0.5}, "sharpness"),
    ],
)
def test_what_cannot_be_simulated_is_refused_before_anything_is_computed(given, message):
    with pytest.raises(InputError, match=f"experiments.mine.arguments.*{message}"):
        check_simulation("experiments.mine", "depleted_perceptron", given)


@pytest.mark.parametrize("given", [{"samples": 128}, {"samples": 32}, {"batch": 128}, {"temperature": 1}])
def test_the_lines_that_refusals_give_work(given):
    check_simulation("experiments.mine", "depleted_perceptron", given)
    assert argument_checks.find("depleted_perceptron").refuses(defaults("depleted_perceptron") | given) == ""
