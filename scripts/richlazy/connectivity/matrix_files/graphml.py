"""GraphML: a directed graph whose edges run from pre to post and carry a weight."""

from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import networkx as nx
import numpy as np

from richlazy.connectivity.matrix_files.checks import LIMIT, check_memory, legible
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.errors import InputError

# Memory of an edge in bytes while NetworkX reads it: its element of XML and its dictionary (measured).
EDGE = 2200


def read(path: Path, options: Options) -> Table:
    """Read the graph with its edges' attribute `options.weight_attribute`; the weights of parallel edges add up.

    Rows are sources and columns targets, labelled by the nodes' ids.
    """
    errors = (ParseError, expat.ExpatError, nx.NetworkXException, ValueError, LookupError, OSError, AttributeError)
    with legible(path, "GraphML", *errors):
        _check_size(path)
        graph = nx.read_graphml(path)
    if not graph.is_directed():
        raise InputError(
            f'{path}: the graph is undirected, which does not say who is presynaptic; write edgedefault="directed" '
            "and each edge from the presynaptic neuron to the postsynaptic one"
        )
    _check_weights(path, graph, options.weight_attribute)
    nodes = list(graph)
    if not nodes:
        raise InputError(f"{path}: found a graph of 0 nodes; it must hold at least one neuron")
    values = nx.to_numpy_array(graph, nodes, weight=options.weight_attribute, dtype=np.float64)
    labels = [text(node) for node in nodes]
    return Table(values, labels, labels, {"edges from pre to post": "pre_post"})


def _check_size(path: Path) -> None:
    """Raise InputError for too many nodes or edges, counted in one pass that keeps none of them, and for entities."""

    def refuse_entity(name: str, *_: object) -> None:
        raise InputError(
            f"{path}: the file declares the entity {name!r}; entities may stand for other files or for very long text "
            "and are not read: write what it stands for in its place"
        )

    found = Counter()
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse_entity
    parser.StartElementHandler = lambda tag, _: found.update([tag.rpartition(":")[2]])
    with path.open("rb") as stream:
        parser.ParseFile(stream)
    check_memory(path, found["node"])
    need = EDGE * found["edge"]
    if need > LIMIT:
        raise InputError(
            f"{path}: {found['edge']} edges are too many: as GraphML they take {need / 2**30:.1f} GiB, and at most "
            f"{LIMIT / 2**30:.0f} GiB are read; write the matrix as NPZ or NetCDF"
        )


def _check_weights(path: Path, graph: nx.DiGraph, attribute: str) -> None:
    for source, target, attributes in graph.edges(data=True):
        edge = f"{path}: the edge {source!r} → {target!r}"
        if attribute not in attributes:
            raise InputError(
                f"{edge} has no attribute {attribute!r} (it has {', '.join(attributes) or 'none'}); name the edges' "
                "weight with `weight_attribute: NAME`"
            )
        if not isinstance(attributes[attribute], int | float):
            raise InputError(
                f'{edge} has the {attribute} {attributes[attribute]!r}, which is text; give the key attr.type="double"'
            )
