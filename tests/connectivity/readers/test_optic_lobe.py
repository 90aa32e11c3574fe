"""The optic lobe: the lattice, its edge, and synapses by offset."""

import json

import numpy as np
import pytest
from richlazy.connectivity.datasets import units_of
from richlazy.connectivity.readers import optic_lobe


def specification(edges, types=("A", "B"), pattern=("stride", (1, 1))):
    return json.dumps({"nodes": [{"name": name, "pattern": pattern} for name in types], "edges": edges}).encode()


def edge(source, target, offsets, sign=1):
    return {"src": source, "tar": target, "offsets": offsets, "alpha": sign}


@pytest.mark.parametrize("extent", range(5))
def test_columns_are_those_within_so_many_steps_of_the_centre(extent):
    # The distance between two axial coordinates is the largest of |u|, |v| and |u + v|.
    found = optic_lobe.columns(extent)
    assert len(set(found)) == len(found) == 3 * extent * (extent + 1) + 1
    assert all(max(abs(u), abs(v), abs(u + v)) <= extent for u, v in found)


def test_synapses_go_from_each_column_to_the_one_at_the_offset():
    labels, counts = optic_lobe.read(specification([edge("A", "B", [[[1, -1], 2.5]])]), 1)
    found = {(labels[pre], labels[post]) for post, pre in np.argwhere(counts["excitatory"])}
    inside = set(optic_lobe.columns(1))
    expected = {(f"A@{u},{v}", f"B@{u + 1},{v - 1}") for u, v in inside if (u + 1, v - 1) in inside}
    assert found == expected and len(expected) == 4
    assert set(counts["excitatory"][counts["excitatory"] > 0]) == {2.5} and not counts["inhibitory"].any()


def test_synapses_onto_the_own_type_and_the_own_cell():
    labels, counts = optic_lobe.read(specification([edge("A", "A", [[[0, 0], 3], [[1, 0], 4]], -1)], ["A"]), 1)
    assert np.all(np.diag(counts["inhibitory"]) == 3)
    post, pre = labels.index("A@1,0"), labels.index("A@0,0")
    assert counts["inhibitory"][post, pre] == 4 and counts["inhibitory"][pre, post] == 0


def test_counts_of_one_pair_add_up():
    _, counts = optic_lobe.read(specification([edge("A", "B", [[[0, 0], 3]]), edge("A", "B", [[[0, 0], 4]])]), 0)
    assert counts["excitatory"].tolist() == [[0, 0], [7, 0]]


def test_a_sparse_type_is_in_every_so_many_columns_only():
    labels, _ = optic_lobe.read(specification([], ["A"], ("stride", (3, 2))), 3)
    assert labels == [f"A@{u},{v}" for u, v in [(-3, 0), (-3, 2), (0, -2), (0, 0), (0, 2), (3, -2), (3, 0)]]


def test_another_layout_of_cells_is_refused():
    with pytest.raises(ValueError, match="layout 'tile'"):
        optic_lobe.read(specification([], ["A"], ("tile", 2)), 1)


@pytest.mark.parametrize("extent", range(4))
def test_the_real_lattice_has_the_listed_size(members_of, extent):
    network = json.loads(*members_of("optic_lobe"))
    bare = json.dumps(network | {"edges": []}).encode()
    assert len(optic_lobe.read(bare, extent).labels) == units_of("optic_lobe", extent)


def test_the_central_cells_have_the_synapses_of_the_file(members_of):
    (content,) = members_of("optic_lobe")
    labels, counts = optic_lobe.read(content, 1)
    network = json.loads(content)
    for edges in network["edges"]:
        kind = {1: "excitatory", -1: "inhibitory"}[edges["alpha"]]
        for (du, dv), synapses in edges["offsets"]:
            target = f"{edges['tar']}@{du},{dv}"
            if target in labels:
                assert counts[kind][labels.index(target), labels.index(f"{edges['src']}@0,0")] == synapses
    assert not (counts["excitatory"] * counts["inhibitory"]).any()
    # Photoreceptors release histamine, which inhibits the lamina cell below them.
    assert counts["inhibitory"][labels.index("L1@0,0"), labels.index("R1@0,0")] == 40
