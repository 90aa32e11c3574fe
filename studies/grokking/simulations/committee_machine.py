"""Committee machines that learn a quadratic by full-batch gradient descent, by the exact recursion of their moments."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import xarray as xr
from richlazy import randomness

from studies.grokking import learning, moments
from studies.grokking.exact import kernel_regression_error
from studies.grokking.learning import Learned, Task

SOURCE = (
    "sections 3 and 4 and figures 1, 3 and 4 of Kumar, Bordelon, Gershman & Pehlevan 2024 (ICLR, arXiv 2310.06110); "
    "the recursion is derived in studies/grokking/README.md"
)
ARGUMENTS = {
    "inputs": {"description": "Number of inputs D.", "unit": "units", "type": "integer", "minimum": 2, "default": 30},
    "samples": {"description": "Number of training samples P.", "type": "integer", "minimum": 1, "default": 150},
    "neurons": {
        "description": "Number of neurons N.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "default": 500,
    },
    "alphas": {
        "description": "Output scales α: how lazily networks learn.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": 0},
        "allowed": "a list of different numbers > 0",
        "default": [0.25, 1, 4, 16],
    },
    "epsilons": {
        "description": "Shares ε of the quadratic in the answer of a neuron: how much of the initial kernel lies in "
        "quadratics, and so how well it is aligned with the teacher.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": 0},
        "allowed": "a list of different numbers > 0",
        "default": [0.05, 0.1, 0.2, 0.4],
    },
    "eta_0": {
        "description": "Step size in units of N / α²: steps times this are time.",
        "type": "number",
        "exclusiveMinimum": 0,
        "default": 1,
    },
    "steps": {"description": "Largest number of steps.", "type": "integer", "minimum": 1, "default": 60_000},
    "tolerance": {
        "description": "Learning ends when the training error is below this; 1 is the error of predicting zero.",
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 1,
        "default": 0.00001,
    },
    "centre": {
        "description": "Whether the outputs before learning are subtracted.",
        "type": "boolean",
        "default": True,
    },
}
HOLDS = ["samples", "inputs"]
# Points of the curves for each power of ten of steps.
PER_DECADE = 20

_CURVES = {
    "train_error": "training error",
    "test_error": "test error",
    "linear_part": "part of the test error that is linear in the inputs",
    "trace_part": "part of the test error in the trace of the quadratic",
    "rest_part": "part of the test error in the rest of the quadratic",
    "norm_gain": "mean squared norm of a neuron over that before learning",
    "overlap": "cosine between the change of the second moment of the neurons and the teacher",
}
_RUNS = {
    "train_step": ("first step with a training error below 0.1; infinite where there is none", "steps"),
    "test_step": ("first step with a test error below 0.1; infinite where there is none", "steps"),
    "delay": ("steps from the one to the other; infinite where the test error stays above", "steps"),
    "ratio": ("step of the test error over that of the training error", "1"),
    "final_error": ("test error at the end", "1"),
    "kernel_error": ("test error of regression with the tangent kernel before learning", "1"),
    "peak": ("highest test error", "1"),
    "linear_step": ("step at which the linear part of the test error is highest", "steps"),
    "linear_rise": ("rise of the linear part from the start to the highest test error", "1"),
    "rise": ("rise of the test error from the start to its highest", "1"),
    "rest_fall": ("fall of the rest of the quadratic part from the highest test error to the end", "1"),
    "other_fall": ("fall of the linear part and of the trace from the highest test error to the end", "1"),
    "final_norm_gain": ("mean squared norm of a neuron at the end over that before learning", "1"),
    "first_overlap": ("cosine between the change of the second moment and the teacher after the first step", "1"),
    "final_overlap": ("cosine between the change of the second moment and the teacher at the end", "1"),
    "weight_change": ("norm of the change of all weights relative to their norm before learning", "1"),
    "last_step": ("step at which learning ended", "steps"),
}


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed at every α and ε; `arguments` are ARGUMENTS.

    Returns a dataset over (alpha, epsilon, seed), and curves over (alpha, epsilon, seed, step). Teacher, inputs and
    neurons of a seed are the same at all α and ε. `kernel_error` is over (epsilon, seed).
    """
    recorded = recorded_steps(arguments["steps"])
    draws = [draw(seed, arguments["inputs"], arguments["samples"], arguments["neurons"]) for seed in seeds]
    grid = list(product(arguments["alphas"], arguments["epsilons"], range(len(seeds))))
    blocks = []
    block = learning.together(arguments["samples"], arguments["inputs"])
    for first in range(0, len(grid), block):
        task = _task(grid[first : first + block], draws, arguments["eta_0"])
        found = learning.learn(task, arguments["steps"], recorded, arguments["centre"], arguments["tolerance"])
        blocks.append(_measures(found, task))
    shape = [len(arguments[name]) for name in ("alphas", "epsilons")] + [len(seeds)]
    data = {}
    for name in blocks[0]:
        values = np.concatenate([block[name] for block in blocks], -1)
        data[name] = np.moveaxis(values.reshape(-1, *shape), 0, -1) if name in _CURVES else values.reshape(shape)
    data["kernel_error"] = np.array(
        [[_kernel_error(*drawn, epsilon) for drawn in draws] for epsilon in arguments["epsilons"]]
    )
    return _dataset(data, recorded, seeds, arguments)


def draw(seed: int, inputs: int, samples: int, neurons: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Teacher [D], training inputs [P, D] and neurons before learning [N, D] of a seed."""
    beta, samples_of_seed, weights = (randomness.generator("committee machine", seed, number) for number in range(3))
    return (
        beta.standard_normal(inputs),
        samples_of_seed.standard_normal((samples, inputs)) / np.sqrt(inputs),
        weights.standard_normal((neurons, inputs)),
    )


def recorded_steps(steps: int) -> np.ndarray:
    """Steps of the curves: 0, and PER_DECADE to each power of ten up to the last, as far as they are different."""
    decades = np.log10(max(steps, 1))
    points = np.logspace(0, decades, int(np.ceil(decades * PER_DECADE)) + 1)
    return np.unique(np.concatenate([[0], points.round(), [steps]]).astype(int))


def _task(runs: Sequence[tuple[float, float, int]], draws: Sequence[tuple], eta_0: float) -> Task:
    alphas, epsilons, seeds = zip(*runs, strict=True)
    beta, inputs, weights = (np.stack([draws[seed][part] for seed in seeds]) for part in range(3))
    scales = (np.array(values, float) for values in (alphas, epsilons, [eta_0] * len(runs)))
    return Task(beta, inputs, moments.of_neurons(weights), *scales)


def _kernel_error(beta: np.ndarray, inputs: np.ndarray, weights: np.ndarray, epsilon: float) -> float:
    return kernel_regression_error(beta, inputs, epsilon, weights.mean(0), weights.T @ weights / len(weights))


@np.errstate(invalid="ignore", divide="ignore", over="ignore")  # of runs that diverged
def _measures(found: Learned, task: Task) -> dict[str, np.ndarray]:
    """Everything measured of a block of runs: curves over [step, run], the others over [run]."""
    norm = np.trace(task.initial.second, axis1=-2, axis2=-1)
    final = found.moments
    never = np.isinf(found.test_step)
    measured = {
        "train_error": found.train_error,
        "test_error": found.test_error,
        "linear_part": found.parts.linear,
        "trace_part": found.parts.trace,
        "rest_part": found.parts.rest,
        "norm_gain": found.norm / norm,
        "overlap": found.overlap,
        "train_step": found.train_step,
        "test_step": found.test_step,
        "delay": np.where(never, np.inf, found.test_step - found.train_step),
        "ratio": np.where(never, np.inf, found.test_step / found.train_step),
        "final_error": found.final_error,
        "peak": found.peak,
        "linear_step": found.linear_step,
        "linear_rise": found.peak_parts.linear - found.initial_parts.linear,
        "rise": found.peak - sum(found.initial_parts),
        "rest_fall": found.peak_parts.rest - found.final_parts.rest,
        "other_fall": found.peak_parts.linear
        + found.peak_parts.trace
        - found.final_parts.linear
        - found.final_parts.trace,
        "final_norm_gain": np.trace(final.second, axis1=-2, axis2=-1) / norm,
        "first_overlap": found.overlap[1],
        "final_overlap": learning.overlap(final.second - task.initial.second, task.beta),
        "weight_change": np.sqrt(moments.movement(final, task.initial) / norm),
        "last_step": found.last_step.astype(float),
    }
    diverged = found.stopped == "diverged"
    measured = {
        name: values if name in _CURVES else np.where(diverged, np.nan, values) for name, values in measured.items()
    }
    return measured | {
        "converged": (found.stopped == "train_error").astype(np.int8),
        "diverged": diverged.astype(np.int8),
    }


def _dataset(
    data: Mapping[str, np.ndarray], recorded: np.ndarray, seeds: Sequence[int], arguments: Mapping
) -> xr.Dataset:
    runs = ("alpha", "epsilon", "seed")
    named = _RUNS | {name: (words, "1") for name, words in _CURVES.items()}
    named |= {"converged": ("1 where the training error fell below the tolerance", "1")}
    named |= {"diverged": ("1 where an error grew without bound", "1")}
    variables = {}
    for name, values in data.items():
        dims = (*runs, "step") if name in _CURVES else runs[-values.ndim :]
        words, units = named[name]
        variables[name] = (dims, values, {"long_name": words, "units": units})
    coords = {
        "alpha": ("alpha", np.array(arguments["alphas"], float), {"long_name": "output scale", "units": "1"}),
        "epsilon": (
            "epsilon",
            np.array(arguments["epsilons"], float),
            {"long_name": "share of the quadratic", "units": "1"},
        ),
        "seed": ("seed", list(seeds)),
        "step": ("step", recorded, {"long_name": "training step", "units": "steps"}),
    }
    return xr.Dataset(variables, coords).assign_attrs(title="committee machines that learn a quadratic", source=SOURCE)
