"""The temperature: the learning rate that follows, how far it moves an output, and what is refused."""

from fractions import Fraction
from pathlib import Path

import pytest
import torch
from helpers.trained_networks import (
    BATCH,
    INPUTS,
    SAMPLES,
    WIDTH,
    at_end,
    learn,
    make_architecture,
    make_order,
    make_weights,
)
from richlazy.errors import InputError
from richlazy.learners.torch_module.activity import outputs
from richlazy.planning.project import read_project

from studies.sgd_noise.derived.temperature import derive

ROOT = Path(__file__).parents[4]
NETWORKS = {
    "task": "digits_parity",
    "training_trials": 64,
    "probe_trials": 32,
    "kernel_trials": 16,
    "learner": "relu_mlp",
    "objective": "hinge",
    "centre": True,
    "batch": 16,
    "optimizer": "sgd",
    "momentum": 0,
    "stopping": "margins",
}


def test_it_is_the_rate_for_each_sample_and_unit():
    assert derive(Fraction("0.3"), 16, 256, 64) == {"learning_rate": Fraction("307.2")}


def test_all_samples_are_a_minibatch():
    assert derive(Fraction(1, 4), "all", 256, 64) == derive(Fraction(1, 4), 256, 256, 64)


@pytest.mark.parametrize("batch", [1, BATCH])
def test_a_sample_moves_the_outputs_by_the_temperature_times_the_width_times_the_kernel(batch):
    """To first order, of all samples of the first minibatch, since all begin below the margin."""
    temperature = 1e-7
    history, pool, architecture = learn(1.0, temperature, steps=1, batch=batch)
    drawn = make_weights([0], architecture)
    start = type(drawn)(*(one[0] for one in drawn))
    inputs, leaves = pool.inputs.permute(1, 2, 0), architecture.by_name(start)
    tangent = torch.func.jacrev(lambda own: architecture.call(own, pool.inputs.mT)[:, 0, 0])(leaves)
    features = torch.cat([one.flatten(1) for one in tangent.values()], 1)
    kernel, y = features @ features.T, 2.0 * pool.targets[:, 0].double() - 1
    shown = torch.from_numpy(make_order(0, SAMPLES, batch).take(1)[0])
    expected = temperature * WIDTH * kernel[:, shown] @ y[shown]
    moved = (outputs(type(start)(*at_end(history)), inputs, architecture) - outputs(start, inputs, architecture))[0, 0]
    torch.testing.assert_close(moved, expected, rtol=1e-4, atol=1e-12)


def test_the_kernel_of_a_sample_times_the_width_does_not_depend_on_the_width():
    """So that temperatures of networks of different width, and of the perceptron, mean the same."""
    sample, sizes = torch.ones((1, 1, INPUTS), dtype=torch.float64), []
    for width in (100, 800):
        architecture, seeds = make_architecture(width=width), range(8)
        drawn = make_weights(list(seeds), architecture)
        of_seed = torch.func.grad(lambda own, of=architecture: of.call(own, sample).sum())
        tangents = [of_seed(architecture.by_name(type(drawn)(*(one[seed] for one in drawn)))) for seed in seeds]
        squares = [sum(float(one.square().sum()) for one in tangent.values()) for tangent in tangents]
        sizes.append(width * sum(squares) / len(squares))
    assert sizes[0] == pytest.approx(sizes[1], rel=0.15) and sizes[1] == pytest.approx(3, rel=0.15)


def checked(config, sweep, **parameters):
    mine = {"sweep": sweep, "parameters": NETWORKS | parameters, "must_improve": False}
    config["experiments"] = dict.fromkeys(config["experiments"]) | {"mine": mine}
    plan = read_project(config, ROOT).plan
    for refusal in plan.refused.values():
        raise refusal
    return plan


def test_a_sweep_of_temperatures_is_planned(config):
    plan = checked(config, {"temperature": [0.001, 0.002], "mlp_width": [8, 16]})
    rates = [one.parameters["learning_rate"] for one in plan.artefacts["train"].values()]
    assert sorted(set(rates)) == [0.128, 0.256, 0.512]


@pytest.mark.parametrize(
    "sweep, parameters, words",
    [
        ({"temperature": [1e-50]}, {}, "from `temperature: 1.0e-50` follows learning_rate: found .*float32 0.0"),
        ({"temperature": [1e5]}, {}, "follows learning_rate: found .*; write for example `temperature: 0.01`"),
        ({"temperature": [0]}, {}, "temperature.*found 0"),
        ({"temperature": [0.1]}, {"learning_rate": 0.1}, "found both `temperature` and `learning_rate: 0.1`"),
        ({"temperature": [0.1]}, {"batch": 65}, "batch: 65 is larger than the pool of training trials"),
        ({"temperature": [0.1], "alpha": [0]}, {}, "alpha.*found 0"),
        ({"temperature": [0.1], "alpha": [-2]}, {}, "alpha.*found -2"),
        ({"temperature": [0.1]}, {"task": "committee_teacher"}, "objective: hinge takes data of the kind trials"),
        ({"temperature": [0.1]}, {"learner": "feedforward"}, "temperature.*mlp_width"),
    ],
)
def test_what_cannot_be_is_refused_with_one_message(config, sweep, parameters, words):
    with pytest.raises(InputError, match=words) as error:
        checked(config, sweep, **parameters)
    assert "\n" not in str(error.value)
