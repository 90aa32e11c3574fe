"""The script that writes initial matrices."""

import connectivity
import numpy as np
import pytest
from richlazy import store
from richlazy.connectivity.initial import initial_layers


def test_one_matrix_a_seed_is_written_with_its_spectrum(run, parameters_of):
    found = store.read(run.connectivity)
    assert found.seed.values.tolist() == run.seeds
    for seed in run.seeds:
        what = {name: value for name, value in parameters_of("connectivity").items() if name != "connectivity"}
        (expected,) = initial_layers(**what, seed=seed).astype(np.float32)
        np.testing.assert_array_equal(found.weights.sel(seed=seed), expected[None])
        assert np.linalg.matrix_rank(expected) == 4
        assert float(found.spectral_norm.sel(seed=seed)) == pytest.approx(np.linalg.norm(expected, 2), rel=1e-6)


def test_a_seed_has_its_matrix_whatever_its_block(run, tmp_path, parameters_of):
    connectivity.write_connectivity(tmp_path / "a.nc", parameters_of("connectivity"), [5], {})
    alone, block = (store.read(path).weights.sel(seed=5) for path in (tmp_path / "a.nc", run.connectivity))
    np.testing.assert_array_equal(alone, block)
