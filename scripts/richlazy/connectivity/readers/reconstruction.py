"""What every reader returns."""

from typing import NamedTuple

import numpy as np


class Reconstruction(NamedTuple):
    """Neurons and the synapses between them.

    labels: name of every neuron. counts: kind of the presynaptic side (see signs.py) -> numbers of synapses
    [post, pre], float64, no entry negative; their sum counts all synapses.
    """

    labels: list[str]
    counts: dict[str, np.ndarray]
