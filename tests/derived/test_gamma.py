"""gamma scales outputs and the learning rate so that the first step of the scaled outputs does not depend on it."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from richlazy.contracts.parts import KINDS
from richlazy.derived.gamma import derive
from richlazy.errors import InputError
from richlazy.learners.recurrent.weights import Weights
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

GAMMAS = (0.1, 0.3, 1.0, 3.0)
OBJECTIVES = ("squared_error", "cross_entropy", "hinge")
INPUTS, UNITS, TRIALS, TIME, CLASSES, BATCH, LEAK = 4, 20, 40, 5, 3, 8, 0.6
# So small that a step is of first order; Adam's steps do not fall with the gradient.
RATES = {"sgd": 1e-6, "adam": 1e-8}


def pool():
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((TRIALS, INPUTS, TIME), generator=generator, dtype=torch.float64)
    return Pool(inputs, torch.randint(CLASSES, (TRIALS, TIME), generator=generator), CLASSES)


def silent(networks, step, loss):
    """A report that says nothing."""


def first_change(plain, gamma, objective, optimizer, centre, rate=None):
    """Change of the scaled outputs f / gamma by the first update, and that of the weights."""
    count = KINDS["objective"].find(objective).output_count(CLASSES)
    weights, data = plain.random_weights(UNITS, INPUTS, count, 1), pool()
    rate = RATES[optimizer] if rate is None else rate
    set_by = derive(gamma, rate, optimizer, objective)
    settings = Settings(
        "recurrent",
        LEAK,
        BATCH,
        [0, 1],
        {"learning_rate": float(set_by["learning_rate"]), "momentum": 0.9},
        optimizer,
        objective,
        alpha=float(set_by["alpha"]),
        centre=centre,
    )
    order = MinibatchOrder(np.random.default_rng(0), TRIALS, BATCH)
    history = train(weights, data, [order], settings, silent)
    after = Weights(*(w[0, 1] for w in history.weights))
    before = Weights(*(w[0, 0] for w in history.weights))
    outputs = [plain.outputs(one, data.inputs, LEAK) for one in (before, after)]
    return (outputs[1] - outputs[0]) / gamma, after.recurrent - before.recurrent


@pytest.mark.parametrize("optimizer", RATES)
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_first_step_of_centred_outputs_is_the_same_for_every_gamma(plain, objective, optimizer):
    """Centred outputs are zero before the first step, and the gradient at them is therefore equal."""
    changes = [first_change(plain, gamma, objective, optimizer, centre=True)[0] for gamma in GAMMAS]
    size = changes[0].abs().max()
    assert size > 0
    for change in changes[1:]:
        assert (change - changes[0]).abs().max() < 2e-3 * size


def test_the_weights_move_by_a_length_that_grows_with_gamma(plain):
    moved = [first_change(plain, gamma, "squared_error", "sgd", centre=True)[1].norm().item() for gamma in GAMMAS]
    np.testing.assert_allclose(np.divide(moved, GAMMAS), moved[2], rtol=1e-6)


def test_the_first_step_is_that_of_the_definition(plain):
    """lr · K · (y − F) / (scored outputs), with the tangent kernel K of f by autograd and squared error without ½."""
    data, gamma, rate = pool(), 0.3, 1e-6
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, 1)
    leaves = Weights(*(w[0].clone().requires_grad_() for w in weights))
    batch = torch.from_numpy(MinibatchOrder(np.random.default_rng(0), TRIALS, BATCH).take(1)[0])
    outputs = plain.outputs(leaves, data.inputs[batch], LEAK)
    objective = KINDS["objective"].find("squared_error")
    flat = torch.zeros_like(outputs).flatten(0, 1).T.requires_grad_()
    targets = objective.targets(data.targets[batch].flatten(), CLASSES).to(torch.float64)
    (error,) = torch.autograd.grad(objective.loss(flat, targets), flat)
    pulled = torch.autograd.grad(outputs, leaves, error.T.reshape(outputs.shape))
    _, expected = torch.func.jvp(
        lambda *moved: plain.outputs(Weights(*moved), data.inputs, LEAK),
        tuple(w.detach() for w in leaves),
        tuple(-rate * gradient for gradient in pulled),
    )
    found, _ = first_change(plain, gamma, "squared_error", "sgd", centre=True, rate=rate)
    np.testing.assert_allclose(found.numpy(), expected.numpy(), atol=1e-4 * expected.abs().max().item())


@pytest.mark.parametrize("power", [1, 3])
def test_another_power_of_gamma_would_be_seen(plain, power, monkeypatch):
    def wrong(gamma, learning_rate, *_):
        return {"alpha": 1 / gamma, "learning_rate": learning_rate * gamma**power}

    monkeypatch.setitem(globals(), "derive", wrong)
    small, large = (first_change(plain, gamma, "squared_error", "sgd", centre=True)[0] for gamma in (0.3, 1.0))
    assert (small - large).abs().max() > 0.5 * large.abs().max()


def test_gamma_one_changes_nothing():
    assert derive(Fraction(1), Fraction("0.003"), "sgd", "cross_entropy") == {
        "alpha": 1,
        "learning_rate": Fraction("0.003"),
    }


def test_an_optimizer_whose_scaling_is_not_known_is_refused():
    with pytest.raises(InputError, match="`optimizer: sgd` or `optimizer: adam`, or give `alpha`"):
        derive(1, 1, "sign_descent", "cross_entropy")
