"""The recursion of moments against explicit neurons, and the closed forms beside it against brute force."""

import numpy as np
import pytest
import torch
from numpy.polynomial.hermite_e import hermegauss

from studies.grokking import learning
from studies.grokking.exact import kernel_regression_error, learn, tangent_kernel
from studies.grokking.learning import Task
from studies.grokking.moments import Moments, movement, of_neurons
from studies.grokking.population import of_quadratic, teacher_outputs, teacher_power
from studies.grokking.starts import of_rank

INPUTS, SAMPLES, NEURONS = 6, 15, 25


def draw(seed=0, inputs=INPUTS, samples=SAMPLES, neurons=NEURONS):
    """Teacher, inputs and neurons as the study draws them."""
    random = np.random.default_rng(seed)
    beta = random.standard_normal(inputs)
    return beta, random.standard_normal((samples, inputs)) / np.sqrt(inputs), random.standard_normal((neurons, inputs))


def network(weights, x, alpha, epsilon):
    """Outputs of explicit neurons."""
    h = x @ weights.T
    return alpha * (h + epsilon / 2 * h**2).mean(-1)


def explicit(beta, x, weights, alpha, epsilon, eta_0, steps, centre):
    """Gradient descent by autograd on every neuron: training errors before each step, and neurons at the end."""
    weights, x = torch.tensor(weights, requires_grad=True), torch.tensor(x)
    target = torch.tensor(teacher_outputs(beta, x.numpy()))
    before = network(weights.detach(), x, alpha, epsilon) if centre else 0
    errors = []
    for number in range(steps + 1):
        loss = ((network(weights, x, alpha, epsilon) - before - target) ** 2).mean()
        errors.append(loss.item() / teacher_power(beta))
        if number < steps:
            (gradient,) = torch.autograd.grad(loss, weights)
            weights = (weights - eta_0 * len(weights) / alpha**2 * gradient).detach().requires_grad_()
    return np.array(errors), weights.detach().numpy()


@pytest.mark.parametrize("centre", [True, False])
@pytest.mark.parametrize("alpha, epsilon", [(0.5, 0.3), (1, 0.05), (8, 0.4), (1, 2)])
def test_learning_is_that_of_explicit_neurons(alpha, epsilon, centre):
    beta, x, weights = draw()
    eta_0 = min(1.0, alpha * INPUTS / (10 * epsilon))
    errors, neurons = explicit(beta, x, weights, alpha, epsilon, eta_0, 40, centre)
    found = learn(beta, x, weights, alpha, epsilon, eta_0, 40, centre, tolerance=0)
    np.testing.assert_allclose(found["train_error"], errors, rtol=1e-10)
    np.testing.assert_allclose(found["mean"], neurons.mean(0), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(found["second_moment"], neurons.T @ neurons / NEURONS, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(found["cross_moment"], neurons.T @ weights / NEURONS, rtol=1e-10, atol=1e-12)
    start, moved = of_neurons(weights), of_neurons(neurons)
    np.testing.assert_allclose(start.norm, (weights**2).sum(1).mean(), rtol=1e-12)
    np.testing.assert_allclose(moved.second, found["second_moment"], rtol=1e-10, atol=1e-12)


def test_what_neurons_have_moved_is_their_mean_squared_change():
    beta, x, weights = draw()
    task = Task(beta, x, of_neurons(weights[None]), *(np.array([value]) for value in (1.0, 0.2, 1.0)))
    found = learning.learn(task, 40, np.array([0]), True, 0)
    _, neurons = explicit(beta, x, weights, 1.0, 0.2, 1.0, 40, True)
    squares = ((neurons - weights) ** 2).sum(1).mean()
    np.testing.assert_allclose(movement(found.moments, task.initial)[0], squares, rtol=1e-9)


@pytest.mark.parametrize("rank", [1, 2])
def test_neurons_that_span_few_directions_do_so_for_ever(rank):
    """A recursion of the second moment itself loses the sign of its zero eigenvalues to rounding, and diverges."""
    beta, x, weights = draw(seed=1)
    weights = of_rank(weights, rank)
    errors, neurons = explicit(beta, x, weights, 0.25, 0.1, 1.0, 4000, True)
    found = learn(beta, x, weights, 0.25, 0.1, 1.0, 4000, tolerance=0)
    np.testing.assert_allclose(found["train_error"], errors, rtol=1e-6, atol=1e-14)
    values = np.linalg.eigvalsh(found["second_moment"])
    assert (values[: -rank - 1] > -1e-12 * values[-1]).all() and (values[: -rank - 1] < 1e-9 * values[-1]).all()
    np.testing.assert_allclose(found["second_moment"], neurons.T @ neurons / NEURONS, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("centre", [True, False])
def test_the_test_error_is_the_mean_over_all_inputs(centre):
    """By Gauss-Hermite quadrature, which is exact for polynomials of this degree."""
    beta, x, weights = draw(inputs=3)
    alpha, epsilon = 2.0, 0.3
    found = learn(beta, x, weights, alpha, epsilon, 0.5, 30, centre, tolerance=0)
    _, neurons = explicit(beta, x, weights, alpha, epsilon, 0.5, 30, centre)
    nodes, shares = hermegauss(5)
    everywhere = np.stack(np.meshgrid(*[nodes] * 3, indexing="ij"), -1).reshape(-1, 3) / np.sqrt(3)
    share = np.stack(np.meshgrid(*[shares / shares.sum()] * 3, indexing="ij"), -1).reshape(-1, 3).prod(1)
    wrong = network(neurons, everywhere, alpha, epsilon) - (everywhere @ beta) ** 2 / 2
    if centre:
        wrong -= network(weights, everywhere, alpha, epsilon)
    power = share @ ((everywhere @ beta) ** 2 / 2) ** 2
    np.testing.assert_allclose(teacher_power(beta), power, rtol=1e-12)
    np.testing.assert_allclose(found["test_error"][-1], share @ wrong**2 / power, rtol=1e-10)


def test_predicting_zero_has_error_one_made_of_trace_and_rest():
    beta = draw()[0]
    parts = of_quadratic(beta, np.zeros(INPUTS), np.zeros((INPUTS, INPUTS)))
    np.testing.assert_allclose(parts, [0, 1 / 3, 2 / 3], rtol=1e-14)


@pytest.mark.parametrize("scale", [0.25, 3.0])
def test_one_scale_of_alpha_epsilon_and_weights_is_free(scale):
    """σW at (α, ε, η) is W at (σα, σε, η/σ²): c = η₀/α, so that η₀ stays."""
    beta, x, weights = draw()
    alpha, epsilon, steps = 1.5, 0.2, 50
    found = learn(beta, x, scale * weights, alpha, epsilon, 1.0, steps, tolerance=0)
    same = learn(beta, x, weights, scale * alpha, scale * epsilon, 1.0, steps, tolerance=0)
    for error in ("train_error", "test_error"):
        np.testing.assert_allclose(found[error], same[error], rtol=1e-9)


def test_far_into_the_lazy_regime_residuals_follow_the_initial_kernel():
    beta, x, weights = draw()
    alpha, epsilon, eta_0 = 1e7, 0.3, 0.5
    found = learn(beta, x, weights, alpha, epsilon, eta_0, 60, tolerance=0)
    start = of_neurons(weights)
    kernel = tangent_kernel(x, x, start.mean, start.second, 1.0, epsilon)
    residuals, errors = -teacher_outputs(beta, x), []
    for _ in range(61):
        errors.append((residuals**2).mean() / teacher_power(beta))
        residuals = residuals - 2 * eta_0 / SAMPLES * kernel @ residuals
    np.testing.assert_allclose(found["train_error"], errors, rtol=1e-5)


def test_infinitely_many_lazy_neurons_end_at_kernel_regression():
    """The start of N → ∞ is of mean 0 and second moment I."""
    beta, x, _ = draw(samples=8)
    infinite = Moments(np.zeros((1, INPUTS)), np.eye(INPUTS)[None])
    task = Task(beta, x, infinite, np.array([1e6]), np.array([0.9]), np.array([0.5]))
    found = learning.learn(task, 100_000, np.array([0]), True, 1e-14)
    assert found.stopped[0] == "train_error"
    np.testing.assert_allclose(found.final_error[0], kernel_regression_error(beta, x, 0.9), rtol=1e-5)


def test_the_most_lazy_network_of_few_neurons_ends_at_regression_with_its_own_kernel():
    beta, x, weights = draw(samples=8, neurons=400)
    start = of_neurons(weights)
    own = kernel_regression_error(beta, x, 0.9, start.mean, start.second)
    found = learn(beta, x, weights, 1e6, 0.9, 0.5, 100_000, tolerance=1e-14)
    np.testing.assert_allclose(found["test_error"][-1], own, rtol=1e-5)
    assert abs(kernel_regression_error(beta, x, 0.9) / own - 1) > 1e-3


def test_regression_knows_everything_from_as_many_samples_as_quadratics_have_coefficients():
    coefficients = INPUTS + INPUTS * (INPUTS + 1) // 2
    beta, x, _ = draw(samples=coefficients)
    assert kernel_regression_error(beta, x, 0.5) < 1e-12
    assert kernel_regression_error(beta, np.concatenate([x, x]), 0.5) < 1e-10  # a kernel without inverse
    assert kernel_regression_error(beta, x[: coefficients // 2], 0.5) > 0.01


def test_rotations_permutations_and_copies_of_neurons_change_nothing():
    beta, x, weights = draw()
    rotation = np.linalg.qr(np.random.default_rng(1).standard_normal((INPUTS, INPUTS)))[0]
    plain = learn(beta, x, weights, 1.0, 0.2, 1.0, 50)
    for changed in (
        (beta @ rotation, x @ rotation, weights @ rotation),
        (beta, x, weights[::-1]),
        (beta, x, np.repeat(weights, 3, 0)),
    ):
        found = learn(*changed, 1.0, 0.2, 1.0, 50)
        np.testing.assert_allclose(found["test_error"], plain["test_error"], rtol=1e-9)
        np.testing.assert_allclose(found["train_error"], plain["train_error"], rtol=1e-9)


def test_the_tangent_kernel_is_that_of_autograd():
    beta, x, weights = draw()
    alpha, epsilon = 1.7, 0.4
    others = x[:4] + 0.1

    def jacobian(inputs):
        rows = torch.autograd.functional.jacobian(
            lambda w: network(w, torch.tensor(inputs), alpha, epsilon), torch.tensor(weights)
        )
        return rows.flatten(1).numpy()

    start = of_neurons(weights)
    found = tangent_kernel(x, others, start.mean, start.second, alpha, epsilon)
    np.testing.assert_allclose(found, NEURONS * jacobian(x) @ jacobian(others).T, rtol=1e-11, atol=1e-12)


def test_runs_do_not_touch_each_other():
    beta, x, _ = draw()
    weights = np.stack([draw(seed)[2] for seed in range(3)])
    alphas, epsilons = np.array([0.5, 1.0, 4.0]), np.array([0.1, 0.2, 0.4])
    task = Task(beta, x, of_neurons(weights), alphas, epsilons, np.ones(3))
    together = learning.learn(task, 400, np.arange(401), True, 1e-2)
    for place, (own, alpha, epsilon) in enumerate(zip(weights, alphas, epsilons, strict=True)):
        found = learn(beta, x, own, alpha, epsilon, 1.0, 400, True, 1e-2)
        steps = len(found["train_error"])
        np.testing.assert_allclose(together.test_error[:steps, place], found["test_error"], rtol=1e-10)
        assert np.isnan(together.test_error[steps:, place]).all()
        assert together.stopped[place] == found["stopped"] and together.last_step[place] == steps - 1


def test_what_is_never_reached_is_infinite_and_what_diverges_says_so():
    beta, x, weights = draw()
    short = learn(beta, x, weights, 1.0, 0.2, 1.0, 3)
    assert short["stopped"] == "steps" and short["test_step"] == short["train_step"] == np.inf
    wild = learn(beta, x, weights, 0.01, 2.0, 1.0, 500)
    assert wild["stopped"] == "diverged" and not np.isfinite(wild["train_error"][-1])


def test_what_is_looked_at_after_every_step_is_that_of_the_curves():
    beta, x, weights = draw(seed=3)
    task = Task(beta, x, of_neurons(weights[None]), *(np.array([value]) for value in (1.0, 0.1, 1.0)))
    found = learning.learn(task, 3000, np.arange(3001), True, 0)
    coarse = learning.learn(task, 3000, np.array([0, 1, 10, 100, 1000]), True, 0)
    test, train, linear = found.test_error[:, 0], found.train_error[:, 0], found.parts.linear[:, 0]
    assert found.train_step[0] == np.flatnonzero(train < 0.1)[0] and test.max() > 1
    assert found.peak[0] == test.max() and found.peak_step[0] == test.argmax()
    assert found.linear_step[0] == linear.argmax() and found.peak_parts.linear[0] == linear[test.argmax()]
    assert sum(found.final_parts)[0] == found.final_error[0] == test[-1]
    for name in ("train_step", "test_step", "peak", "peak_step", "linear_step", "final_error"):
        assert getattr(coarse, name)[0] == getattr(found, name)[0]
    np.testing.assert_array_equal(coarse.test_error[:, 0], test[[0, 1, 10, 100, 1000]])
    norm = (weights**2).sum(1).mean()
    np.testing.assert_allclose(found.norm[0, 0], norm)


def test_the_overlap_of_the_teacher_itself_is_one():
    beta = draw()[0]
    assert learning.overlap(3 * np.outer(beta, beta), beta) == pytest.approx(1)
    across = np.linalg.qr(np.stack([beta, np.ones(INPUTS)], 1))[0][:, 1]
    assert learning.overlap(np.outer(across, across), beta) == pytest.approx(0)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"weights": np.ones((4, 5))}, r"weights \(4, 5\) do not fit together"),
        ({"inputs": np.ones((4, 5))}, r"inputs \(4, 5\)"),
        ({"alpha": 0}, "alpha = 0: allowed are numbers > 0"),
        ({"epsilon": -1}, "epsilon = -1"),
        ({"eta_0": float("nan")}, "eta_0 = nan"),
    ],
)
def test_wrong_arguments_are_refused(change, message):
    beta, x, weights = draw()
    given = {"beta": beta, "inputs": x, "weights": weights, "alpha": 1, "epsilon": 0.1, "eta_0": 1, "steps": 2}
    with pytest.raises(ValueError, match=message):
        learn(**given | change)
