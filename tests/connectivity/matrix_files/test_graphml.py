"""GraphML: edges run from pre to post, and each has a weight."""

import networkx as nx
import numpy as np
import pytest
from helpers.matrix_writers import PLAIN, refusal, write_graph
from richlazy.connectivity.matrix_files import edges
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options


def test_edges_of_graphml_run_from_pre_to_post(tmp_path):
    write_graph(tmp_path / "w.graphml", np.array([[0.0, 1.0], [0.0, 0.0]]))
    assert "edges from pre to post means `pre_post`" in refusal(tmp_path / "w.graphml", orientation="post_pre")


def test_an_undirected_graph_is_refused(tmp_path):
    nx.write_graphml(nx.path_graph(3), tmp_path / "w.graphml")
    assert "undirected" in refusal(tmp_path / "w.graphml")


def test_a_graph_of_no_neurons_is_refused(tmp_path):
    nx.write_graphml(nx.DiGraph(), tmp_path / "w.graphml")
    assert "0 nodes" in refusal(tmp_path / "w.graphml")


def test_a_graph_of_too_many_edges_is_refused_with_its_memory(tmp_path, monkeypatch):
    write_graph(tmp_path / "w.graphml", np.ones((4, 4)))
    monkeypatch.setattr(edges, "EDGES", 15)
    assert "found more than 15 edges" in refusal(tmp_path / "w.graphml")


def test_edges_without_the_weight_are_refused(tmp_path):
    graph = nx.DiGraph([("a", "b", {"synapses": 3})])
    nx.write_graphml(graph, tmp_path / "w.graphml")
    assert "'a' → 'b' has no attribute 'weight' (it has synapses)" in refusal(tmp_path / "w.graphml")
    found = read(tmp_path / "w.graphml", "pre_post", Options(weight_attribute="synapses"))
    assert found.matrix.tolist() == [[0, 0], [3, 0]]


def test_weights_of_graphml_that_are_text_are_refused(tmp_path):
    nx.write_graphml(nx.DiGraph([("a", "b", {"weight": "many"})]), tmp_path / "w.graphml")
    assert "'many', which is text" in refusal(tmp_path / "w.graphml")


def graphml(graph, keys='<key id="d0" for="edge" attr.name="weight" attr.type="double"/>', attributes=""):
    head = '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    return f'{head}{keys}<graph id="G" edgedefault="directed"{attributes}>{graph}</graph></graphml>'


def edge(source, target, weight=None, key="d0", attributes=""):
    data = "" if weight is None else f'<data key="{key}">{weight}</data>'
    return f'<edge source="{source}" target="{target}"{attributes}>{data}</edge>'


NODES = '<node id="a"/><node id="b"/>'


@pytest.mark.parametrize("domain", ["edge", "all"])
def test_an_edge_without_the_attribute_has_the_default_of_its_key(file, domain):
    keys = f'<key id="d0" for="{domain}" attr.name="weight" attr.type="double"><default> 1.5 </default></key>'
    path = file("w.graphml", graphml(NODES + edge("a", "b") + edge("b", "a", 3), keys))
    assert read(path, "pre_post", PLAIN).matrix.T.tolist() == [[0, 1.5], [3, 0]]


def igraph(names, attribute="name", default=""):
    """As igraph writes a graph: ids of its own, names as an attribute."""
    data = ["" if name is None else f'<data key="v">{name}</data>' for name in names]
    nodes = "".join(f'<node id="n{index}">{name}</node>' for index, name in enumerate(data))
    keys = f'<key id="v" for="node" attr.name="{attribute}" attr.type="string">{default}</key>'
    keys += '<key id="d0" for="edge" attr.name="weight" attr.type="double"/>'
    return graphml(nodes + edge("n0", "n1", 2), keys)


@pytest.mark.parametrize(
    ("names", "attribute", "options", "labels"),
    [
        (["A", "B"], "name", PLAIN, ["A", "B"]),
        (["A", "B"], "name", Options(label_attribute="id"), ["n0", "n1"]),
        (["A", "A"], "name", PLAIN, ["n0", "n1"]),
        (["A", None], "name", PLAIN, ["n0", "n1"]),
        (["A", "B"], "cell", PLAIN, ["n0", "n1"]),
        (["A", "B"], "cell", Options(label_attribute="cell"), ["A", "B"]),
    ],
)
def test_names_may_be_an_attribute_of_the_nodes(file, names, attribute, options, labels):
    found = read(file("w.graphml", igraph(names, attribute)), "pre_post", options)
    assert found.labels == labels and found.matrix.tolist() == [[0, 0], [2, 0]]


def test_a_name_may_be_the_default_of_its_key_and_one_that_is_missing_is_refused(file):
    path = file("w.graphml", igraph(["A", None], "cell", "<default>B</default>"))
    assert read(path, "pre_post", Options(label_attribute="cell")).labels == ["A", "B"]
    message = refusal(file("v.graphml", igraph(["A", None], "cell")), Options(label_attribute="cell"))
    assert "the node 'n1' has no attribute 'cell' (attributes of nodes are cell)" in message
    assert "write `label_attribute: id`" in message


def test_of_several_graphs_one_is_chosen_by_its_id(file):
    second = f'<graph id="H" edgedefault="directed">{NODES}{edge("b", "a", 5)}</graph>'
    text = graphml(NODES + edge("a", "b", 2)).replace("</graphml>", f"{second}</graphml>")
    path = file("w.graphml", text)
    assert "found 2 graphs (G, H); choose one by its id with `variable: ID`" in refusal(path)
    assert read(path, "pre_post", Options(variable="G")).matrix.T.tolist() == [[0, 2], [0, 0]]
    assert read(path, "pre_post", Options(variable="H")).matrix.T.tolist() == [[0, 0], [5, 0]]
    assert "no graph 'I'; its graphs are G, H" in refusal(path, Options(variable="I"))


def test_foreign_types_of_attributes_that_are_not_used_do_not_matter(file):
    keys = '<key id="d0" for="edge" attr.name="weight" attr.type="double"/>'
    keys += (
        '<key id="v" for="node" attr.name="position" attr.type="vector_float"/><key id="y" for="node" yfiles.type="g"/>'
    )
    shape = '<data key="y"><y:ShapeNode xmlns:y="y"><y:node/></y:ShapeNode></data>'
    node = f'<node id="b"><data key="v">0, 1</data>{shape}</node>'
    path = file("w.graphml", graphml(f'<node id="a"/>{node}{edge("a", "b", 2)}', keys))
    assert read(path, "pre_post", PLAIN).matrix.T.tolist() == [[0, 2], [0, 0]]


def test_edges_may_stand_before_their_nodes_whose_order_is_that_of_the_file(file):
    path = file("w.graphml", graphml(edge("b", "a", 2) + NODES))
    found = read(path, "pre_post", PLAIN)
    assert found.labels == ["a", "b"] and found.matrix.T.tolist() == [[0, 0], [2, 0]]


def test_parallel_edges_add_up_and_the_user_is_told(file):
    path = file("w.graphml", graphml(NODES + edge("a", "b", 2) + edge("a", "b", 3) + edge("b", "a", 1)))
    found = read(path, "pre_post", PLAIN)
    assert found.matrix.T.tolist() == [[0, 5], [1, 0]]
    assert found.notes == (f"{path}: 1 of 3 connections repeat another; the weights of such connections were added up",)
    assert read(file("v.graphml", graphml(NODES + edge("a", "b", 2))), "pre_post", PLAIN).notes == ()


@pytest.mark.parametrize(("value", "weight"), [("true", 1), ("false", 0), ("1", 1), ("True", 1), ("False", 0)])
def test_weights_that_are_true_or_false_are_1_or_0(file, value, weight):
    keys = '<key id="d0" for="edge" attr.name="weight" attr.type="boolean"/>'
    path = file("w.graphml", graphml(NODES + edge("a", "b", value) + edge("b", "a", "true"), keys))
    assert read(path, "pre_post", PLAIN).matrix.T.tolist() == [[0, weight], [1, 0]]


@pytest.mark.parametrize("yes", ["true", "1"])
def test_an_edge_may_say_itself_that_it_is_directed(file, yes):
    content = graphml(NODES + edge("a", "b", 2, attributes=f' directed="{yes}"'))
    path = file("w.graphml", content.replace('edgedefault="directed"', 'edgedefault="undirected"'))
    assert read(path, "pre_post", PLAIN).matrix.T.tolist() == [[0, 2], [0, 0]]


def test_edges_without_any_attribute_count_1_where_the_config_says_so(file):
    path = file("w.graphml", graphml(NODES + edge("a", "b")))
    assert "write `weight_attribute: ''`" in refusal(path)
    assert read(path, "pre_post", Options(weight_attribute="")).matrix.T.tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        (NODES + edge("a", "c", 1), "an edge names the node 'c', which is not there"),
        ("<node/>" + NODES, "line 1: a node has no id"),
        (NODES + '<node id="a"/>', "two nodes have the id 'a'"),
        (NODES + '<edge source="a"/>', "line 1: an edge has no target"),
        (NODES + edge("a", "b", 1, attributes=' directed="false"'), "the graph is undirected"),
        (NODES + edge("a", "b", "x"), "the edge 'a' → 'b' has the weight 'x'; every weight must be a number"),
        (NODES + edge("a", "b", "1_0"), "every weight must be a number"),
        (NODES + edge("a", "b", "nan"), "row 'a', column 'b': found nan"),
        (NODES + edge("a", "b", 1, key="d9"), "data of the key 'd9', which is not declared"),
        (f'<node id="a"><graph edgedefault="directed">{NODES}</graph></node>', "a graph stands in a node"),
        (NODES + "<hyperedge/>", "line 1: a hyperedge joins more than two neurons"),
    ],
)
def test_what_is_no_directed_graph_with_weights_is_refused(file, graph, words):
    assert words in refusal(file("w.graphml", graphml(graph)))


def test_a_file_without_a_graph_or_of_other_xml_is_refused(file):
    assert "found no graph" in refusal(file("w.graphml", "<graphml/>"))
    assert "it begins with <gexf>" in refusal(file("w.graphml", "<gexf/>"))
