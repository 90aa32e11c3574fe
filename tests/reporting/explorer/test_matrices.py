"""Initial matrices for the page: block means against a loop, levels against weights, and files that points share."""

import base64
import zlib

import numpy as np
import pytest
from richlazy.connectivity.initial import describe
from richlazy.reporting.explorer.matrices import HEAT_MAP_BYTES, MOST_CELLS, block_means, matrices, most_cells


@pytest.mark.parametrize(("units", "block"), [(6, 1), (6, 2), (7, 3), (5, 8)])
def test_block_means_are_those_of_a_loop(units, block):
    weights = np.random.default_rng(0).standard_normal((units, units))
    places = range(0, units, block)
    expected = [[weights[i : i + block, j : j + block].mean() for j in places] for i in places]
    np.testing.assert_allclose(block_means(weights, block), expected)


def experiment(name, *paths):
    files = [[] if path is None else [{"stage": "connectivity", "path": path, "seeds": [3]}] for path in paths]
    return {"experiment": name, "points": [{"at": {}, "files": file} for file in files]}


@pytest.mark.parametrize("units", [20, 250])
def test_a_map_holds_the_weights_of_the_first_seed_within_a_level(units):
    layers = np.random.default_rng(1).standard_normal((2, 1, units, units))
    (shown,), _ = matrices([experiment("one", "a.nc")], lambda path: describe(layers, [3, 4]))
    levels = np.frombuffer(zlib.decompress(base64.b64decode(shown["levels"])), np.int8).reshape(shown["cells"], -1)
    expected = block_means(layers[0, 0], shown["block"])
    within = np.abs(expected) <= 127 * shown["scale"]
    assert within.mean() > 0.99 and shown["seed"] == 3 and shown["units"] == units
    np.testing.assert_allclose((levels * shown["scale"])[within], expected[within], atol=shown["scale"] / 2 + 1e-7)
    assert shown["cells"] <= MOST_CELLS and (shown["block"] == 1) == (units <= MOST_CELLS)


def test_the_shared_file_of_two_experiments_is_read_once_and_points_without_one_have_none():
    asked = []

    def read(path):
        asked.append(path)
        return describe(np.ones((1, 1, 4, 4)), [0])

    held, places = matrices([experiment("one", "a.nc", "b.nc"), experiment("two", "b.nc", None)], read)
    assert asked == ["a.nc", "b.nc"] and [one["path"] for one in held] == asked
    assert places == {"one": [0, 1], "two": [1, None]}


@pytest.mark.parametrize("count", [0, 1, 100, 5000])
def test_all_maps_together_stay_within_their_bytes(count):
    assert count * most_cells(count) ** 2 <= HEAT_MAP_BYTES and 1 <= most_cells(count) <= MOST_CELLS


def test_a_matrix_of_zeros_has_a_scale():
    (shown,), _ = matrices([experiment("one", "a.nc")], lambda path: describe(np.eye(4)[None, None] * 1e-30, [0]))
    assert shown["scale"] > 0
