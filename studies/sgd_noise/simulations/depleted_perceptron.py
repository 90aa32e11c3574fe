"""Perceptrons that learn by stochastic gradient descent from samples depleted at the boundary of their classes, and the
same online."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from richlazy import randomness

from studies.sgd_noise.analysis.exponents import slope
from studies.sgd_noise.exact import depleted, online_steps, online_theory, perceptron
from studies.sgd_noise.online import online

SOURCE = (
    "the perceptron of Sclocchi, Geiger & Wyart 2023 (ICML, arXiv 2301.13703); the online theory is derived in "
    "studies/sgd_noise/README.md"
)
ARGUMENTS = {
    "inputs": {"description": "Number of inputs d.", "unit": "units", "type": "integer", "minimum": 2, "default": 16},
    "samples": {
        "description": "Largest number of training samples P.",
        "type": "integer",
        "minimum": 2,
        "default": 4096,
    },
    "octaves": {
        "description": "How often P is halved: the numbers of samples are `samples` over 1, 2, 4, ... up to 2 to the "
        "power of this.",
        "type": "integer",
        "minimum": 1,
        "maximum": 20,
        "default": 5,
    },
    "chis": {
        "description": "Exponents chi of the density of samples at the boundary of the classes, |x|^chi.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": -1, "maximum": 10},
        "allowed": "a list of different numbers > -1 and ≤ 10",
        "default": [0, 1, 3],
    },
    "temperature": {
        "description": "Temperature T: step size over size of the minibatch.",
        "type": "number",
        "exclusiveMinimum": 0,
        "default": 1,
    },
    "margin": {
        "description": "Margin 1/α that every sample is to reach; 0 is its limit from above.",
        "type": "number",
        "minimum": 0,
        "default": 0.000030517578125,
    },
    "batch": {
        "description": "Samples of a step, drawn anew and without replacement. With 1 mistakes alone are drawn, which "
        "is exact and many times faster.",
        "type": "integer",
        "minimum": 1,
        "default": 1,
    },
    "steps": {
        "description": "Largest number of steps; a run that does not fit before is ranked last.",
        "type": "integer",
        "minimum": 1,
        "maximum": 1_000_000_000_000_000,
        "default": 1_000_000_000,
    },
    "online_inputs": {
        "description": "Number of inputs of the perceptrons that learn online; their theory is one of large d.",
        "unit": "units",
        "type": "integer",
        "minimum": 2,
        "maximum": 1024,
        "default": 256,
    },
    "online_runs": {
        "description": "Runs of a seed that learn online, over which it is averaged.",
        "type": "integer",
        "minimum": 1,
        "default": 32,
    },
    "sharpness": {
        "description": "Online learning ends where, by theory, the weight along the teacher is so many times those "
        "across it; the theory is one of large values.",
        "type": "number",
        "minimum": 1,
        "maximum": 16,
        "default": 12,
    },
}
ADVICE = {
    "inputs": {
        "recommended": [16, 32],
        "reason": "what counts is samples for each input",
        "cost": "a mistake costs samples × inputs at most: products of samples are kept",
    },
    "samples": {
        "recommended": [1024, 32768],
        "reason": "more are nearer to the law of infinitely many",
        "cost": "a mistake costs as many operations, and mistakes grow with it as a power: most where chi is small",
    },
    "octaves": {
        "recommended": [3, 7],
        "reason": "exponents are slopes over all of them",
        "cost": "each further one costs less than the one before, which has twice the samples",
    },
    "chis": {
        "recommended": [0, 3],
        "cost": "time is the sum over them: the smaller, the longer; below 0 time grows as a high power of the samples",
    },
    "temperature": {
        "recommended": [1, 1],
        "cost": "only `margin` over it counts: a path at twice both is the same",
    },
    "margin": {
        "recommended": [0, 0.001],
        "reason": "far below the temperature noise, not the margin, ends training",
        "cost": "a margin far above the temperature is reached by many small steps",
    },
    "batch": {
        "recommended": [1, 16],
        "cost": "1 draws mistakes alone; more samples walk through every step, many times slower",
    },
    "steps": {
        "recommended": [1000000000, 1000000000000000],
        "reason": "what does not fit by then ranks last",
        "cost": "none with `batch` 1, where waits between mistakes are drawn",
    },
    "online_inputs": {
        "recommended": [128, 1024],
        "reason": "the theory leaves out terms in 1/d: at 32 and chi 3 it is 5 to 8 % off",
        "cost": "none",
    },
    "online_runs": {
        "recommended": [16, 64],
        "reason": "the error of the mean falls as its root",
        "cost": "time is linear in it",
    },
    "sharpness": {
        "recommended": [8, 16],
        "reason": "the theory leaves out terms in the inverse square",
        "cost": "samples until then grow as the power 3 + chi, mistakes less",
    },
}
HOLDS = ["samples", "inputs"]
# Points of the curves for each power of ten of online samples.
PER_DECADE = 4

_ONLINE = {
    "online_along": "weight along the teacher, online; mean over the runs of a seed",
    "theory_along": "weight along the teacher, online, by theory",
    "online_across": "norm of the weights across the teacher, online; mean over the runs of a seed",
    "theory_across": "norm of the weights across the teacher, online, by theory",
}
_MEASURES = _ONLINE | {
    "norm": "norm of the weights at the end; infinite where not every sample was fitted",
    "last_step": "last step with a gradient; infinite where not every sample was fitted",
    "mistakes": "number of samples that made a gradient",
    "sharpness": "weight along the teacher at the end over the norm of those across it",
    "norm_exponent": "exponent of the norm at the end in the number of samples, over all octaves",
    "step_exponent": "exponent of the last step in the number of samples, over all octaves",
    "along_ratio": "weight along the teacher at the end of online learning over that of theory",
    "across_ratio": "norm of the weights across the teacher at the end of online learning over that of theory",
    "converged": "1 where every sample was fitted",
    "diverged": "1 where a weight grew without bound",
}
_UNITS = {"last_step": "steps"}


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # of runs that diverge
def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed at every chi and number of samples, and online at every chi; `arguments` are ARGUMENTS.

    Returns a dataset over (chi, samples, seed); exponents and what is online are over (chi, seed), curves of online
    learning over (chi, seed, step). Samples of a seed are nested: those of a smaller P are the first of a larger, and
    at all chi they have equal labels, equal inputs but the first, and first inputs that differ by a rising function.
    """
    counts = numbers_of_samples(arguments["samples"], arguments["octaves"])
    chis = [float(chi) for chi in arguments["chis"]]
    runs = [[_trained(seed, chi, counts, arguments) for seed in seeds] for chi in chis]
    data = {name: np.array([[run[name] for run in row] for row in runs]).swapaxes(1, 2) for name in runs[0][0]}
    octaves = np.log2(counts)
    for name, source in (("norm_exponent", "norm"), ("step_exponent", "last_step")):
        data[name] = slope(octaves, np.log2(np.moveaxis(data[source], 1, -1)))
    recorded = recorded_samples(chis, arguments["online_inputs"], arguments["sharpness"])
    curves = [[_online(seed, chi, recorded, arguments) for seed in seeds] for chi in chis]
    for name in curves[0][0]:
        data[name] = np.array([[curve[name] for curve in row] for row in curves])
    return _dataset(data, {"chi": chis, "samples": counts, "seed": list(seeds), "step": recorded})


def draw(seed: int, count: int, inputs: int, chi: float) -> np.ndarray:
    """The samples y x of a seed, [count, inputs]."""
    values, labels = depleted(count, inputs, chi, randomness.generator("depleted samples", seed))
    return values * labels[:, None]


def numbers_of_samples(samples: int, octaves: int) -> np.ndarray:
    """`samples` and its halves, ascending."""
    return samples // 2 ** np.arange(octaves, -1, -1)


def recorded_samples(chis: Sequence[float], inputs: int, sharpness: float) -> np.ndarray:
    """Numbers of online samples of the curves: from one to an input to the end at the chi that lasts longest."""
    last = max(_last_sample(chi, inputs, sharpness) for chi in chis)
    points = np.geomspace(inputs, last, int(np.ceil(np.log10(last / inputs) * PER_DECADE)) + 1)
    return np.unique(points.astype(np.int64))


def _last_sample(chi: float, inputs: int, sharpness: float) -> int:
    return max(2 * inputs, int(online_steps(sharpness, chi, inputs)))


def _trained(seed: int, chi: float, counts: np.ndarray, arguments: Mapping) -> dict[str, list[float]]:
    """Measures [samples] of one seed and chi. The order of the batches depends on seed and number of samples alone."""
    signed = draw(seed, int(counts[-1]), arguments["inputs"], chi)
    found = [
        perceptron(
            signed[:count],
            arguments["temperature"],
            arguments["margin"],
            randomness.generator("perceptron batches", seed, int(count)),
            arguments["batch"],
            arguments["steps"],
        )
        for count in counts
    ]
    return {
        "norm": [_or_censored(run, np.linalg.norm(run["weights"])) for run in found],
        "last_step": [_or_censored(run, run["steps"]) for run in found],
        "mistakes": [np.nan if run["diverged"] else float(run["mistakes"]) for run in found],
        "sharpness": [_or_censored(run, _sharpness(run["weights"])) for run in found],
        "converged": [np.int8(run["fit"]) for run in found],
        "diverged": [np.int8(run["diverged"]) for run in found],
    }


def _or_censored(run: Mapping, value: float) -> float:
    """A value at the end of training; +inf where the end was not reached, NaN of a run that diverged."""
    if run["diverged"]:
        return float("nan")
    return float(value) if run["fit"] else float("inf")


def _sharpness(weights: np.ndarray) -> float:
    return float(weights[0] / np.linalg.norm(weights[1:]))


def _online(seed: int, chi: float, recorded: np.ndarray, arguments: Mapping) -> dict[str, np.ndarray | float]:
    """Curves [step] of one seed and chi, NaN after its end, and how they end relative to theory."""
    inputs, temperature = arguments["online_inputs"], arguments["temperature"]
    last = _last_sample(chi, inputs, arguments["sharpness"])
    seen = recorded < last
    until = np.append(recorded[seen], last)
    rng = randomness.generator("online samples", seed)
    along, across = online(until, chi, inputs, temperature, rng, arguments["online_runs"])
    theory_along, theory_across = online_theory(until, chi, inputs, temperature)
    found = {name: np.full(len(recorded), np.nan) for name in _ONLINE}
    curves = along.mean(1), theory_along, across.mean(1), np.full(len(until), theory_across)
    for curve, values in zip(found.values(), curves, strict=True):
        curve[seen] = values[:-1]
    ends = {"along_ratio": (along[-1] / theory_along[-1]).mean(), "across_ratio": (across[-1] / theory_across).mean()}
    return found | ends


def _dataset(data: Mapping[str, np.ndarray], coords: Mapping[str, Sequence]) -> xr.Dataset:
    variables = {}
    for name, values in data.items():
        dims = ("chi", "samples", "seed") if values.ndim == 3 else ("chi", "seed")
        dims = ("chi", "seed", "step") if name in _ONLINE else dims
        variables[name] = (dims, values, {"long_name": _MEASURES[name], "units": _UNITS.get(name, "1")})
    words = {
        "chi": ("exponent of the density at the boundary", "1"),
        "samples": ("number of training samples", "1"),
        "step": ("online sample", "samples"),
    }
    named = {
        name: (name, np.asarray(values), dict(zip(("long_name", "units"), words[name], strict=True)))
        if name in words
        else (name, list(values))
        for name, values in coords.items()
    }
    return xr.Dataset(variables, named).assign_attrs(
        title="perceptrons that learn from depleted samples", source=SOURCE
    )
