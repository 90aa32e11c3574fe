"""GML: a directed graph whose edges run from pre to post and carry a weight."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from richlazy.connectivity.matrix_files.checks import check_memory, legible, some
from richlazy.connectivity.matrix_files.edges import Edges, undirected
from richlazy.connectivity.matrix_files.table import Options, Table, number, text
from richlazy.errors import InputError

# The start of a graph, whose bracket may stand in a line of its own.
_GRAPH, _BRACKET = re.compile(r"\s*graph\b"), re.compile(r"\s*(graph\s*)?\[")
# What NetworkX writes for a number of NumPy 2, which is no GML.
_NUMPY = re.compile(r"\s*\w+\s+NP\.\w+\(")
# Attributes that name a neuron where `label_attribute` names none: the first by which all nodes differ.
_NAMES = ("label", "name")


def read(path: Path, options: Options) -> Table:
    """Read the graph with its edges' attribute `options.weight_attribute`; the weights of parallel edges add up.

    Rows are sources and columns targets, labelled by the nodes' attribute `options.label_attribute`, or by `label`,
    `name` or their ids. NetworkX keeps all of a file in memory, and may take long: see `isolated`.
    """
    import networkx as nx

    errors = (nx.NetworkXException, ValueError, TypeError, LookupError, AttributeError, OSError, RecursionError)
    with legible(path, "GML", *errors), path.open(encoding="utf-8-sig") as stream:
        graph = nx.parse_gml(_lines(path, stream), label="id")
        if not graph.is_directed():
            raise undirected(path, "`directed 1`")
        nodes = list(graph)
        if not nodes:
            raise InputError(f"{path}: found a graph of 0 nodes; it must hold at least one neuron")
        check_memory(path, len(nodes))
        edges = Edges(path)
        for node in nodes:
            edges.neuron(str(node))
        for source, target, attributes in graph.edges(data=True):
            about = f"the edge {source!r} → {target!r}"
            edges.add(str(source), str(target), _weight(path, about, attributes, options.weight_attribute))
        labels = _labels(path, dict(graph.nodes(data=True)), options.label_attribute)
    return edges.table(labels, list(map(str, nodes)), "edges from pre to post")


def _lines(path: Path, stream: TextIO) -> Iterator[str]:
    """The lines, and one that lets NetworkX take parallel edges."""
    inside = done = False
    for line in stream:
        if _NUMPY.match(line):
            raise InputError(
                f"{path}: found {line.strip()[:80]!r}, which is no number of GML; turn the numbers of NumPy into those "
                "of Python (`weight=float(weight)`) and write the file again"
            )
        inside = inside or bool(_GRAPH.match(line))
        if inside and not done and (found := _BRACKET.match(line)):
            yield f"{found[0]} multigraph 1"
            line, done = line[found.end() :], True
        yield line


def _weight(path: Path, about: str, attributes: dict, attribute: str) -> float:
    if not attribute:
        return 1.0
    if attribute not in attributes:
        advice = (
            "name the edges' weight with `weight_attribute: NAME`"
            if attributes
            else "write `weight_attribute: ''` for edges that count 1 each"
        )
        raise InputError(f"{path}: {about} has no attribute {attribute!r} (it has {some(attributes)}); {advice}")
    value = attributes[attribute]
    # Whole numbers beyond 32 bits stand in quotes.
    weight = number(value) if isinstance(value, str) else value
    if not isinstance(weight, int | float):
        raise InputError(f"{path}: {about} has the {attribute} {str(value)[:80]!r}; every weight must be a number")
    return float(weight)


def _labels(path: Path, nodes: dict[object, dict], attribute: str) -> list[str]:
    if not attribute:
        attribute = next((name for name in _NAMES if _tells_apart(nodes, name)), "id")
    if attribute == "id":
        return [text(node) for node in nodes]
    for node, has in nodes.items():
        if attribute not in has:
            raise InputError(
                f"{path}: the node {node!r} has no attribute {attribute!r} (it has {some(has)}); name the one that "
                "labels neurons with `label_attribute: NAME`, or write `label_attribute: id`"
            )
    return [text(has[attribute]) for has in nodes.values()]


def _tells_apart(nodes: dict[object, dict], attribute: str) -> bool:
    """Whether every node has this attribute, not empty and not as another has it."""
    names = [text(has.get(attribute, "")) for has in nodes.values()]
    return all(names) and len(set(names)) == len(names)
