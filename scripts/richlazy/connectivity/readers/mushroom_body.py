"""Mushroom body of the larval fruit fly, one side (Eichler et al. 2017, Nature 548:175), from graspologic."""

import io

import numpy as np

from richlazy.connectivity.readers.reconstruction import Reconstruction


def read(adjacency: bytes, cell_labels: bytes) -> Reconstruction:
    """Synapse counts from the table [pre, post] of numbers; labels are the class and a running number.

    Classes: K Kenyon cells, I input neurons, O output neurons, P projection neurons. The package has no transmitters:
    all synapses are of the kind `unknown`.
    """
    counts = np.loadtxt(io.BytesIO(adjacency), dtype=float, ndmin=2).T
    labels = [f"{kind}{number}" for number, kind in enumerate(cell_labels.decode("utf-8").split())]
    return Reconstruction(labels, {"unknown": counts})
