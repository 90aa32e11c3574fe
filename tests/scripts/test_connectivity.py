"""The script that writes initial matrices."""

import connectivity
import numpy as np
import pytest
from richlazy.artefacts import store
from richlazy.connectivity.initial import initial_layers
from richlazy.errors import InputError


def test_one_matrix_a_seed_is_written_with_its_spectrum(run, parameters_of):
    found = store.read(run.connectivity)
    assert found.seed.values.tolist() == run.seeds
    for seed in run.seeds:
        what = {name: value for name, value in parameters_of("connectivity").items() if name != "connectivity"}
        (expected,) = initial_layers(**what, seed=seed).astype(np.float32)
        np.testing.assert_array_equal(found.weights.sel(seed=seed), expected[None])
        assert np.linalg.matrix_rank(expected) == 4
        assert float(found.spectral_norm.sel(seed=seed)) == pytest.approx(np.linalg.norm(expected, 2), rel=1e-6)


def test_a_rank_that_a_matrix_does_not_have_is_named_in_the_log(tmp_path, parameters_of, capsys):
    parameters = parameters_of("connectivity")
    units = parameters["hidden"]
    blocks = {"builder": "block_low_rank", "blocks": 1, "block_rank": 2, "off_block": 0}
    for rank, word in ((units, "full"), (3, 3), (2, None)):
        asked = parameters | {"matrix_definition": blocks, "rank": rank}
        connectivity.write_connectivity(tmp_path / "a.nc", asked, [5, 6], {})
        assert store.read(tmp_path / "a.nc").achieved_rank.values.tolist() == [2, 2]
        lines = capsys.readouterr().out.splitlines()
        expected = [f"rank {word} was asked for, the matrix of seed {seed} has rank 2" for seed in (5, 6)]
        assert [line.partition(": ")[2] for line in lines] == (expected if word else [])


def test_a_seed_has_its_matrix_whatever_its_block(run, tmp_path, parameters_of):
    connectivity.write_connectivity(tmp_path / "a.nc", parameters_of("connectivity"), [5], {})
    alone, block = (store.read(path).weights.sel(seed=5) for path in (tmp_path / "a.nc", run.connectivity))
    np.testing.assert_array_equal(alone, block)


def trained(run, tmp_path):
    run.train(tmp_path / "train.nc")
    return tmp_path / "train.nc"


def test_an_aligned_start_is_made_from_the_change_that_training_made(run, tmp_path, parameters_of):
    parameters = parameters_of("connectivity") | {
        "matrix_definition": {"builder": "trained", "task": "2AF", "overlap": 1}
    }
    connectivity.write_connectivity(tmp_path / "a.nc", parameters, run.seeds, {}, trained(run, tmp_path))
    weights = store.read(tmp_path / "train.nc").recurrent_weights.astype(float)
    for seed in run.seeds:
        change = (weights.sel(seed=seed).isel(step=-1) - weights.sel(seed=seed).isel(step=0)).values
        left, values, right = np.linalg.svd(change)
        kept = parameters["rank"]
        expected = (left[:, :kept] * values[:kept]) @ right[:kept]
        found = store.read(tmp_path / "a.nc").weights.sel(seed=seed, layer=0).values
        np.testing.assert_allclose(found / np.linalg.norm(found), expected / np.linalg.norm(expected), atol=1e-6)


def test_a_reference_that_learned_nothing_is_refused(run, tmp_path, parameters_of):
    training = store.read(trained(run, tmp_path))
    seed = run.seeds[0]
    training.recurrent_weights.loc[{"seed": seed}] = training.recurrent_weights.sel(seed=seed).isel(step=[0]).values
    store.write(tmp_path / "train.nc", training, {})
    with pytest.raises(InputError, match=f"changed no weight of the reference network of seed {seed}.*learning_rate"):
        connectivity.learned_changes(tmp_path / "train.nc", run.seeds)


def test_a_reference_that_diverged_is_refused(run, tmp_path, parameters_of):
    training = store.read(trained(run, tmp_path))
    training.recurrent_weights.loc[{"seed": run.seeds[1], "step": training.step[-1]}] = np.nan
    store.write(tmp_path / "train.nc", training, {})
    with pytest.raises(InputError, match=f"train.nc: the reference network of seed {run.seeds[1]} diverged"):
        connectivity.learned_changes(tmp_path / "train.nc", run.seeds)
