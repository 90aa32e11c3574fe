"""Whole trainings with learning rules: every network has the feedback of its seed, also when others are lost."""

import numpy as np
import pytest
import torch
from helpers.rule_cases import INPUTS, OUTPUTS, SEEDS, Case
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

TRIALS, STEPS = 600, 40
VALUES = {"learning_rate": 0.02, "momentum": 0.9, "feedback": "random", "recurrent_feedback": "random", "horizon": 2}


def trained(rule, networks, lost_trial=None, seeds=None, steps=STEPS):
    """History of a training of some networks of SEEDS; one that sees the trial `lost_trial` diverges.

    The class at each step is the sign of the first input one step before: the last step has to pass through W_h.
    """
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((TRIALS, INPUTS, 5), generator=generator, dtype=torch.float64)
    labels = (inputs[:, 0].roll(1, dims=1) > 0).long()
    if lost_trial is not None:
        inputs[lost_trial] = torch.nan
    pool = Pool(inputs, labels, OUTPUTS)
    weights = Case().weights
    settings = Settings("recurrent", 0.5, 4, [0, steps], VALUES, rule=rule)
    own = [SEEDS[network] for network in networks] if seeds is None else seeds
    chosen = weights._make(w[networks] for w in weights)
    return train(chosen, pool, [order(network) for network in networks], settings, lambda *progress: None, None, own)


def order(network):
    return MinibatchOrder(np.random.default_rng(network), TRIALS, 4)


def trial_of_the_second():
    """A trial that the second network sees in its 20th step, and the others in none."""
    seen = [order(network).take(STEPS) for network in range(3)]
    others = set(seen[0].ravel()) | set(seen[2].ravel())
    return next(int(trial) for trial in seen[1][20] if trial not in others)


@pytest.mark.parametrize("rule", ["rflo", "truncated", "feedback_alignment"])
def test_the_networks_that_are_left_learn_as_they_do_alone(monkeypatch, rule):
    monkeypatch.setattr(loop, "_BLOCK", 10)
    monkeypatch.setattr(loop, "_CACHE_BYTES", 10**9)  # all networks at once
    together = trained(rule, [0, 1, 2], trial_of_the_second())
    assert (together.divergence_step >= 0).tolist() == [False, True, False]
    for network in (0, 2):
        alone = trained(rule, [network])
        for found, expected in zip(together.weights, alone.weights, strict=True):
            torch.testing.assert_close(found[network], expected[0], rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("rule, depends", [("rflo", True), ("feedback_alignment", True), ("truncated", False)])
def test_feedback_is_that_of_the_seed(rule, depends):
    own, other = trained(rule, [0]), trained(rule, [0], seeds=[SEEDS[1]])
    assert torch.equal(own.weights.recurrent, other.weights.recurrent) == (not depends)


@pytest.mark.parametrize("rule", ["gradient", "rflo", "truncated", "feedback_alignment"])
def test_every_rule_learns(rule):
    loss = trained(rule, [0, 1, 2], steps=600).loss
    assert (loss[:, -100:].mean(1) < 0.9 * loss[:, :20].mean(1)).all()
