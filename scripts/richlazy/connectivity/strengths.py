"""Rules for the strength of a connection from its number of synapses."""

import numpy as np


def counts(synapses: np.ndarray) -> np.ndarray:
    """The number of synapses, unchanged."""
    return synapses


def log(synapses: np.ndarray) -> np.ndarray:
    """ln(1 + number of synapses), for counts with a heavy tail."""
    return np.log1p(synapses)


def binary(synapses: np.ndarray) -> np.ndarray:
    """1 where there is a synapse, 0 elsewhere."""
    return (synapses > 0).astype(float)


RULES = {"counts": counts, "log": log, "binary": binary}
