"""Optic lobe of the fruit fly (Lappalainen et al. 2024, Nature 634:1132), from flyvis.

The file gives cell types and, for each pair of types, the mean number of synapses (not whole numbers) by the offset
between columns of the eye's hexagonal lattice. Offsets that are not reported have no synapses; the network of the
paper assumes one synapse in gaps between reported offsets.
"""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from richlazy.connectivity.readers.reconstruction import Reconstruction

_KINDS = {1: "excitatory", -1: "inhibitory"}


class Cell(NamedTuple):
    """A neuron: its type and the axial coordinates of its column."""

    type: str
    u: int
    v: int


def read(specification: bytes, extent: int) -> Reconstruction:
    """Synapse counts of all columns up to `extent` steps from the central one; labels are type@u,v.

    Synapses with cells in columns beyond the edge are left out. A type with the offset [0, 0] to itself has
    self-connections, on the diagonal.
    """
    network = json.loads(specification)
    cells = [cell for node in network["nodes"] for cell in _cells(node["name"], node["pattern"], extent)]
    index = {cell: number for number, cell in enumerate(cells)}
    counts = {kind: np.zeros((len(cells), len(cells))) for kind in _KINDS.values()}
    for edge in network["edges"]:
        matrix = counts[_KINDS[edge["alpha"]]]
        for post, pre, synapses in _synapses(edge, cells, index):
            matrix[post, pre] += synapses
    return Reconstruction([f"{cell.type}@{cell.u},{cell.v}" for cell in cells], counts)


def columns(extent: int) -> list[tuple[int, int]]:
    """Axial coordinates (u, v) of the 3 extent (extent + 1) + 1 columns of a hexagon."""
    steps = range(-extent, extent + 1)
    return [(u, v) for u in steps for v in steps if abs(u + v) <= extent]


def _cells(name: str, pattern: tuple, extent: int) -> list[Cell]:
    layout, strides = pattern
    if layout != "stride":
        raise ValueError(f"the cell type {name} has the layout {layout!r}; the reader knows 'stride' alone")
    return [Cell(name, u, v) for u, v in columns(extent) if u % strides[0] == 0 and v % strides[1] == 0]


def _synapses(edge: Mapping, cells: list[Cell], index: Mapping[Cell, int]) -> Iterator[tuple[int, int, float]]:
    """Triples (post, pre, number of synapses) for one pair of types."""
    sources = [cell for cell in cells if cell.type == edge["src"]]
    for (du, dv), synapses in edge["offsets"]:
        for source in sources:
            post = index.get(Cell(edge["tar"], source.u + du, source.v + dv))
            if post is not None:
                yield post, index[source], synapses
