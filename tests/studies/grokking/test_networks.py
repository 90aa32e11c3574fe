"""Explicit committee machines through the training loop against the recursion of moments, and derived step sizes."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from richlazy import learners
from richlazy.contracts.parts import KINDS
from richlazy.measures.snapshot import Probes, Snapshot
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

from studies.grokking.data import committee_teacher
from studies.grokking.exact import learn
from studies.grokking.measures.population_error import measure
from studies.grokking.starts import draw

INPUTS, SAMPLES, NEURONS, STEPS = 5, 14, 20, 60
SIZES = {"training": SAMPLES, "probe": 6, "test": 9}


def architecture(epsilon):
    found = learners.parts("quadratic_committee").find("architecture")
    return found.architecture(
        {"learner": "quadratic_committee", "committee_size": NEURONS, "epsilon": epsilon}, INPUTS, 1
    )


@pytest.mark.parametrize("centre", [True, False])
@pytest.mark.parametrize("alpha, epsilon", [(0.5, 0.1), (2, 0.4)])
def test_trained_networks_are_where_the_recursion_says(alpha, epsilon, centre):
    """Two seeds at once, each with samples of its own, in float64."""
    built, seeds = architecture(epsilon), (3, 4)
    kind = learners.parts("quadratic_committee").find("weights")
    initial = kind.initial_weights(None, seeds, INPUTS, 1, built)
    initial = initial._make(w.double() for w in initial)
    pools = [committee_teacher.draw(SIZES, seed, INPUTS).parts["training"] for seed in seeds]
    inputs = torch.from_numpy(np.stack([pool.inputs for pool in pools])).double().movedim(-1, -2)
    targets = torch.from_numpy(np.stack([pool.targets for pool in pools])).double()
    rate = (
        KINDS["derived parameter"].find("eta_0").derive(Fraction(1, 2), NEURONS, Fraction(str(alpha)))["learning_rate"]
    )
    values = {"learning_rate": float(rate), "momentum": 0.0}
    settings = Settings(
        "quadratic_committee", built, SAMPLES, [0, STEPS], values, objective="squared_error", alpha=alpha, centre=centre
    )
    orders = [MinibatchOrder(np.random.default_rng(seed), SAMPLES, SAMPLES) for seed in seeds]
    pool = Pool(inputs, targets, 1)
    history = train(initial, pool, orders, settings, lambda *_: None)
    for place, seed in enumerate(seeds):
        beta, samples, _ = draw(seed, INPUTS, SAMPLES, 1)
        start = initial[0][place].numpy()
        samples = inputs[place, :, :, 0].numpy()  # as stored, in float32
        found = learn(beta, samples, start, alpha, epsilon, 0.5, STEPS, centre, tolerance=0)
        now = history.weights[0][place, -1].numpy()
        np.testing.assert_allclose(now.T @ now / NEURONS, found["second_moment"], rtol=1e-5, atol=1e-6)
        before, current = (
            _snapshot(w, built, alpha, centre, seed) for w in (initial[0][place], history.weights[0][place, -1])
        )
        assert measure(before, current) == pytest.approx(found["test_error"][-1], rel=1e-5)
        assert measure(before, before) == pytest.approx(found["test_error"][0], rel=1e-5)


def _snapshot(first, built, alpha, centre, seed):
    nothing = torch.zeros(INPUTS, 1, 2)
    probes = Probes(
        probe_inputs=nothing,
        probe_labels=torch.zeros(1, 1, 2),
        test_inputs=nothing,
        test_labels=torch.zeros(1, 1, 2),
        kernel_trials=2,
        decision_step=0,
        learner="quadratic_committee",
        architecture=built,
        last_only=False,
        trained_weights="all",
        kernel_memory=1e9,
        objective="squared_error",
        alpha=alpha,
        centre=centre,
    )
    kind = learners.parts("quadratic_committee").find("weights").kind(built)
    return Snapshot(kind(first), probes, seed)


def test_step_sizes_are_exact_fractions():
    derived = KINDS["derived parameter"]
    assert derived.find("eta_0").derive(Fraction(1, 2), 500, Fraction(1, 4)) == {"learning_rate": 4000}
    assert derived.find("rate_at_unit_alpha").derive(Fraction("8.7"), 2) == {"learning_rate": Fraction("2.175")}
