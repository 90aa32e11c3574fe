"""Two-layer linear networks that learn a linear teacher by gradient flow, beside the closed forms of their kernels."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import isnan

import numpy as np
import xarray as xr

from studies.connectivity.linear_theory import closed_forms
from studies.connectivity.linear_theory.cases import Case, all_cases
from studies.connectivity.linear_theory.draws import Draws, draw
from studies.connectivity.linear_theory.kernel import alignment, tangent_kernel
from studies.connectivity.linear_theory.learning import DIVERGED, Trained, gradient_descent, gradient_flow
from studies.connectivity.linear_theory.network import Weights, imbalance, norm, size

SOURCE = (
    "theorem 1, proposition 1 and figure 3 of Liu et al. 2024 (ICLR, arXiv 2310.08513); derived in "
    "studies/connectivity/theory.md"
)
ARGUMENTS = {
    "inputs": {
        "description": "Number of inputs d.",
        "unit": "units",
        "type": "integer",
        "minimum": 2,
        "default": 20,
    },
    "hidden": {
        "description": "Number of hidden units.",
        "unit": "units",
        "type": "integer",
        "minimum": 2,
        "default": 50,
    },
    "scale": {
        "description": "Frobenius norm σ of each layer at the start. Closed forms need σ² far below `teacher_norm`.",
        "type": "number",
        "exclusiveMinimum": 0,
        "default": 0.01,
    },
    "second_layer_ratio": {
        "description": "Norm of the second layer as a share of σ in starts of the first layer alone.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": 0.001,
    },
    "teacher_norm": {
        "description": "Frobenius norm of the teacher.",
        "type": "number",
        "exclusiveMinimum": 0,
        "default": 1,
    },
    "input_exponent": {
        "description": "The i-th input has variance i to the power of minus this, rescaled to mean 1; 0 is whitened. "
        "There are no closed forms otherwise.",
        "type": "number",
        "minimum": 0,
        "default": 0,
    },
    "ranks": {
        "description": "Ranks of starts with a flat spectrum, for one output and for several.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 1},
        "allowed": "a list of different whole numbers from 1 to `inputs` and `hidden`",
        "default": [1, 2, 5, 10, 20],
    },
    "exponents": {
        "description": "Starts of full rank whose i-th singular value is i to the power of minus this.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "minimum": 0},
        "allowed": "a list of different numbers ≥ 0",
        "default": [0, 0.25, 0.5, 1, 1.5, 2],
    },
    "overlaps": {
        "description": "Overlaps c of the direction of a rank-one start with that of the teacher.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "minimum": 0, "maximum": 1},
        "allowed": "a list of different numbers from 0 to 1",
        "default": [0, 0.2, 0.4, 0.6, 0.8, 1],
    },
    "kappas": {
        "description": "How much more strongly the teacher reads one half of the directions of its inputs.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "minimum": 1},
        "allowed": "a list of different numbers ≥ 1",
        "default": [1, 2, 4, 8, 16],
    },
    "scales": {
        "description": "Frobenius norms of each layer at the start, to see where the closed forms break down.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": 0},
        "allowed": "a list of different numbers > 0",
        "default": [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    },
    "outputs": {
        "description": "Numbers of outputs of teachers.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 1},
        "allowed": "a list of different whole numbers from 1 to `inputs` and `hidden`",
        "default": [1, 2, 5],
    },
    "learning_rates": {
        "description": "Learning rates of gradient descent, to see where it leaves the flow. With one output, rates "
        "above 1 / `teacher_norm` cannot settle at a balanced minimum.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": 0},
        "allowed": "a list of different numbers > 0",
        "default": [0.03, 0.1, 0.3, 0.6, 0.9, 1.2, 3],
    },
    "tolerance": {
        "description": "Learning ends when the error |W₂W₁ - B| is this share of |B|.",
        "type": "number",
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 1,
        "default": 0.0001,
    },
    "longest_time": {
        "description": "A network that has not converged by this time is given up and marked; in units of "
        "1 / `teacher_norm`, the time of the flow or updates times learning rate.",
        "type": "number",
        "exclusiveMinimum": 0,
        "default": 1000,
    },
}
ADVICE = {
    "inputs": {
        "recommended": [20, 50],
        "reason": "closed forms are met within 0.01 at 20",
        "cost": "a step of the flow is linear in it and in `hidden`",
    },
    "hidden": {
        "recommended": [20, 100],
        "reason": "closed forms do not depend on it",
        "cost": "a step of the flow is linear in it and in `inputs`",
    },
    "scale": {
        "recommended": [0.001, 0.1],
        "reason": "closed forms need σ² far below `teacher_norm`",
        "cost": "learning from a small start takes time as the logarithm of its inverse",
    },
    "second_layer_ratio": {
        "recommended": [0.001, 0.1],
        "reason": "starts of the first layer alone are the limit 0",
        "cost": "as `scale`",
    },
    "teacher_norm": {
        "recommended": [1, 1],
        "cost": "none: times are in units of its inverse",
    },
    "input_exponent": {
        "recommended": [0, 2],
        "reason": "0 is what the theorem assumes",
        "cost": "none",
    },
    "ranks": {
        "recommended": [1, 20],
        "reason": "from 1 to the number of inputs",
        "cost": "time and memory are linear in their number",
    },
    "exponents": {
        "recommended": [0, 2],
        "cost": "time and memory are linear in their number",
    },
    "overlaps": {
        "recommended": [0, 1],
        "cost": "time and memory are linear in their number",
    },
    "kappas": {
        "recommended": [1, 16],
        "cost": "time and memory are linear in their number",
    },
    "scales": {
        "recommended": [0.01, 10],
        "reason": "closed forms hold within about σ² up to 0.3; at 3 all is lazy",
        "cost": "time and memory are linear in their number",
    },
    "outputs": {
        "recommended": [1, 5],
        "cost": "time and memory are linear in their number",
    },
    "learning_rates": {
        "recommended": [0.03, 3],
        "reason": "with one output, rates above 1 / `teacher_norm` cannot settle",
        "cost": "time and memory are linear in their number; updates go as the inverse of each",
    },
    "tolerance": {
        "recommended": [1e-05, 0.001],
        "cost": "time is linear in the logarithm of its inverse",
    },
    "longest_time": {
        "recommended": [100, 1000],
        "cost": "bounds the time of networks that do not converge, linearly",
    },
}
# Weights of the first layer.
HOLDS = ["inputs", "hidden"]
AT_MOST = {"ranks": ["inputs", "hidden"], "outputs": ["inputs", "hidden"]}

_UNITLESS = {
    "kernel_alignment": "alignment of the tangent kernel after learning with that at the start",
    "predicted_alignment": "alignment of the kernel at the start with the closed form of the final one",
    "weight_change": "Frobenius norm of the change of all weights",
    "final_error": "error after learning relative to the norm of the teacher",
    "time": "time of learning: that of the flow, or updates times learning rate",
    "conservation_error": "change of W1 W1ᵀ - W2ᵀ W2 relative to the sum of squared weights after learning",
}
_COUNTS = {
    "updates": "updates of the weights, or steps of the integration of the flow",
    "converged": "1 where the error fell below the tolerance",
    "diverged": "1 where the error grew without bound",
}


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn every case for every seed; `arguments` are ARGUMENTS.

    Returns a dataset over (case, seed). A network that did not converge has NaN in all that is measured after
    learning, and is marked as not converged and, where that is the reason, as diverged. `expected_alignment` over case
    is the closed form of the mean over draws, NaN where there is none, as `predicted_alignment` is for inputs that are
    not whitened.
    """
    cases = all_cases(arguments)
    draws = draw(seeds, arguments["inputs"], arguments["hidden"], max(arguments["outputs"]))
    variances = input_variances(arguments["inputs"], arguments["input_exponent"])
    whitened = arguments["input_exponent"] == 0
    # Equal shapes and one way of learning make one ensemble.
    order = sorted(range(len(cases)), key=lambda place: _ensemble(cases[place]))
    measured: list[Mapping[str, np.ndarray]] = [{}] * len(cases)
    for _, places in groupby(order, key=lambda place: _ensemble(cases[place])):
        places = list(places)
        for place, found in zip(places, _learn([cases[p] for p in places], draws, variances, arguments), strict=True):
            measured[place] = found
    return _dataset(cases, seeds, measured, arguments, whitened)


def input_variances(inputs: int, exponent: float) -> np.ndarray:
    """Variances [input] of the inputs, i^-exponent with mean 1."""
    variances = np.arange(1.0, inputs + 1) ** -exponent
    return variances / variances.mean()


def _ensemble(case: Case) -> tuple[int, bool]:
    return case.outputs, isnan(case.learning_rate)


def _learn(
    cases: Sequence[Case], draws: Draws, variances: np.ndarray, arguments: Mapping
) -> list[dict[str, np.ndarray]]:
    """Train one ensemble, all cases and draws at once; returns what is measured of each case, over seeds."""
    seeds = len(draws.teacher)
    teachers = [case.teacher(draws, arguments["teacher_norm"]) for case in cases]
    pairs = zip(cases, teachers, strict=True)
    starts = [case.weights(draws, teacher, arguments["second_layer_ratio"]) for case, teacher in pairs]
    start, teacher = Weights(*map(np.concatenate, zip(*starts, strict=True))), np.concatenate(teachers)
    stop = arguments["tolerance"], arguments["longest_time"]
    if isnan(cases[0].learning_rate):
        trained = gradient_flow(start, teacher, variances, *stop)
    else:
        rates = np.repeat([case.learning_rate for case in cases], seeds)
        trained = gradient_descent(start, teacher, variances, rates, *stop)
    found = _measures(start, teacher, variances, trained, arguments["tolerance"])
    return [{name: values[i * seeds : (i + 1) * seeds] for name, values in found.items()} for i in range(len(cases))]


def _measures(
    start: Weights, teacher: np.ndarray, variances: np.ndarray, trained: Trained, tolerance: float
) -> dict[str, np.ndarray]:
    """Everything measured of an ensemble, over networks."""
    converged = trained.error <= tolerance
    initial, final = tangent_kernel(start), trained.weights
    with np.errstate(over="ignore", invalid="ignore"):
        change = np.sqrt(size(Weights(*(end - begin for begin, end in zip(start, final, strict=True)))))
        learned = {
            "kernel_alignment": alignment(initial, tangent_kernel(final), variances),
            "weight_change": change,
            "time": trained.time,
            "conservation_error": norm(imbalance(final) - imbalance(start)) / size(final),
        }
    found = {name: np.where(converged, values, np.nan) for name, values in learned.items()}
    return found | {
        "predicted_alignment": alignment(initial, closed_forms.final_kernel(teacher), variances),
        "final_error": trained.error,
        "updates": trained.updates.astype(np.int64),
        "converged": converged.astype(np.int8),
        "diverged": (~(trained.error < DIVERGED)).astype(np.int8),
    }


def _dataset(
    cases: Sequence[Case], seeds: Sequence[int], measured: Sequence[Mapping], arguments: Mapping, whitened: bool
) -> xr.Dataset:
    expected = [case.expected(arguments["inputs"]) if whitened else np.nan for case in cases]
    data = {"expected_alignment": ("case", expected, _named("closed form of the kernel alignment expected over draws"))}
    for name, words in (_UNITLESS | _COUNTS).items():
        values = np.stack([found[name] for found in measured])
        data[name] = (("case", "seed"), values, _named(words))
    dataset = xr.Dataset(data, {"seed": ("seed", list(seeds)), **_coordinates(cases, arguments["teacher_norm"])})
    if not whitened:
        dataset["predicted_alignment"] = dataset.predicted_alignment.where(False)
    return dataset.assign_attrs(title="two-layer linear networks", source=SOURCE)


def _coordinates(cases: Sequence[Case], teacher_norm: float) -> dict[str, tuple]:
    return {
        "family": ("case", [case.family for case in cases], _named("family of cases along which one thing changes")),
        "start": ("case", [case.start for case in cases], _named("name of the start within its family")),
        "value": ("case", [float(case.value) for case in cases], _named("what changes along the family")),
        "rank": ("case", [case.first.rank for case in cases], _named("rank of the first layer at the start")),
        "participation_ratio": (
            "case",
            [case.first.participation_ratio for case in cases],
            _named("evenness of the squared singular values of the first layer at the start"),
        ),
        "scale": ("case", [case.scale for case in cases], _named("Frobenius norm of a layer at the start")),
        "relative_scale": (
            "case",
            [case.scale / teacher_norm**0.5 for case in cases],
            _named("scale over the square root of the norm of the teacher"),
        ),
        "outputs": ("case", [case.outputs for case in cases], _named("number of outputs")),
        "learning_rate": (
            "case",
            [case.learning_rate for case in cases],
            _named("learning rate of gradient descent; NaN for gradient flow"),
        ),
        "relative_learning_rate": (
            "case",
            [case.learning_rate * teacher_norm for case in cases],
            _named("learning rate times the norm of the teacher"),
        ),
    }


def _named(words: str) -> dict[str, str]:
    return {"long_name": words, "units": "1"}
