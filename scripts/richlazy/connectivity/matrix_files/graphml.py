"""GraphML: a directed graph whose edges run from pre to post and carry a weight."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from richlazy.connectivity.matrix_files.checks import check_memory, legible, some
from richlazy.connectivity.matrix_files.edges import Edges, undirected
from richlazy.connectivity.matrix_files.limits import LABEL, MOST_UNITS
from richlazy.connectivity.matrix_files.table import Options, Table, number, text
from richlazy.errors import InputError

_NAMESPACES = {"", *(f"{protocol}://graphml.graphdrawing.org/xmlns" for protocol in ("http", "https"))}
# NetworkX writes them with a capital.
_BOOLEANS = {"true": 1.0, "1": 1.0, "false": 0.0, "0": 0.0}
_NUMBERS = ("int", "integer", "long", "float", "double")
# Ids that igraph makes up; the neurons' own names are then the nodes' attribute `name`.
_MADE_UP = re.compile(r"n[0-9]+")


def read(path: Path, options: Options) -> Table:
    """Read the graph `options.variable`, or the only one, with its edges' attribute `options.weight_attribute`.

    Rows are sources and columns targets, labelled by the nodes' ids or by their attribute `options.label_attribute`.
    An attribute that an element does not have is the default of its key. The weights of parallel edges add up.
    """
    reader = _Reader(path, options)
    # LookupError and ValueError: an encoding that expat does not know.
    errors = (expat.ExpatError, OSError, LookupError, ValueError)
    with legible(path, "GraphML", *errors), path.open("rb") as stream:
        reader.parser.ParseFile(stream)
    return reader.table()


@dataclass
class _Key:
    """An attribute of nodes or edges: its name, its type, and its value where an element does not give it."""

    name: str
    kind: str
    default: str | None = None


@dataclass
class _Element:
    """A node or an edge while it is read: what it is called, and its attributes by key."""

    about: str
    attributes: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)


class _Reader:
    """What is kept of one pass over the file: the ids and labels of nodes, and the edges."""

    def __init__(self, path: Path, options: Options):
        self._path, self._options, self._edges = path, options, Edges(path)
        self._keys: dict[str, dict[str, _Key]] = {"node": {}, "edge": {}}
        self._graphs: list[str] = []  # their ids
        self._chosen = self._directed = False  # of the graph that is being read
        self._hyperedge = 0  # line of the first
        self._nodes: list[str] = []
        self._names: list[str | None] = []
        self._count, self._declared = 0, set()
        self._open: list[str] = []  # names of the elements around the place that is read
        self._foreign = 0  # depth below an element of another format
        self._key: _Key | None = None
        self._element: _Element | None = None
        self._data: str | None = None  # key of the attribute that is being read
        self._text: list[str] = []
        self._starts = {"key": self._start_key, "graph": self._start_graph, "node": self._start_node}
        self._starts |= {"edge": self._start_edge, "data": self._start_data, "default": self._start_default}
        self._starts["hyperedge"] = self._start_hyperedge
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.EntityDeclHandler = self._refuse_entity
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._characters

    def table(self) -> Table:
        """The matrix of the graph that was read."""
        check_memory(self._path, self._count)
        chosen = self._options.variable
        if chosen and chosen not in self._graphs:
            raise self._wrong(f"no graph {chosen!r}; its graphs are {some(self._graphs)}")
        if not self._graphs:
            raise self._wrong("found no graph; GraphML holds `<graph>` in `<graphml>`")
        if not chosen and len(self._graphs) > 1:
            raise self._wrong(
                f"found {len(self._graphs)} graphs ({some(self._graphs)}); choose one by its id with `variable: ID`"
            )
        if self._hyperedge:
            raise self._wrong(
                f"line {self._hyperedge}: a hyperedge joins more than two neurons; write an edge for each two of them"
            )
        if not self._nodes:
            raise self._wrong("found a graph of 0 nodes; it must hold at least one neuron")
        undeclared = next((name for name in self._edges.index if name not in self._declared), None)
        if undeclared is not None:
            raise self._wrong(f"an edge names the node {undeclared!r}, which is not there; add `<node id=...>` for it")
        return self._edges.table(self._labels(), self._nodes, "edges from pre to post")

    def _labels(self) -> list[str]:
        attribute = self._options.label_attribute
        if not attribute:
            named = all(self._names) and len(set(self._names)) == len(self._names)
            igraph = named and all(map(_MADE_UP.fullmatch, self._nodes))
            return list(map(text, self._names if igraph else self._nodes))
        if attribute == "id":
            return list(map(text, self._nodes))
        for node, name in zip(self._nodes, self._names, strict=True):
            if name is None:
                known = some(key.name for key in self._keys["node"].values())
                raise self._wrong(
                    f"the node {node!r} has no attribute {attribute!r} (attributes of nodes are {known}); name the one "
                    "that labels neurons with `label_attribute: NAME`, or write `label_attribute: id`"
                )
        return list(map(text, self._names))

    def _wrong(self, what: str) -> InputError:
        return InputError(f"{self._path}: {what}")

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise self._wrong(
            f"the file declares the entity {name!r}; entities may stand for other files or for very long text and are "
            "not read: write what it stands for in its place"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if self._foreign or namespace not in _NAMESPACES or "data" in self._open:
            self._foreign += 1
            return
        if not self._open and name != "graphml":
            raise self._wrong(f"cannot be read as GraphML (it begins with <{name}>); write the file again")
        self._open.append(name)
        if name in self._starts:
            self._starts[name](attributes)

    def _end(self, _: str) -> None:
        if self._foreign:
            self._foreign -= 1
            return
        name = self._open.pop()
        if name == "default" and self._key:
            self._key.default = self._value()
        elif name == "data" and self._data is not None:
            self._element.data[self._data] = self._value()
            self._data = None
        elif name == "key":
            self._key = None
        elif name in ("node", "edge") and self._element:
            (self._end_node if name == "node" else self._end_edge)(self._element)
            self._element = None

    def _characters(self, content: str) -> None:
        if not self._foreign and (self._data is not None or (self._open and self._open[-1] == "default")):
            self._text.append(content[: LABEL + 1 - sum(map(len, self._text))])  # not a text that fills the memory

    def _value(self) -> str:
        value, self._text = "".join(self._text).strip(), []
        return value

    def _start_key(self, attributes: dict[str, str]) -> None:
        if "id" not in attributes:
            raise self._wrong(f"line {self.parser.CurrentLineNumber}: a key has no id; give it one")
        self._key = _Key(attributes.get("attr.name", attributes["id"]), attributes.get("attr.type", "string").lower())
        for kind in ("node", "edge"):
            if attributes.get("for", "all") in (kind, "all"):
                self._keys[kind][attributes["id"]] = self._key

    def _start_default(self, _: dict[str, str]) -> None:
        self._text = []

    def _start_graph(self, attributes: dict[str, str]) -> None:
        if self._open[-2] != "graphml":
            raise self._wrong(
                f"line {self.parser.CurrentLineNumber}: a graph stands in a {self._open[-2]}, which is not read; write "
                "all nodes and edges into one graph"
            )
        name = attributes.get("id", "")
        self._chosen = name == self._options.variable if self._options.variable else not self._graphs
        self._graphs.append(name or "one without an id")
        self._directed = attributes.get("edgedefault") == "directed"

    def _start_hyperedge(self, _: dict[str, str]) -> None:
        if self._chosen:
            self._hyperedge = self._hyperedge or self.parser.CurrentLineNumber

    def _start_node(self, attributes: dict[str, str]) -> None:
        if not self._chosen or self._open[-2] != "graph":
            return
        if "id" not in attributes:
            raise self._wrong(f"line {self.parser.CurrentLineNumber}: a node has no id; write `<node id=...>`")
        self._element = _Element(f"the node {attributes['id']!r}", attributes)

    def _start_edge(self, attributes: dict[str, str]) -> None:
        if not self._chosen or self._open[-2] != "graph":
            return
        for end in ("source", "target"):
            if end not in attributes:
                raise self._wrong(f"line {self.parser.CurrentLineNumber}: an edge has no {end}; write `{end}=...`")
        about = f"the edge {attributes['source']!r} → {attributes['target']!r}"
        if not _BOOLEANS.get(attributes.get("directed", str(self._directed)).lower()):
            raise undirected(self._path, 'edgedefault="directed"')
        self._element = _Element(about, attributes)

    def _start_data(self, attributes: dict[str, str]) -> None:
        if self._element and self._open[-2] in ("node", "edge"):
            self._data, self._text = attributes.get("key", ""), []
            if self._data not in self._keys[self._open[-2]]:
                raise self._wrong(
                    f"{self._element.about} has data of the key {self._data!r}, which is not declared for it; write "
                    f"`<key id={self._data!r} .../>` before the graph"
                )

    def _end_node(self, node: _Element) -> None:
        self._count += 1
        if self._count > MOST_UNITS:
            if self._count > 10 * MOST_UNITS:
                check_memory(self._path, self._count)
            return
        name = node.attributes["id"]
        if name in self._declared:
            raise self._wrong(f"two nodes have the id {name!r}; every neuron needs an id of its own")
        self._edges.neuron(name)
        self._declared.add(name)
        self._nodes.append(name)
        self._names.append(self._attribute(node, "node", self._options.label_attribute or "name")[0])

    def _end_edge(self, edge: _Element) -> None:
        weight = self._weight(edge) if self._options.weight_attribute else 1.0
        self._edges.add(edge.attributes["source"], edge.attributes["target"], weight)

    def _weight(self, edge: _Element) -> float:
        attribute = self._options.weight_attribute
        value, kind = self._attribute(edge, "edge", attribute)
        if value is None:
            has = [self._keys["edge"][key].name for key in edge.data]
            advice = (
                "name the edges' weight with `weight_attribute: NAME`"
                if has
                else "write `weight_attribute: ''` for edges that count 1 each"
            )
            raise self._wrong(f"{edge.about} has no attribute {attribute!r} (it has {some(has)}); {advice}")
        weight = _BOOLEANS.get(value.lower()) if kind == "boolean" else _number(value)
        if kind not in ("boolean", *_NUMBERS):
            raise self._wrong(
                f'{edge.about} has the {attribute} {value[:80]!r}, which is text; give the key attr.type="double"'
            )
        if weight is None:
            raise self._wrong(f"{edge.about} has the {attribute} {value[:80]!r}; every weight must be a number")
        return weight

    def _attribute(self, element: _Element, kind: str, name: str) -> tuple[str | None, str]:
        """Value of an attribute, None where the element has none and the key no default; and its type."""
        keys = {key: entry for key, entry in self._keys[kind].items() if entry.name == name}
        for key, entry in keys.items():
            if key in element.data:
                return element.data[key], entry.kind
        default = next((entry for entry in keys.values() if entry.default is not None), None)
        return (default.default, default.kind) if default else (None, "")


def _number(value: str) -> float | None:
    """A number of XML, of which NaN and the infinities are found later, by their place in the matrix."""
    special = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf"), "infinity": float("inf")}
    return special.get(value.lower(), number(value))
