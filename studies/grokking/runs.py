"""Committee machines over a grid: every run learns by the recursion of moments, and is measured."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, product
from typing import NamedTuple

import numpy as np
import xarray as xr

from studies.grokking import learning, moments
from studies.grokking.exact import kernel_regression_error
from studies.grokking.learning import Task
from studies.grokking.measured import CURVES, measured, named
from studies.grokking.starts import fresh_stream, gaussian_inputs

# Points of the curves for each power of ten of steps.
PER_DECADE = 20


class Axis(NamedTuple):
    """An axis of the grid: its name, its values, which have no unit, and what they are."""

    name: str
    values: Sequence[float]
    long_name: str


class Run(NamedTuple):
    """One run: teacher [D], inputs [P, D], neurons before learning [N, D] and scales."""

    beta: np.ndarray
    inputs: np.ndarray
    weights: np.ndarray
    alpha: float
    epsilon: float


def over_grid(
    axes: Sequence[Axis],
    seeds: Sequence[int],
    run: Callable[..., Run],
    arguments: Mapping,
    kernel_axes: Sequence[str] = (),
    fresh: bool = False,
) -> xr.Dataset:
    """Learn at every point of the grid from every seed.

    run(seed, **point) gives a run. arguments: those that all simulations of committee machines share, for `eta_0`,
    `steps`, `tolerance` and `centre`. kernel_axes: the axes on which the kernel before learning depends. fresh: inputs
    are drawn anew for every step, as many as a run has, the same ones for all runs of a seed; there is no regression
    with a kernel then.

    Returns a dataset over (axes, seed), `kernel_error` over (kernel_axes, seed), and curves over (axes, seed, step).
    """
    recorded = recorded_steps(arguments["steps"])
    names = [axis.name for axis in axes]
    grid = [
        (dict(zip(names, point, strict=True)), seed) for point in product(*(a.values for a in axes)) for seed in seeds
    ]
    blocks = []
    for together in _blocks([(run(seed, **point), seed) for point, seed in grid]):
        task = _task([one for one, _ in together], arguments["eta_0"])
        source = _fresh([seed for _, seed in together], task) if fresh else None
        steps, centre, tolerance = (arguments[name] for name in ("steps", "centre", "tolerance"))
        blocks.append(measured(learning.learn(task, steps, recorded, centre, tolerance, source), task))
    shape = [len(axis.values) for axis in axes] + [len(seeds)]
    data = {}
    for name in blocks[0]:
        values = np.concatenate([block[name] for block in blocks], -1)
        data[name] = np.moveaxis(values.reshape(-1, *shape), 0, -1) if name in CURVES else values.reshape(shape)
    found = _dataset(data, recorded, axes, seeds)
    return found if fresh else found.assign(kernel_error=_kernel_error(axes, seeds, run, kernel_axes))


def alphas_and_epsilons(arguments: Mapping) -> list[Axis]:
    """The axes that all simulations of committee machines have."""
    return [
        Axis("alpha", arguments["alphas"], "output scale"),
        Axis("epsilon", arguments["epsilons"], "share of the quadratic"),
    ]


def recorded_steps(steps: int) -> np.ndarray:
    """Steps of the curves: 0, and PER_DECADE to each power of ten up to the last, as far as they are different."""
    decades = np.log10(max(steps, 1))
    points = np.logspace(0, decades, int(np.ceil(decades * PER_DECADE)) + 1)
    return np.unique(np.concatenate([[0], points.round(), [steps]]).astype(int))


def _blocks(runs: Sequence[tuple[Run, int]]) -> list[list[tuple[Run, int]]]:
    """Neighbours with inputs of one shape, no more of them than should advance together."""
    blocks = []
    for shape, group in groupby(runs, key=lambda run: run[0].inputs.shape):
        same, most = list(group), learning.together(*shape)
        blocks += [same[first : first + most] for first in range(0, len(same), most)]
    return blocks


def _task(runs: Sequence[Run], eta_0: float) -> Task:
    beta, inputs, weights, alphas, epsilons = (np.stack(arrays) for arrays in zip(*runs, strict=True))
    scales = (np.asarray(values, float) for values in (alphas, epsilons, [eta_0] * len(runs)))
    return Task(beta, inputs, moments.of_neurons(weights), *scales)


def _fresh(seeds: Sequence[int], task: Task) -> Callable[[np.ndarray], np.ndarray]:
    streams, shape = [fresh_stream(seed) for seed in seeds], task.inputs.shape[1:]
    return lambda runs: np.stack([gaussian_inputs(streams[run], *shape) for run in runs])


def _kernel_error(
    axes: Sequence[Axis], seeds: Sequence[int], run: Callable[..., Run], kernel_axes: Sequence[str]
) -> tuple:
    """Error of regression with the kernel before learning, with dimensions and attributes, at the first values of the
    axes on which it does not depend."""
    own = [axis for axis in axes if axis.name in kernel_axes]
    first = {axis.name: axis.values[0] for axis in axes}
    errors = []
    for point in product(*(axis.values for axis in own)):
        place = first | dict(zip([axis.name for axis in own], point, strict=True))
        for one in (run(seed, **place) for seed in seeds):
            mean, second = one.weights.mean(0), one.weights.T @ one.weights / len(one.weights)
            errors.append(kernel_regression_error(one.beta, one.inputs, one.epsilon, mean, second))
    shape = [len(axis.values) for axis in own] + [len(seeds)]
    words = "test error of regression with the tangent kernel before learning"
    dims = (*(axis.name for axis in own), "seed")
    return dims, np.reshape(errors, shape), {"long_name": words, "units": "1"}


def _dataset(
    data: Mapping[str, np.ndarray], recorded: np.ndarray, axes: Sequence[Axis], seeds: Sequence[int]
) -> xr.Dataset:
    dims = (*(axis.name for axis in axes), "seed")
    variables = {
        name: ((*dims, "step") if name in CURVES else dims, values, named(name)) for name, values in data.items()
    }
    coords = {
        axis.name: (axis.name, np.array(axis.values, float), {"long_name": axis.long_name, "units": "1"})
        for axis in axes
    }
    coords |= {
        "seed": ("seed", list(seeds)),
        "step": ("step", recorded, {"long_name": "training step", "units": "steps"}),
    }
    return xr.Dataset(variables, coords)
