"""Two-layer linear networks that learn with noise on their labels: when their first layer has shrunk beyond what is
lazy, and what it does once the noise is switched off."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from richlazy import randomness

from studies.sgd_noise.label_noise import Moments, joined, moments, radius, theory, update

SOURCE = (
    "label noise in two-layer linear networks as in Zhang, Zhou, Wang, Han, Huang, Suzuki & Yan 2026 (arXiv "
    "2603.10397), by moments of the neurons, derived in studies/sgd_noise/label_noise.py"
)
ARGUMENTS = {
    "inputs": {"description": "Number of inputs d.", "type": "integer", "minimum": 1, "maximum": 200, "default": 10},
    "samples": {"description": "Number of training samples P.", "type": "integer", "minimum": 1, "default": 40},
    "units": {
        "description": "Numbers of units m of the hidden layer.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 8, "maximum": 1_000_000},
        "allowed": "a list of different whole numbers ≥ 8 and ≤ 1000000",
        "default": [256, 1024, 4096],
    },
    "noises": {
        "description": "Standard deviations σ of the noise that is added to the label at every update; labels have a "
        "mean square of 1.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": 0, "maximum": 1000},
        "allowed": "a list of different numbers > 0 and ≤ 1000",
        "default": [2, 4, 8],
    },
    "rate": {
        "description": "Step size dt times the square root of the number of units; the initial kernel times dt is "
        "twice that.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 0.5,
        "default": 0.1,
    },
    "patience": {
        "description": "Updates, in units of those that theory needs, after which a run is taken never to leave.",
        "type": "number",
        "minimum": 1,
        "maximum": 100,
        "default": 3,
    },
}
ADVICE = {
    "inputs": {
        "recommended": [10, 20],
        "cost": "an update grows as its square, and the number of updates is linear in it",
    },
    "samples": {
        "recommended": [20, 100],
        "cost": "none a step",
    },
    "units": {
        "recommended": [256, 4096],
        "reason": "the law is of wide networks",
        "cost": "none a step: neurons enter by their moments; updates until the layer has shrunk grow as √(m log m)",
    },
    "noises": {
        "recommended": [2, 8],
        "reason": "2 to 8 times the size of the labels: smaller ones take long, larger ones leave the law at few units",
        "cost": "updates until the layer has shrunk go as the inverse square",
    },
    "rate": {
        "recommended": [0.05, 0.1],
        "reason": "the law is of the first order in it",
        "cost": "updates until the layer has shrunk go as its inverse square",
    },
    "patience": {
        "recommended": [2, 5],
        "cost": "at most so many times the updates of theory",
    },
}
HOLDS = ["units", "inputs"]
# Updates at which curves are stored, as shares of those until theory has the norm fall by the radius.
RECORDED = np.array([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2])
# Updates drawn at once, and the error below which learning without noise is over.
BLOCK, FITTED = 2048, 1e-9
_MEASURES = {
    "exit_step": "update at which the norm of the first layer has fallen by √(log m / m); infinite where it does not",
    "theory": "the same by theory",
    "law": "√(log m) / (σ² dt² √m)",
    "shrink_on": "relative fall of the norm in as many further updates with noise, over √(log m / m)",
    "shrink_off": "relative fall of the norm in as many further updates without noise, over √(log m / m)",
    "norm": "norm of the first layer over that before learning",
    "converged": "1 where the norm fell by √(log m / m)",
    "diverged": "1 where a weight grew without bound",
}
_UNITS = {"exit_step": "updates", "theory": "updates", "law": "updates"}


@np.errstate(over="ignore", invalid="ignore")  # of runs that diverge
def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed with every number of units and noise; `arguments` are ARGUMENTS.

    Returns a dataset over (units, noise, seed), and curves over step as well, NaN after twice the time of theory. At
    all noises of a seed samples, start and order are the same, and the noise is the same but for its size.
    """
    inputs, sizes, noises = arguments["inputs"], list(arguments["units"]), [float(one) for one in arguments["noises"]]
    shape = len(sizes), len(noises), len(seeds)
    m, sigma, place = (
        one.ravel() for one in np.meshgrid(np.array(sizes, float), noises, np.arange(len(seeds)), indexing="ij")
    )
    rate = arguments["rate"] / np.sqrt(m)
    samples, labels = (np.stack(one) for one in zip(*(_data(seed, arguments) for seed in seeds), strict=True))
    drawn = {(size, k): _start(seed, size, inputs) for size in sizes for k, seed in enumerate(seeds)}
    state = joined([drawn[int(size), k] for size, k in zip(m, place, strict=True)])
    expected = np.maximum(1, np.ceil(theory(m, sigma, rate, inputs)))
    found = _Noisy(state, samples[place], labels[place], sigma, rate, expected, radius(m))
    found.run([randomness.generator("label noise", seed) for seed in seeds], place, arguments["patience"])
    off = _without_noise(found.left, samples[place], labels[place], rate, found.exit)
    diverged = ~np.isfinite(found.state.norm)
    left = np.isfinite(found.exit)
    data = {
        "exit_step": np.where(diverged, np.nan, found.exit),
        "theory": expected,
        "law": radius(m) / (sigma**2 * rate**2),
        "shrink_on": np.where(left, (1 - found.later / found.left.norm) / radius(m), np.nan),
        "shrink_off": np.where(left, (1 - off / found.left.norm) / radius(m), np.nan),
        "converged": (left & ~diverged).astype(np.int8),
        "diverged": diverged.astype(np.int8),
    }
    variables = {name: (("units", "noise", "seed"), values.reshape(shape)) for name, values in data.items()}
    variables["norm"] = (("units", "noise", "seed", "step"), found.curves.reshape(*shape, -1))
    coords = {
        "units": ("units", sizes, {"long_name": "number of units", "units": "1"}),
        "noise": ("noise", noises, {"long_name": "standard deviation of the noise of labels", "units": "1"}),
        "seed": list(seeds),
        "step": ("step", found.recorded, {"long_name": "update", "units": "updates"}),
    }
    named = {
        name: (dims, values, {"long_name": _MEASURES[name], "units": _UNITS.get(name, "1")})
        for name, (dims, values) in variables.items()
    }
    return xr.Dataset(named, coords).assign_attrs(title="linear networks with label noise", source=SOURCE)


def _data(seed: int, arguments) -> tuple[np.ndarray, np.ndarray]:
    """Samples [sample, input] with a mean square of 1 in all, and labels [sample] of a random linear teacher."""
    rng, inputs = randomness.generator("label noise samples", seed), arguments["inputs"]
    samples = rng.standard_normal((arguments["samples"], inputs)) / np.sqrt(inputs)
    return samples, samples @ rng.standard_normal(inputs)


def _start(seed: int, units: int, inputs: int) -> Moments:
    """Moments of a network whose weights have a variance of 1/√m, so that outputs are of the order of 1."""
    rng = randomness.generator("label noise start", seed, units)
    scale = units**-0.25
    return moments(scale * rng.standard_normal((units, inputs)), scale * rng.standard_normal(units))


class _Noisy:
    """Learning with noise: until every run has left, and as long again."""

    def __init__(self, state, samples, labels, sigma, rate, expected, reach):
        self.state, self._samples, self._labels, self._sigma, self._rate = state, samples, labels, sigma, rate
        self._expected, self._initial, self._bound = expected, state.norm, state.norm * (1 - reach)
        self.exit, self.later = np.full(len(sigma), np.inf), np.full(len(sigma), np.nan)
        self.left = Moments(*(one.copy() for one in state))
        marks = np.round(RECORDED * expected[:, None]).astype(int)
        self._end, self.recorded = marks[:, -1], np.unique(marks)
        self.curves = np.full((len(sigma), len(self.recorded)), np.nan)
        self.curves[:, 0] = 1

    def run(self, generators: list, place: np.ndarray, patience: float) -> None:
        """Update all runs; generators: those of the seeds, at `place` of each run."""
        rows, count, done = np.arange(len(place)), self._samples.shape[1], 0
        last = np.ceil(patience * self._expected)
        while True:
            chosen = np.stack([rng.integers(count, size=BLOCK) for rng in generators], 1)[:, place]
            noise = np.stack([rng.standard_normal(BLOCK) for rng in generators], 1)[:, place] * self._sigma
            for samples, added in zip(chosen, noise, strict=True):
                x, y = self._samples[rows, samples], self._labels[rows, samples] + added
                self.state = update(self.state, x, y, self._rate)
                done += 1
                self._look(done, last)
            waiting = np.isinf(self.exit) & (done < last) & np.isfinite(self.state.norm)
            again = np.isfinite(self.exit) & (done < 2 * self.exit)
            if not (waiting | again | (done < self._end) & np.isfinite(self.state.norm)).any():
                return

    def _look(self, done: int, last: np.ndarray) -> None:
        norm = self.state.norm
        leaves = np.isinf(self.exit) & (norm <= self._bound) & (done <= last)
        if leaves.any():
            self.exit[leaves] = done
            for stored, present in zip(self.left, self.state, strict=True):
                stored[leaves] = present[leaves]
        ends = done == 2 * self.exit
        self.later[ends] = norm[ends]
        place = int(np.searchsorted(self.recorded, done))
        if place < len(self.recorded) and self.recorded[place] == done:
            self.curves[:, place] = np.where(done <= self._end, norm / self._initial, np.nan)


def _without_noise(state: Moments, samples, labels, rate, steps: np.ndarray) -> np.ndarray:
    """Norms after so many updates without noise, over the samples in turn, or when all of them are fitted."""
    norm = state.norm
    known = np.isfinite(steps)
    for step in range(int(steps[known].max(initial=0))):
        x, y = samples[:, step % samples.shape[1]], labels[:, step % samples.shape[1]]
        state = update(state, x, y, np.where(steps > step, rate, 0.0))
        if step % samples.shape[1] == 0:
            errors = np.abs((samples @ state.product[:, :, None])[:, :, 0] - labels).max(1)
            norm = state.norm
            if (errors[known] < FITTED).all():
                break
    return np.where(known, state.norm if known.any() else norm, np.nan)
