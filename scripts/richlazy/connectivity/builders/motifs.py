"""Over-represented pairs of connections: reciprocal, convergent, divergent and chains, as in SONET.

A connection is present if a Gaussian variable is below a threshold. The variable of the connection from j to i is the
sum of a factor of the receiving unit i, a factor of the sending unit j, and a rest, which is correlated with the rest
of the connection from i to j. The shared terms of two connections determine the correlation of their variables, and
this determines the probability that both are present (Zhao et al. 2011).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri, owens_t

from richlazy.connectivity.dale_law import column_factors
from richlazy.connectivity.song_strengths import strengths
from richlazy.errors import InputError

SOURCE = (
    "Zhao, Beverlin, Netoff & Nykamp 2011, Front Comput Neurosci 5:28 (connections); Song et al. 2005, PLoS Biol 3:e68 "
    "(reciprocal excess, strengths)"
)
DENSE = False
# The default reciprocal excess is that of Song et al. 2005. The other three have not been measured together: with 0.2,
# expected degrees vary by sqrt(0.2) = 45 % between units; with a chain of 0.1, in- and out-degree correlate by 0.5.
ARGUMENTS = {
    "density": {
        "description": "Probability p that a connection is present.",
        "type": "number",
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 1,
        "default": 0.1,
    },
    "reciprocal": {
        "description": "Excess alpha of reciprocal pairs: both connections are present with probability "
        "p² (1 + alpha); 0 is chance, -1 forbids them.",
        "type": "number",
        "minimum": -1,
        "maximum": 1_000_000,
        "default": 3,
    },
    "convergent": {
        "description": "Excess of convergent pairs, two connections onto one unit; also the squared coefficient of "
        "variation of the expected in-degrees.",
        "type": "number",
        "minimum": 0,
        "maximum": 1_000_000,
        "default": 0.2,
    },
    "divergent": {
        "description": "Excess of divergent pairs, two connections from one unit; also the squared coefficient of "
        "variation of the expected out-degrees.",
        "type": "number",
        "minimum": 0,
        "maximum": 1_000_000,
        "default": 0.2,
    },
    "chain": {
        "description": "Excess of chains, a connection onto a unit and one from it to a third; also the covariance of "
        "the expected in- and out-degrees, relative to their means.",
        "type": "number",
        "minimum": -1,
        "maximum": 1_000_000,
        "default": 0.1,
    },
}
ADVICE = {
    "density": {
        "recommended": [0.05, 0.2],
        "reason": "cortical connections are present with about 0.1",
        "cost": "none: products are dense whatever the density",
    },
    "reciprocal": {
        "recommended": [0, 4],
        "reason": "3 is measured in rat layer 5; 0 is chance",
        "cost": "none",
    },
    "convergent": {
        "recommended": [0, 0.5],
        "reason": "0.2 lets in-degrees vary by 45 %; not measured together with the others",
        "cost": "none",
    },
    "divergent": {
        "recommended": [0, 0.5],
        "reason": "0.2 lets out-degrees vary by 45 %; not measured together with the others",
        "cost": "none",
    },
    "chain": {
        "recommended": [-0.1, 0.2],
        "reason": "0.1 correlates in- and out-degrees by one half; bounded by `convergent` and `divergent`",
        "cost": "none",
    },
}
SHARED_ARGUMENTS = ["dale_law"]
_TOLERANCE = 1e-9


class Correlations(NamedTuple):
    """Correlation of the Gaussian variables of two connections, for each motif that they can form."""

    reciprocal: float
    convergent: float
    divergent: float
    chain: float


def build(
    units: int,
    gain: float,
    generator: np.random.Generator,
    *,
    density: float,
    reciprocal: float,
    convergent: float,
    divergent: float,
    chain: float,
    excitatory: float,
    balanced: bool,
) -> np.ndarray:
    """gain · log-normal strength in mV (Song et al. 2005) times the factor of the presynaptic unit, [post, pre].

    No unit connects to itself. Raises InputError where the excesses are not possible together, and where `balanced` is
    set and one kind of unit is missing.
    """
    factors = column_factors(units, excitatory, balanced)
    correlations = solve(density, reciprocal, convergent, divergent, chain)
    present = gaussian_variables(units, correlations, generator) < ndtri(density)
    np.fill_diagonal(present, False)
    return gain * factors * present * strengths((units, units), generator)


def solve(density: float, reciprocal: float, convergent: float, divergent: float, chain: float) -> Correlations:
    """Correlations that give these excesses at this density.

    Raises InputError, with the argument and its range, for an excess that is not possible alone or with the others: the
    two factors of a unit and the rests must have a valid covariance matrix.
    """
    given = {"density": density}
    into = _correlation("convergent", convergent, (0, 1), given)
    given |= {"convergent": convergent}
    out_of = _correlation("divergent", divergent, (0, 1 - into), given)
    given |= {"divergent": divergent}
    bound = np.sqrt(into * out_of)
    through = _correlation("chain", chain, (-bound, bound), given)
    given |= {"chain": chain}
    rest = 1 - into - out_of
    both_ways = _correlation("reciprocal", reciprocal, (2 * through - rest, 2 * through + rest), given)
    return Correlations(both_ways, into, out_of, through)


def gaussian_variables(units: int, correlations: Correlations, generator: np.random.Generator) -> np.ndarray:
    """Standard normal variables [post, pre] with these correlations between entries off the diagonal.

    Entries without a common unit are independent.
    """
    into, out_of, through = correlations.convergent, correlations.divergent, correlations.chain
    receiving, sending = _correlated_pair(
        generator.standard_normal((2, units)), _share(through, np.sqrt(into * out_of))
    )
    noise = generator.standard_normal((units, units))
    rest = max(0.0, 1 - into - out_of)
    both_ways, _ = _correlated_pair((noise, noise.T), _share(correlations.reciprocal - 2 * through, rest))
    return np.sqrt(into) * receiving[:, None] + np.sqrt(out_of) * sending + np.sqrt(rest) * both_ways


def excess(density: float, correlation: float) -> float:
    """Excess alpha of the probability p² (1 + alpha) that two correlated standard normals are below their p-quantile.

    Closed form of Owen 1956, Ann Math Stat 27:1075. p: `density`.
    """
    slope = np.sqrt((1 - correlation) / (1 + correlation)) if correlation > -1 else np.inf
    both = ndtr(ndtri(density)) - 2 * owens_t(ndtri(density), slope)
    return float(both / density**2 - 1)


def _correlation(name: str, target: float, bounds: tuple[float, float], given: Mapping[str, float]) -> float:
    """The correlation within `bounds` whose excess is `target`; given: the arguments that determine the bounds."""
    low, high = np.clip(bounds, -1, 1)
    density = given["density"]
    lowest, highest = excess(density, low), excess(density, high)
    if not lowest - _TOLERANCE <= target <= highest + _TOLERANCE:
        raise _infeasible(name, target, lowest, highest, given)
    possible = np.clip(target, lowest, highest)
    return float(brentq(lambda correlation: excess(density, correlation) - possible, low, high, xtol=1e-13))


def _infeasible(name: str, found: float, lowest: float, highest: float, given: Mapping[str, float]) -> InputError:
    # Rounded inwards, so that the numbers in the message are allowed values; rounding to 9 digits first removes errors
    # of floating point, and adding 0.0 the sign of a negative zero.
    least, most = np.ceil(round(lowest, 9) * 1e3) / 1e3 + 0.0, np.floor(round(highest, 9) * 1e3) / 1e3
    others = ", ".join(f"`{key}: {value}`" for key, value in given.items())
    nearest = least if found < least else most
    return InputError(
        f"{name}: {found} is not possible with {others}; allowed: {least:g} to {most:g}; "
        f"write for example `{name}: {nearest:g}`"
    )


def _share(covariance: float, variance: float) -> float:
    """Covariance over variance, a correlation; 0 if the variance is zero."""
    return float(np.clip(covariance / variance, -1, 1)) if variance > _TOLERANCE else 0.0


def _correlated_pair(independent: tuple[np.ndarray, np.ndarray], correlation: float) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays with this correlation from two independent ones, symmetric in both."""
    first, second = independent
    own = (np.sqrt(1 + correlation) + np.sqrt(1 - correlation)) / 2
    other = (np.sqrt(1 + correlation) - np.sqrt(1 - correlation)) / 2
    return own * first + other * second, own * second + other * first
