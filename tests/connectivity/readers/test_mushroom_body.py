"""The larval mushroom body: orientation by what is known of its classes."""

import numpy as np
import pytest
from richlazy.connectivity.readers import mushroom_body


def test_a_small_table_is_transposed():
    labels, counts = mushroom_body.read(b"0 3\n1 0\n", b"K\nO\n")
    assert labels == ["K0", "O1"]
    np.testing.assert_array_equal(counts["unknown"], [[0, 1], [3, 0]])


@pytest.mark.parametrize("side, synapses", [("left", 25322), ("right", 26371)])
def test_projection_neurons_feed_kenyon_cells_and_nothing_feeds_them(members_of, side, synapses):
    labels, counts = mushroom_body.read(*members_of(f"mushroom_body_{side}"))
    matrix, kinds = counts["unknown"], np.array([label[0] for label in labels])
    assert matrix.sum() == synapses
    assert matrix[np.ix_(kinds == "K", kinds == "P")].sum() > 2000
    assert not matrix[kinds == "P"].any()
    assert matrix[np.ix_(kinds == "O", kinds == "K")].sum() > 8000
    assert not matrix[np.ix_(kinds == "K", kinds == "O")].any()
