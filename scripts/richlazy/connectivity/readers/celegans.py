"""Chemical synapses of C. elegans, from the connectome toolbox cect.

Gap junctions are not read: those of Cook 2019 have a few counts of hundreds beside thousands of ones.
"""

import json
from collections.abc import Collection

import numpy as np

from richlazy.connectivity.readers.reconstruction import Reconstruction
from richlazy.connectivity.transmitters import GABA, GLUTAMATE

_CHEMICAL = "Generic_CS"


def read(cache: bytes, neurons: bytes) -> Reconstruction:
    """Synapse counts between those cells of `cache` that are in the table `neurons`, without muscles and glia.

    Kinds are the transmitters of the presynaptic neuron: `gaba`, `glutamate` and `other` (see transmitters.py).
    """
    labels, counts = _between_neurons(cache, neurons, [_CHEMICAL])
    transmitter = np.array(["gaba" if n in GABA else "glutamate" if n in GLUTAMATE else "other" for n in labels])
    kinds = ("gaba", "glutamate", "other")
    return Reconstruction(labels, {kind: np.where(transmitter == kind, counts[_CHEMICAL], 0.0) for kind in kinds})


def read_by_transmitter(cache: bytes, neurons: bytes) -> Reconstruction:
    """The same from a cache with one table per transmitter.

    A connection with two transmitters is in both tables, and its synapses count twice (with opposite signs, if the rule
    of signs differs between the transmitters). Neurons that release none of the three have no outgoing synapses.
    """
    tables = {"gaba": "GABA", "glutamate": "Glutamate", "other": "Acetylcholine"}
    labels, counts = _between_neurons(cache, neurons, tables.values())
    return Reconstruction(labels, {kind: counts[table] for kind, table in tables.items()})


def neuron_names(neurons: bytes) -> set[str]:
    """First fields of a table that is separated by semicolons, without comments."""
    lines = neurons.decode("utf-8").splitlines()
    return {line.split(";")[0].strip() for line in lines if line.strip() and not line.startswith("#")}


def _between_neurons(cache: bytes, neurons: bytes, tables: Collection[str]) -> tuple[list[str], dict[str, np.ndarray]]:
    """Labels, and table -> counts [post, pre]; the cache has rows pre and columns post."""
    content = json.loads(cache)
    names = neuron_names(neurons)
    rows = [index for index, cell in enumerate(content["nodes"]) if cell in names]
    counts = {table: np.array(content["connections"][table], dtype=float)[np.ix_(rows, rows)].T for table in tables}
    return [content["nodes"][index] for index in rows], counts
