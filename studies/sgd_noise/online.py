"""Online learning of the perceptron: a fresh sample at every step, the limit of many samples; many runs at once.

At margin 0⁺ a step errs where the output w·x has the wrong sign. All directions across the teacher are alike, so that a
run is known by w₁ and |w⊥|, and a sample by x = |x₁|, by the part z of the other inputs along w⊥ and by the squared
length of the rest, a chi-square number with d - 2 degrees of freedom. With y = 1, a sample errs where w₁ x < -|w⊥| z.
In polar coordinates x = ρ sin θ, z = -ρ cos θ the density x^chi exp(-(x² + z²)/2) is a product:

- ρ² is chi-square with chi + 2 degrees of freedom, whether the sample errs or not,
- sin²θ is beta distributed with (1 + chi)/2 and 1/2, and samples with z < 0 and sin²θ < |w⊥|²/(w₁² + |w⊥|²) err.

So mistakes alone can be drawn, at any n, and none of the approximations of `exact.online_theory` is made.
"""

from collections.abc import Sequence

import numpy as np
from scipy import special


def online(
    recorded: Sequence[int], chi: float, d: int, temperature: float, rng: np.random.Generator, runs: int
) -> tuple[np.ndarray, np.ndarray]:
    """Weights along the teacher, w₁, and their norm across it, |w⊥|, each [recorded, runs].

    recorded: numbers of samples n after which weights are kept, ascending, at least 1; d: inputs, at least 2. Runs
    start at w = 0, where the first sample always makes a step. Raises ValueError for other sizes.
    """
    recorded = np.asarray(recorded, dtype=np.float64)
    if not len(recorded) or recorded[0] < 1 or (np.diff(recorded) <= 0).any():
        raise ValueError(f"recorded = {recorded.tolist()}: allowed are ascending numbers >= 1")
    if d < 2 or runs < 1 or not chi > -1:
        raise ValueError(f"d = {d}, runs = {runs}, chi = {chi}: allowed are d >= 2, runs >= 1 and chi > -1")
    kept = np.empty((2, len(recorded), runs))
    scale = 1 / np.sqrt(d)  # weights are in units of the temperature until the end
    along = scale * np.sqrt(2 * rng.standard_gamma((1 + chi) / 2, runs))
    across = scale * np.sqrt(2 * rng.standard_gamma((d - 1) / 2, runs))
    steps, place = np.ones(runs), np.zeros(runs, int)  # of each run: samples so far, next place in `recorded`
    run = np.arange(runs)
    while len(run):
        share = special.betainc((1 + chi) / 2, 0.5, across**2 / (along**2 + across**2))
        # Geometric by inversion, since shares may be too small for NumPy's integers.
        after = steps + 1 + np.floor(np.log1p(-rng.random(len(run))) / np.log1p(-share / 2))
        place = _keep(kept, recorded, run, place, after, along, across)
        going = place < len(recorded)
        if not going.all():
            run, place, after, share = run[going], place[going], after[going], share[going]
            along, across = along[going], across[going]
        steps = after
        sine = special.betaincinv((1 + chi) / 2, 0.5, share * rng.random(len(run)))
        square = 2 * rng.standard_gamma((chi + 2) / 2, len(run))
        rest = 2 * rng.standard_gamma((d - 2) / 2, len(run))
        along = along + scale * np.sqrt(square * sine)
        across = np.sqrt((across - scale * np.sqrt(square * (1 - sine))) ** 2 + scale**2 * rest)
    return temperature * kept[0], temperature * kept[1]


def _keep(
    kept: np.ndarray,
    recorded: np.ndarray,
    run: np.ndarray,
    place: np.ndarray,
    after: np.ndarray,
    along: np.ndarray,
    across: np.ndarray,
) -> np.ndarray:
    """Write the weights of all runs at the numbers of samples before their next mistake; returns the next places."""
    following = np.searchsorted(recorded, after)  # the first number that is not before the next mistake
    for number in np.flatnonzero(following > place):
        rows = slice(place[number], following[number])
        kept[0, rows, run[number]], kept[1, rows, run[number]] = along[number], across[number]
    return following
