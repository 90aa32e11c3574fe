"""The result of every reader."""

from typing import NamedTuple

import numpy as np


class Reconstruction(NamedTuple):
    """A reconstructed circuit: its neurons and the synapses between them.

    labels: name of every neuron. counts: by the kind of the presynaptic neuron (see signs.py), numbers of synapses
    [post, pre], float64, not negative; every synapse is of one kind.
    """

    labels: list[str]
    counts: dict[str, np.ndarray]
