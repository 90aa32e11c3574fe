"""The rate that keeps Adam's first change of scaled outputs the same for every output scale."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from richlazy.derived.adam_rate_at_unit_alpha import derive
from richlazy.errors import InputError
from richlazy.learners.recurrent import activity
from richlazy.learners.recurrent.weights import Weights
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

# Weights of a recurrent network: recurrent, input, output.
SHAPES = ((5, 5), (5, 3), (2, 5))


def test_the_rate_is_over_alpha_exactly():
    assert derive(Fraction("0.001"), 8, "adam") == {"learning_rate": Fraction("0.000125")}


def test_an_optimiser_without_normalisation_is_refused():
    with pytest.raises(InputError, match="`optimizer: sgd` makes steps that grow.*write `optimizer: adam`"):
        derive(Fraction("0.001"), 8, "sgd")


def silent(networks, step, loss):
    """A report that says nothing."""


def first_change(alpha):
    """Change of alpha (f - f₀) by the first update, in float64."""
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((6, 3, 4), generator=generator, dtype=torch.float64)
    labels = torch.randint(2, (6, 4), generator=generator)
    weights = Weights(*(torch.randn((1, *shape), generator=generator, dtype=torch.float64) / 3 for shape in SHAPES))
    rate = derive(Fraction("1e-8"), Fraction(alpha), "adam")["learning_rate"]
    values = {"learning_rate": float(rate), "momentum": 0.9}
    settings = Settings("recurrent", 1.0, 6, [0, 1], values, optimizer="adam", alpha=alpha, centre=True)
    order = MinibatchOrder(np.random.default_rng(0), 6, 6)
    history = train(weights, Pool(inputs, labels, 2), [order], settings, silent)
    shown = inputs.permute(1, 2, 0)
    before, after = (activity.outputs(Weights(*(w[0, step] for w in history.weights)), shown, 1.0) for step in (0, 1))
    return alpha * (after - before)


def test_the_first_change_of_scaled_outputs_is_the_same_for_every_alpha():
    plain = first_change(1)
    assert plain.abs().max() > 0
    for alpha in (0.25, 8, 64):
        torch.testing.assert_close(first_change(alpha), plain, rtol=1e-3, atol=1e-4 * float(plain.abs().max()))
