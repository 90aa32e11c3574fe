"""Pyramidal cells of rat visual cortex, layer 5: an excess of reciprocal connections, with log-normal strengths."""

import numpy as np

from richlazy.connectivity.dale_law import column_factors
from richlazy.connectivity.song_strengths import strengths

SOURCE = "Song, Sjöström, Reigl, Nelson & Chklovskii 2005, PLoS Biol 3:e68"
DENSE = False
ARGUMENTS = {
    "excitatory": {
        "description": "Share of excitatory units (rounded to whole units). Only excitatory cells were measured: "
        "inhibitory units are given the same connections with the sign reversed.",
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 1.0,
    },
}
ADVICE = {
    "excitatory": {
        "recommended": [0.8, 1],
        "reason": "1 is what was measured; with 0.8 inhibitory units are added that were not",
        "cost": "none",
    },
}

# Song et al. 2005: numbers of pairs that were probed in both directions, connected in one, and in both.
PAIRS, ONE_WAY, TWO_WAY = 4025, 495, 218


def build(units: int, gain: float, generator: np.random.Generator, *, excitatory: float) -> np.ndarray:
    """gain · strength in mV, [post, pre], with the sign of the presynaptic unit.

    Each pair of units is unconnected, connected one-way or reciprocally with the measured probabilities: the density is
    0.116, and reciprocal pairs are 4.05 times as frequent as by chance. Strengths are independent of each other and of
    the kind of pair. No unit connects to itself.
    """
    signs = column_factors(units, excitatory, balanced=False)
    return gain * signs * _connections(units, generator) * strengths((units, units), generator)


def _connections(units: int, generator: np.random.Generator) -> np.ndarray:
    """Booleans [post, pre]: the kind of each pair is drawn, and the direction of one-way pairs."""
    first, second = np.triu_indices(units, 1)
    draw = generator.random(first.size) * PAIRS
    forth = draw < TWO_WAY + ONE_WAY / 2
    back = (draw < TWO_WAY) | ((draw >= TWO_WAY + ONE_WAY / 2) & (draw < TWO_WAY + ONE_WAY))
    present = np.zeros((units, units), bool)
    present[second, first], present[first, second] = forth, back
    return present
