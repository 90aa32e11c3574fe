"""Learning until the error is gone: gradient flow, and gradient descent, of an ensemble of networks."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from studies.connectivity.linear_theory.network import Weights, curvature, descent, error, norm

# Time step of the integration of the flow, in units of the inverse curvature: what the flow conserves is then kept to
# better than a millionth of the squared weights.
FLOW_STEP = 0.1
# Error relative to the teacher's norm above which a network has diverged.
DIVERGED = 1e6

Advance = Callable[[Weights, np.ndarray, np.ndarray], tuple[Weights, np.ndarray]]


class Trained(NamedTuple):
    """Where learning ended: weights, error relative to the teacher's norm, time and number of updates, all [network].

    A network with an error above DIVERGED, or not finite, has diverged; one above the tolerance has run out of time.
    """

    weights: Weights
    error: np.ndarray
    time: np.ndarray
    updates: np.ndarray


def gradient_flow(
    start: Weights, teacher: np.ndarray, variances: np.ndarray, tolerance: float, longest_time: float
) -> Trained:
    """Gradient flow dW/dt = -∇L by the classical Runge-Kutta method, with a step of each network's own.

    tolerance: the error, relative to the teacher's norm, at which learning ends; longest_time: the time at which it is
    given up, in units of 1 / the teacher's norm. Raises ValueError for a teacher of norm 0.
    """

    def advance(weights: Weights, errors: np.ndarray, networks: np.ndarray) -> tuple[Weights, np.ndarray]:
        step = FLOW_STEP / curvature(weights, errors, variances)
        return _runge_kutta(weights, errors, teacher[networks], variances, step), step

    return _learn(start, teacher, advance, tolerance, longest_time)


def gradient_descent(
    start: Weights,
    teacher: np.ndarray,
    variances: np.ndarray,
    learning_rates: np.ndarray,
    tolerance: float,
    longest_time: float,
) -> Trained:
    """Gradient descent on all inputs with `learning_rates` [network]; time is the number of updates times the rate.

    The other arguments are those of `gradient_flow`. Raises ValueError for a learning rate that is not positive.
    """
    if not np.all(learning_rates > 0):
        raise ValueError(f"learning rates must be positive, got {np.min(learning_rates)}")

    def advance(weights: Weights, errors: np.ndarray, networks: np.ndarray) -> tuple[Weights, np.ndarray]:
        step = learning_rates[networks]
        return weights.plus(step, descent(weights, errors, variances)), step

    return _learn(start, teacher, advance, tolerance, longest_time)


def _learn(start: Weights, teacher: np.ndarray, advance: Advance, tolerance: float, longest_time: float) -> Trained:
    """Advance every network until it has converged, diverged or run out of time; those that are done cost nothing."""
    target = norm(teacher)
    if not np.all(target > 0):
        raise ValueError("a teacher has norm 0: there is nothing to learn")
    count = len(teacher)
    end = Trained(Weights(*map(np.copy, start)), np.empty(count), np.zeros(count), np.zeros(count, int))
    networks, weights = np.arange(count), start
    with np.errstate(over="ignore", invalid="ignore"):
        while len(networks):
            errors = error(weights, teacher[networks])
            distance = norm(errors) / target[networks]
            out_of_time = end.time[networks] * target[networks] >= longest_time
            done = (distance <= tolerance) | ~(distance < DIVERGED) | out_of_time
            if done.any():
                end.error[networks[done]] = distance[done]
                for whole, part in zip(end.weights, weights.of(done), strict=True):
                    whole[networks[done]] = part
                networks, weights, errors = networks[~done], weights.of(~done), errors[~done]
            weights, step = advance(weights, errors, networks)
            end.time[networks] += step
            end.updates[networks] += 1
    return end


def _runge_kutta(
    weights: Weights, errors: np.ndarray, teacher: np.ndarray, variances: np.ndarray, step: np.ndarray
) -> Weights:
    """One step of the classical fourth-order method; `errors` are those of `weights`."""

    def slope(at: Weights) -> Weights:
        return descent(at, error(at, teacher), variances)

    one = descent(weights, errors, variances)
    two = slope(weights.plus(step / 2, one))
    three = slope(weights.plus(step / 2, two))
    four = slope(weights.plus(step, three))
    moved = weights
    for share, direction in ((step / 6, one), (step / 3, two), (step / 3, three), (step / 6, four)):
        moved = moved.plus(share, direction)
    return moved
