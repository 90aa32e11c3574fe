"""The two ways to train a perceptron: against autograd, against exact enumeration, and against each other."""

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
import torch
from scipy import stats

from studies.sgd_noise import learning
from studies.sgd_noise.exact import depleted, perceptron

RUNS = 2000
# The largest distance of an empirical distribution of RUNS values from its law, with a p of 0.001 (Kolmogorov).
FARTHEST = 1.95 / np.sqrt(RUNS)


def samples(count=12, d=4, chi=0.5, seed=0):
    inputs, labels = depleted(count, d, chi, np.random.default_rng(seed))
    return inputs * labels[:, None]


@pytest.mark.parametrize("alpha", [0.5, 4.0])
def test_a_step_is_the_step_size_times_the_gradient_of_the_hinge_loss(alpha):
    """By autograd, over the whole data as one minibatch."""
    signed, temperature = samples(), 0.05
    weights = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    for steps in range(1, 6):
        outputs = torch.tensor(signed) @ weights / 2
        loss = (1 - alpha * outputs).clamp(min=0).mean() / alpha
        (gradient,) = torch.autograd.grad(loss, weights)
        weights = (weights - temperature * len(signed) * gradient).detach().requires_grad_()
        found = perceptron(signed, temperature, 1 / alpha, np.random.default_rng(0), len(signed), steps)
        np.testing.assert_allclose(found["weights"], weights.detach(), rtol=1e-12)
        assert found["steps"] == steps


@pytest.mark.parametrize("alpha", [0.5, 4.0])
def test_the_gradient_is_that_of_differences(alpha):
    """At w = 0, where every sample is below the margin and the loss is linear."""
    signed, small = samples(), 1e-6

    def loss(weights):
        return np.maximum(0, 1 - alpha * signed @ weights / 2).mean() / alpha

    differences = [(loss(small * unit) - loss(-small * unit)) / (2 * small) for unit in np.eye(4)]
    found = perceptron(signed, 0.1, 1 / alpha, np.random.default_rng(0), len(signed), 1)
    np.testing.assert_allclose(found["weights"], -0.1 * len(signed) * np.array(differences), rtol=1e-7)


def law_of_steps(signed, temperature, bound, batch, most):
    """Probability that training has ended after 1, ..., `most` steps, and mean number of mistakes until then: by all
    minibatches that can be drawn, merging runs in which the samples made equally many mistakes."""
    count, d = signed.shape
    batches = list(combinations(range(count), batch))
    states, ended, mistakes = {(0,) * count: 1.0}, np.zeros(most), 0.0
    for step in range(most):
        following = defaultdict(float)
        for numbers, probability in states.items():
            outputs = signed @ (temperature / d * np.array(numbers) @ signed)
            for shown in batches:
                wrong = [number for number in shown if outputs[number] < bound]
                after = list(numbers)
                for number in wrong:
                    after[number] += 1
                following[tuple(after)] += probability / len(batches)
                mistakes += len(wrong) * probability / len(batches)
        states = {}
        for numbers, probability in following.items():
            outputs = signed @ (temperature / d * np.array(numbers) @ signed)
            if (outputs >= bound).all():
                ended[step] += probability
            else:
                states[numbers] = probability
    return np.cumsum(ended), mistakes


# No output is ever equal to the margin, so that rounding decides nothing.
FEW = np.array([[0.4142, 1.0137], [0.5236, -1.0986], [0.2236, 0.6021]])
CASES = [(learning.by_mistakes, 1), (learning.by_minibatches, 1), (learning.by_minibatches, 2)]


@pytest.mark.parametrize("method, batch", CASES, ids=["mistakes", "plain", "plain, two"])
@pytest.mark.parametrize("bound", [1e-12, 0.3])
def test_both_methods_have_the_law_of_all_minibatches_that_can_be_drawn(method, batch, bound):
    most = 60
    law, mistakes = law_of_steps(FEW, 1.0, bound, batch, most)
    arguments = (batch,) if method is learning.by_minibatches else ()
    rng = np.random.default_rng(7)
    runs = [method(FEW, 1.0, bound, rng, *arguments, most) for _ in range(RUNS)]
    ends = np.array([run.steps if run.fit else most + 1 for run in runs])
    found = (ends[:, None] <= np.arange(1, most + 1)).mean(0)
    assert law[1] < 0.95 and law[-1] > 0.9 and np.abs(found - law).max() < FARTHEST
    made = np.array([run.mistakes for run in runs])
    assert abs(made.mean() - mistakes) < 3.5 * made.std() / np.sqrt(RUNS)


def test_drawing_mistakes_alone_has_the_law_of_the_plain_loop():
    signed, rngs = samples(), [np.random.default_rng(seed) for seed in range(2)]
    methods = (
        lambda: learning.by_mistakes(signed, 1.0, 0.05, rngs[0], 10_000),
        lambda: learning.by_minibatches(signed, 1.0, 0.05, rngs[1], 1, 10_000),
    )
    runs = [[method() for _ in range(300)] for method in methods]
    assert all(run.fit for side in runs for run in side)
    for measure in (
        lambda run: run.steps,
        lambda run: run.mistakes,
        lambda run: np.linalg.norm(run.weights),
        lambda run: run.weights[0],
    ):
        first, second = ([measure(run) for run in side] for side in runs)
        assert stats.ks_2samp(first, second).pvalue > 0.01


@pytest.mark.parametrize("batch", [1, 3])
def test_the_time_is_that_of_the_last_step_with_a_gradient(batch):
    signed = samples(30, 5, 0)

    def run(most_steps):
        return perceptron(signed, 1.0, 0.01, np.random.default_rng(3), batch, most_steps)

    found = run(10**6)
    assert found["fit"] and (signed @ found["weights"] / np.sqrt(5) >= 0.01).all()
    in_time, late = run(found["steps"]), run(found["steps"] - 1)
    assert in_time["fit"] and in_time["steps"] == found["steps"] and in_time["mistakes"] == found["mistakes"]
    np.testing.assert_array_equal(in_time["weights"], found["weights"])
    assert not late["fit"] and not late["diverged"] and late["steps"] < found["steps"]


def test_products_that_are_not_kept_change_nothing(monkeypatch):
    signed = samples(40, 5, 0)
    found = perceptron(signed, 1.0, 0.01, np.random.default_rng(3))
    monkeypatch.setattr(learning, "KEPT", 3 * 8 * 40)
    again = perceptron(signed, 1.0, 0.01, np.random.default_rng(3))
    np.testing.assert_array_equal(again.pop("weights"), found.pop("weights"))
    assert again == found


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("temperature", [1e308, 3e307], ids=["at once", "after some steps"])
def test_an_infinite_output_is_beyond_every_margin_and_does_not_fit(batch, temperature):
    signed = np.array([[1.0, 1.0], [1.0, 1.1]]) * (10 if temperature == 1e308 else 1)
    found = perceptron(signed, temperature, 1.7e308, np.random.default_rng(0), batch, 100_000)
    assert found["diverged"] and not found["fit"] and found["steps"] <= 20


@pytest.mark.parametrize("batch", [1, 2])
def test_outputs_that_are_not_numbers_end_training(batch):
    contrary = 1e10 * np.array([[1.0, 1.0], [-1.0, 0.9], [0.1, -1.0]])
    found = perceptron(contrary, 1e300, 1e306, np.random.default_rng(0), batch, 100_000)
    assert found["diverged"] and not found["fit"] and found["steps"] < 5000


def test_samples_that_no_weights_fit_are_given_up():
    contrary = np.array([[1.0, 0.0], [-1.0, 0.0]])
    for batch in (1, 2):
        found = perceptron(contrary, 1.0, 0.1, np.random.default_rng(0), batch, 500)
        assert not found["fit"] and not found["diverged"] and 0 < found["steps"] <= 500
