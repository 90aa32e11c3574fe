"""Closed forms of a committee machine that learns a quadratic, for one network in plain arrays."""

import numpy as np
from scipy import linalg

from studies.grokking import learning
from studies.grokking.learning import Task
from studies.grokking.moments import cross, of_neurons
from studies.grokking.population import of_quadratic, teacher_outputs


def learn(
    beta: np.ndarray,
    inputs: np.ndarray,
    weights: np.ndarray,
    alpha: float,
    epsilon: float,
    eta_0: float,
    steps: int,
    centre: bool = True,
    tolerance: float = 1e-5,
) -> dict:
    """Learning of N neurons, without a neuron: errors before every update, and the moments at the end.

    beta: [D]; inputs: [P, D]; weights: neurons before learning [N, D]; the step size is eta_0 N / alpha². centre: the
    outputs before learning are subtracted. Learning ends with a training error below `tolerance`, or after `steps`.

    Returns `train_error`, `test_error` [step] with the error of predicting zero as unit, the test error exact over the
    population; `train_step`, `test_step`: the first step with an error below 0.1, inf where there is none; `mean` [D],
    `second_moment` [D, D] and `cross_moment` (with the start) [D, D] over neurons at the end; `stopped`: "train_error",
    "steps" or "diverged". Raises ValueError for arrays that do not fit together, or a scale that is not positive.
    """
    beta, inputs, weights = (np.asarray(array, dtype=np.float64) for array in (beta, inputs, weights))
    if beta.ndim != 1 or inputs.shape[1:] != beta.shape or weights.shape[1:] != beta.shape:
        raise ValueError(
            f"beta {beta.shape}, inputs {inputs.shape} and weights {weights.shape} do not fit together; "
            "allowed are (D,), (P, D) and (N, D)"
        )
    for name, value in (("alpha", alpha), ("epsilon", epsilon), ("eta_0", eta_0)):
        if not value > 0:
            raise ValueError(f"{name} = {value}: allowed are numbers > 0")
    scales = (np.array([float(value)]) for value in (alpha, epsilon, eta_0))
    task = Task(beta, inputs, of_neurons(weights[None]), *scales)
    found = learning.learn(task, steps, np.arange(steps + 1), centre, tolerance)
    last = found.last_step[0] + 1
    return {
        "train_error": found.train_error[:last, 0],
        "test_error": found.test_error[:last, 0],
        "train_step": float(found.train_step[0]),
        "test_step": float(found.test_step[0]),
        "mean": found.moments.mean[0],
        "second_moment": found.moments.second[0],
        "cross_moment": cross(found.moments, task.initial)[0],
        "stopped": str(found.stopped[0]),
    }


def kernel_regression_error(
    beta: np.ndarray,
    inputs: np.ndarray,
    epsilon: float,
    mean: np.ndarray | None = None,
    second_moment: np.ndarray | None = None,
) -> float:
    """Population error of regression with the tangent kernel before learning.

    Its interpolation of least norm is a quadratic itself, so that the error is exact; the unit is the error of
    predicting zero. beta: [D]; inputs: [P, D]; mean [D] and second_moment [D, D] of the neurons before learning: those
    of infinitely many, 0 and I, where they are not given.
    """
    mean = np.zeros(len(beta)) if mean is None else mean
    second_moment = np.eye(len(beta)) if second_moment is None else second_moment
    kernel = tangent_kernel(inputs, inputs, mean, second_moment, 1.0, epsilon)
    share = linalg.lstsq(kernel, teacher_outputs(beta, inputs))[0]
    # Σ_p a_p (x_p·x) (1 + ε w̄·x_p + ε w̄·x + ε² x_pᵀ M x) by powers of x.
    linear = inputs.T @ (share * (1 + epsilon * inputs @ mean))
    matrix = epsilon * np.outer(inputs.T @ share, mean) + epsilon**2 * (inputs.T * share) @ inputs @ second_moment
    return float(sum(of_quadratic(beta, linear, matrix + matrix.T)))


def tangent_kernel(
    inputs: np.ndarray,
    others: np.ndarray,
    mean: np.ndarray,
    second_moment: np.ndarray,
    alpha: float,
    epsilon: float,
) -> np.ndarray:
    """Tangent kernel [P, Q] between inputs [P, D] and others [Q, D], times the number of neurons N.

    alpha² (x·x') [1 + ε w̄·(x + x') + ε² xᵀ M x'], for the moments w̄ [D] and M [D, D] of the neurons.
    """
    sums = (inputs @ mean)[:, None] + others @ mean
    return alpha**2 * (inputs @ others.T) * (1 + epsilon * sums + epsilon**2 * inputs @ second_moment @ others.T)
