"""The matrix of a list of connections, for all formats of graphs and edge lists."""

from array import array
from pathlib import Path

import numpy as np

from richlazy.connectivity.matrix_files.checks import check_memory
from richlazy.connectivity.matrix_files.limits import EDGES
from richlazy.connectivity.matrix_files.table import Table
from richlazy.errors import InputError


class Edges:
    """Collects connections between neurons, which have ids, one after the other."""

    def __init__(self, path: Path):
        self._path = path
        self.index: dict[str, int] = {}  # of ids, in the order in which they were first seen
        self._sources, self._targets, self._weights = array("q"), array("q"), array("d")

    def __len__(self) -> int:
        return len(self._weights)

    def neuron(self, name: str) -> int:
        """Index of a neuron. Raises InputError for more neurons than fit into memory."""
        index = self.index.setdefault(name, len(self.index))
        if index == len(self.index) - 1:
            check_memory(self._path, len(self.index))
        return index

    def add(self, source: str, target: str, weight: float) -> None:
        """Add a connection. Raises InputError for too many connections."""
        self._sources.append(self.neuron(source))
        self._targets.append(self.neuron(target))
        self._weights.append(weight)
        if len(self) > EDGES:
            raise InputError(
                f"{self._path}: found more than {EDGES} edges, the most that are read; add up those of the same two "
                "neurons, or write the matrix as .npz or .nc"
            )

    def table(self, labels: list[str], order: list[str], where: str) -> Table:
        """Rows are sources and columns targets, in the `order` of ids, whose names are `labels`; the weights of
        parallel edges add up. `where` the file says which end is which.
        """
        units = len(self.index)
        values = np.zeros((units, units))
        sources, targets = np.frombuffer(self._sources, np.int64), np.frombuffer(self._targets, np.int64)
        np.add.at(values, (sources, targets), np.frombuffer(self._weights))
        places = [self.index[name] for name in order]
        notes = repeated(self._path, sources, targets, units)
        return Table(values[np.ix_(places, places)], labels, labels, {where: "pre_post"}, notes)


def repeated(path: Path, rows: np.ndarray, columns: np.ndarray, units: int) -> tuple[str, ...]:
    """What to tell of entries that stand at the place of another, whose weights are added up; nothing where none do."""
    again = len(rows) - len(np.unique(rows.astype(np.int64) * units + columns))
    if not again:
        return ()
    return (
        f"{path}: {again} of {len(rows)} connections repeat another; the weights of such connections were added up",
    )


def undirected(path: Path, example: str) -> InputError:
    """The error of an undirected graph; `example` of how its format says that it is directed."""
    return InputError(
        f"{path}: the graph is undirected, which does not say who is presynaptic; write {example} and each edge from "
        "the presynaptic neuron to the postsynaptic one, and back where it goes both ways (networkx: "
        "graph.to_directed(); igraph: as_directed)"
    )
