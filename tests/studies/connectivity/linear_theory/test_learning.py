"""Gradient flow and descent against plain loops, an adaptive integrator, and what they must conserve."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from studies.connectivity.linear_theory.learning import DIVERGED, gradient_descent, gradient_flow
from studies.connectivity.linear_theory.network import Weights, imbalance, norm, size

HIDDEN, INPUTS = 6, 4
STOP = 1e-4, 1000.0


def ensemble(outputs, scale, networks=3, seed=0):
    random = np.random.default_rng(seed)
    shapes = (networks, HIDDEN, INPUTS), (networks, outputs, HIDDEN), (networks, outputs, INPUTS)
    first, second, teacher = (random.standard_normal(shape) for shape in shapes)
    first, second, teacher = (part / norm(part)[:, None, None] for part in (first, second, teacher))
    return Weights(scale * first, scale * second), teacher


def plain_descent(first, second, teacher, rate, tolerance):
    """One network, written as plainly as can be."""
    updates = 0
    while np.linalg.norm(teacher - second @ first) > tolerance * np.linalg.norm(teacher):
        missing = teacher - second @ first
        first, second = first + rate * second.T @ missing, second + rate * missing @ first.T
        updates += 1
    return first, second, updates


@pytest.mark.parametrize("outputs", [1, 2])
def test_descent_is_the_plain_loop(outputs):
    start, teacher = ensemble(outputs, 0.1)
    rates = np.array([0.1, 0.2, 0.3])
    trained = gradient_descent(start, teacher, np.ones(INPUTS), rates, *STOP)
    for network, rate in enumerate(rates):
        parts = start.first[network], start.second[network], teacher[network]
        first, second, updates = plain_descent(*parts, rate, STOP[0])
        np.testing.assert_allclose(trained.weights.first[network], first, atol=1e-10)
        np.testing.assert_allclose(trained.weights.second[network], second, atol=1e-10)
        assert trained.updates[network] == updates
        assert trained.time[network] == pytest.approx(updates * rate)


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("scale", [0.1, 2.0])
def test_flow_is_that_of_an_adaptive_integrator(outputs, scale):
    start, teacher = ensemble(outputs, scale, networks=1)
    trained = gradient_flow(start, teacher, np.ones(INPUTS), *STOP)
    split = HIDDEN * INPUTS

    def slope(_, values):
        first, second = values[:split].reshape(HIDDEN, INPUTS), values[split:].reshape(outputs, HIDDEN)
        missing = teacher[0] - second @ first
        return np.concatenate([(second.T @ missing).ravel(), (missing @ first.T).ravel()])

    begin = np.concatenate([part[0].ravel() for part in start])
    end = solve_ivp(slope, (0, trained.time[0]), begin, method="DOP853", rtol=1e-11, atol=1e-13).y[:, -1]
    np.testing.assert_allclose(np.concatenate([part[0].ravel() for part in trained.weights]), end, atol=2e-5)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("scale", [0.01, 1.0, 10.0])
@pytest.mark.parametrize("variances", [np.ones(INPUTS), np.array([2.0, 1.0, 0.7, 0.3])])
def test_flow_conserves_the_imbalance_of_the_layers(outputs, scale, variances):
    start, teacher = ensemble(outputs, scale)
    trained = gradient_flow(start, teacher, variances, *STOP)
    assert (trained.error <= STOP[0]).all()
    changed = norm(imbalance(trained.weights) - imbalance(start)) / size(trained.weights)
    assert changed.max() < 1e-6


def test_descent_with_a_small_rate_ends_where_the_flow_does():
    start, teacher = ensemble(1, 0.3)
    flow = gradient_flow(start, teacher, np.ones(INPUTS), 1e-6, 1000.0)
    distances = []
    for rate in (0.02, 0.01):
        descent = gradient_descent(start, teacher, np.ones(INPUTS), np.full(3, rate), 1e-6, 1000.0)
        distances.append(norm(descent.weights.first - flow.weights.first).max())
    assert distances[1] < 0.01
    assert distances[1] == pytest.approx(distances[0] / 2, rel=0.15)  # of first order in the rate


def test_a_network_learns_alone_as_it_does_among_others():
    start, teacher = ensemble(2, 0.1)
    together = gradient_flow(start, teacher, np.ones(INPUTS), *STOP)
    alone = gradient_flow(start.of(np.array([1])), teacher[[1]], np.ones(INPUTS), *STOP)
    np.testing.assert_allclose(alone.weights.first[0], together.weights.first[1], atol=1e-12)
    assert alone.updates[0] == together.updates[1]


def test_the_start_is_left_as_it_was():
    start, teacher = ensemble(1, 0.1)
    before = start.first.copy()
    gradient_flow(start, teacher, np.ones(INPUTS), *STOP)
    np.testing.assert_array_equal(start.first, before)


def test_a_rate_that_is_too_large_diverges_and_leaves_the_others_alone():
    start, teacher = ensemble(1, 0.1)
    trained = gradient_descent(start, teacher, np.ones(INPUTS), np.array([0.1, 5.0, 0.2]), *STOP)
    assert (~(trained.error < DIVERGED)).tolist() == [False, True, False]
    assert (trained.error[[0, 2]] <= STOP[0]).all()


def test_time_runs_out():
    start, teacher = ensemble(1, 0.1)
    trained = gradient_flow(start, 2 * teacher, np.ones(INPUTS), 1e-4, 0.5)
    assert (trained.error > 1e-4).all() and (trained.error < 2).all()
    assert ((trained.time >= 0.25) & (trained.time < 0.4)).all()  # 0.5 in units of 1 / the teacher's norm, 2


@pytest.mark.parametrize("rate", [0.0, -0.1])
def test_a_learning_rate_must_be_positive(rate):
    start, teacher = ensemble(1, 0.1)
    with pytest.raises(ValueError, match="positive"):
        gradient_descent(start, teacher, np.ones(INPUTS), np.array([0.1, rate, 0.1]), *STOP)


def test_a_teacher_of_norm_0_is_refused():
    start, teacher = ensemble(1, 0.1)
    with pytest.raises(ValueError, match="norm 0"):
        gradient_flow(start, 0 * teacher, np.ones(INPUTS), *STOP)
