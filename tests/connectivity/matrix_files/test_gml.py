"""GML: as NetworkX and igraph write it, edges run from pre to post and each has a weight."""

import pytest
from helpers.matrix_writers import PLAIN, refusal
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options

NODES = 'node [ id 0 label "ADAL" ]\n node [ id 7 label "Ä" ]\n'


def gml(inner, head='Creator "igraph"\nVersion 1\n', directed=1):
    return f"{head}graph\n[\n directed {directed}\n {inner}]\n"


@pytest.mark.parametrize(
    ("nodes", "options", "labels"),
    [
        (NODES, PLAIN, ["ADAL", "Ä"]),
        (NODES, Options(label_attribute="id"), ["0", "7"]),
        ('node [ id 0 name "A" ] node [ id 7 name "B" ]\n', PLAIN, ["A", "B"]),
        ('node [ id 0 label "" name "A" ] node [ id 7 label "" name "B" ]\n', PLAIN, ["A", "B"]),
        ('node [ id 0 label "A" ] node [ id 7 label "A" ]\n', PLAIN, ["0", "7"]),
        ('node [ id 0 name "A" cell "x" ] node [ id 7 cell "y" ]\n', PLAIN, ["0", "7"]),
        ('node [ id 0 name "A" cell "x" ] node [ id 7 cell "y" ]\n', Options(label_attribute="cell"), ["x", "y"]),
    ],
)
def test_names_are_labels_names_or_ids(file, nodes, options, labels):
    found = read(file("w.gml", gml(f"{nodes} edge [ source 0 target 7 weight 2.5 ]\n")), "pre_post", options)
    assert found.labels == labels and found.matrix.T.tolist() == [[0, 2.5], [0, 0]]


@pytest.mark.parametrize("start", ["graph [\n", "graph [ ", "graph\n["])
def test_parallel_edges_add_up_and_the_user_is_told(file, start):
    edges = "edge [ source 0 target 7 weight 2 ]\n edge [ source 0 target 7 weight 3 ]\n"
    path = file("w.gml", gml(NODES + edges).replace("graph\n[", start))
    found = read(path, "pre_post", PLAIN)
    assert found.matrix.T.tolist() == [[0, 5], [0, 0]]
    assert found.notes == (f"{path}: 1 of 2 connections repeat another; the weights of such connections were added up",)


def test_a_whole_number_beyond_32_bits_stands_in_quotes(file):
    path = file("w.gml", gml(NODES + 'edge [ source 0 target 7 weight "5000000000" ]\n'))
    assert read(path, "pre_post", PLAIN).matrix[1, 0] == 5e9


def test_edges_without_any_attribute_count_1_where_the_config_says_so(file):
    path = file("w.gml", gml(NODES + "edge [ source 0 target 7 ]\n"))
    assert "write `weight_attribute: ''`" in refusal(path)
    assert read(path, "pre_post", Options(weight_attribute="")).matrix.T.tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gml(NODES, directed=0), "the graph is undirected, which does not say who is presynaptic; write `directed 1`"),
        (gml(NODES + "edge [ source 0 target 9 weight 1 ]\n"), "cannot be read as GML"),
        (gml('node [ label "A" ]\n'), "cannot be read as GML"),
        (gml(NODES.replace("7", "0")), "cannot be read as GML"),
        (gml(NODES + 'edge [ source 0 target 7 weight "many" ]\n'), "the edge 0 → 7 has the weight 'many'"),
        (gml(NODES + "edge [ source 0 target 7 count 2 ]\n"), "no attribute 'weight' (it has count); name"),
        (gml(NODES + "edge [ source 0 target 7 weight NAN ]\n"), "w.gml"),
        (gml(""), "0 nodes"),
        (gml(NODES) + gml(NODES, head=""), "cannot be read as GML"),
        ("graph [ directed 1 a [" * 3000, "w.gml"),
    ],
)
def test_what_is_no_directed_graph_with_weights_is_refused(file, content, words):
    assert words in refusal(file("w.gml", content))


def test_an_attribute_that_a_node_does_not_have_is_refused(file):
    message = refusal(file("w.gml", gml(NODES)), Options(label_attribute="cell"))
    assert "the node 0 has no attribute 'cell' (it has label)" in message


def test_numbers_of_numpy_as_networkx_writes_them_are_refused_with_what_to_write(file):
    found = refusal(file("w.gml", gml(NODES + "edge [\n source 0\n target 7\n weight NP.FLOAT64(1.5)\n ]\n")))
    assert "found 'weight NP.FLOAT64(1.5)'" in found and "`weight=float(weight)`" in found
