"""GraphML: edges run from pre to post, and each has a weight."""

import networkx as nx
import numpy as np
from matrix_writers import refusal, write_graph
from richlazy.connectivity.matrix_files import graphml
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
    monkeypatch.setattr(graphml, "LIMIT", 15 * graphml.EDGE)
    assert "16 edges are too many" in refusal(tmp_path / "w.graphml")


def test_edges_without_the_weight_are_refused(tmp_path):
    graph = nx.DiGraph([("a", "b", {"synapses": 3})])
    nx.write_graphml(graph, tmp_path / "w.graphml")
    assert "'a' → 'b' has no attribute 'weight' (it has synapses)" in refusal(tmp_path / "w.graphml")
    found = read(tmp_path / "w.graphml", "pre_post", Options(weight_attribute="synapses"))
    assert found.matrix.tolist() == [[0, 0], [3, 0]]


def test_weights_of_graphml_that_are_text_are_refused(tmp_path):
    nx.write_graphml(nx.DiGraph([("a", "b", {"weight": "many"})]), tmp_path / "w.graphml")
    assert "'many', which is text" in refusal(tmp_path / "w.graphml")
