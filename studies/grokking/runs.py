"""Committee machines over a grid: every run learns by the recursion of moments, and is measured."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
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
    """One run: teacher [D] and inputs [P, D], which are the same in all runs of a seed with so many samples, neurons
    before learning [N, D] and scales."""

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
    runs = [run(seed, **point) for point, seed in grid]
    found: dict[str, np.ndarray] = {}
    for block in _blocks([(seed, len(one.inputs)) for one, (_, seed) in zip(runs, grid, strict=True)]):
        task = _task([runs[place] for place in block], arguments["eta_0"])
        source = _fresh(grid[block[0]][1], task) if fresh else None
        steps, centre, tolerance = (arguments[name] for name in ("steps", "centre", "tolerance"))
        for name, values in measured(learning.learn(task, steps, recorded, centre, tolerance, source), task).items():
            if name not in found:
                found[name] = np.empty((*values.shape[:-1], len(grid)), values.dtype)
            found[name][..., block] = values
    shape = [len(axis.values) for axis in axes] + [len(seeds)]
    data = {}
    for name, values in found.items():
        data[name] = np.moveaxis(values.reshape(-1, *shape), 0, -1) if name in CURVES else values.reshape(shape)
    dataset = _dataset(data, recorded, axes, seeds)
    return dataset if fresh else dataset.assign(kernel_error=_kernel_error(axes, seeds, run, kernel_axes))


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


def _blocks(runs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Places of the runs with these seeds and numbers of samples that learn together: those with the same samples, no
    more of them than should advance together."""
    same: dict[tuple[int, int], list[int]] = {}
    for place, samples in enumerate(runs):
        same.setdefault(samples, []).append(place)
    most = learning.TOGETHER
    return [places[first : first + most] for places in same.values() for first in range(0, len(places), most)]


def _task(runs: Sequence[Run], eta_0: float) -> Task:
    weights, alphas, epsilons = (np.stack([getattr(run, name) for run in runs]) for name in Run._fields[2:])
    scales = (np.asarray(values, float) for values in (alphas, epsilons, [eta_0] * len(runs)))
    return Task(runs[0].beta, runs[0].inputs, moments.of_neurons(weights), *scales)


def _fresh(seed: int, task: Task) -> Callable[[], np.ndarray]:
    stream = fresh_stream(seed)
    return lambda: gaussian_inputs(stream, *task.inputs.shape)


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
