"""The script that draws a pool: its file, and what does not depend on how it is drawn."""

import json

import numpy as np
import pytest
import trials
import xarray as xr
from helpers import mnist_files
from richlazy.artefacts import store
from richlazy.errors import InputError


def write(path, parameters, processes=1):
    trials.write_trials(path, parameters, processes, {"stage": "trials", "parameters": parameters})
    return path


def test_the_file_holds_three_parts_and_says_what_they_are(run):
    root = store.read(run.trials)
    assert (root.attrs["classes"], root.attrs["decision_step"]) == (3, 7)
    for part, size in (("training", 90), ("probe", 20), ("test", 30)):
        found = store.read(run.trials, part)
        assert found.inputs.dims == ("trial", "time", "input") and found.inputs.shape == (size, 8, 3)
        assert found.label.dims == ("trial", "time") and found.label.dtype == np.int16
        assert found.time.values.tolist() == [100.0 * step for step in range(8)] and found.time.attrs["units"] == "ms"
        assert found.trial_coh.dims == ("trial",) and set(found.trial_coh.values) <= {0, 6.4, 12.8, 25.6, 51.2}
        assert all(variable.attrs["long_name"] for variable in found.data_vars.values())


def test_two_processes_draw_what_one_draws(run, tmp_path, parameters_of, monkeypatch):
    monkeypatch.setattr("richlazy.data.neurogym_tasks.pool._BLOCK", 7)
    files = [write(tmp_path / f"{n}.nc", parameters_of("trials"), n) for n in (1, 2)]
    for part in ("training", "probe", "test"):
        xr.testing.assert_identical(*(store.read(file, part) for file in files))


def test_a_longer_training_part_leaves_probe_and_test_as_they_are(run, tmp_path, parameters_of):
    longer = write(tmp_path / "a.nc", parameters_of("trials", training_trials=140))
    assert store.read(longer, "training").sizes["trial"] == 140
    for part in ("probe", "test"):
        xr.testing.assert_identical(store.read(longer, part), store.read(run.trials, part))


def test_another_seed_draws_other_trials(run, tmp_path, parameters_of):
    other = write(tmp_path / "a.nc", parameters_of("trials", trial_seed=1))
    for part in ("training", "probe", "test"):
        first, second = (store.read(path, part).inputs for path in (run.trials, other))
        assert not np.isclose(first[:, :7, 1:], second[:, :7, 1:]).any(axis=(1, 2)).any()


def test_provenance_is_in_the_file(tmp_path, parameters_of):
    path = write(tmp_path / "a.nc", parameters_of("trials"))
    assert json.loads(store.read(path).attrs["parameters"]) == parameters_of("trials")


def test_a_table_of_several_steps_becomes_a_pool_in_steps_of_dt(tmp_path, parameters_of, monkeypatch):
    images = mnist_files.few_images(60_000, 10_000)
    monkeypatch.setattr("richlazy.data.tables.sequential_mnist.read_images", lambda path: images)
    definition = {"environment": "SequentialMNIST", "timing": {}, "arguments": {}}
    path = write(tmp_path / "a.nc", parameters_of("trials", task="sMNIST", task_definition=definition, dt=20))
    assert (store.read(path).attrs["classes"], store.read(path).attrs["decision_step"]) == (10, 27)
    for part, size in (("training", 90), ("probe", 20), ("test", 30)):
        found = store.read(path, part)
        assert found.inputs.shape == (size, 28, 28) and found.time.values.tolist() == [
            20.0 * step for step in range(28)
        ]


def test_any_neurogym_task_becomes_a_pool(tmp_path, parameters_of):
    definition = {
        "environment": "GoNogo-v0",
        "timing": {"stimulus": 200, "delay": 100, "decision": 100},
        "arguments": {},
    }
    path = write(tmp_path / "a.nc", parameters_of("trials", task="GNG", task_definition=definition))
    assert store.read(path).attrs["classes"] == 2 and store.read(path, "probe").inputs.shape == (20, 4, 3)


def test_a_wrong_task_leaves_no_file(tmp_path, parameters_of):
    definition = {"environment": "Nothing-v0", "timing": {}, "arguments": {}}
    with pytest.raises(InputError, match=r"tasks\.2AF"):
        write(tmp_path / "a.nc", parameters_of("trials", task_definition=definition))
    assert not list(tmp_path.iterdir())


def test_a_task_that_makes_other_than_it_was_asked_leaves_no_file(tmp_path, parameters_of):
    """Also where no dry run could try it, for want of NeuroGym."""
    definition = {"environment": "yang19.dlygo-v0", "timing": {"delay": 200}, "arguments": {}}
    with pytest.raises(InputError, match=r"tasks\.2AF\.timing: delay was asked to last 200 ms"):
        write(tmp_path / "a.nc", parameters_of("trials", task_definition=definition))
    assert not list(tmp_path.iterdir())


def test_a_mixture_becomes_a_pool_that_names_the_task_of_every_trial(tmp_path, parameters_of):
    own = parameters_of("trials")["task_definition"]
    noisy = {"name": "noisy", **own, "arguments": {"sigma": 3}}
    definition = {"environment": "Mixture", "timing": {}, "arguments": {"tasks": [{"name": "2AF", **own}, noisy]}}
    path = write(tmp_path / "a.nc", parameters_of("trials", task="both", task_definition=definition))
    found = store.read(path, "probe")
    assert found.trial_task.values.tolist() == ["2AF", "noisy"] * 10
    spread = found.inputs[:, :7, 1:].std(("time", "input")).values
    assert spread[1::2].mean() > 2 * spread[0::2].mean()


def test_every_replicate_has_data_of_its_own_where_the_table_says_so(tmp_path, parameters_of):
    definition = {
        "environment": "LinearTeacher",
        "timing": {},
        "arguments": {"inputs": 5, "outputs": 2, "noise": 0},
    }

    def drawn(name, seeds, **changes):
        parameters = parameters_of("trials", task="linear", task_definition=definition, **changes)
        trials.write_trials(tmp_path / name, parameters, 1, {"stage": "trials"}, seeds)
        return store.read(tmp_path / name), store.read(tmp_path / name, "training")

    root, both = drawn("both.nc", [3, 7])
    assert root.attrs["replicate"] == "seed" and root.attrs["classes"] == 2
    assert both.inputs.dims == ("seed", "trial", "time", "input") and both.seed.values.tolist() == [3, 7]
    assert both.target.dims == ("seed", "trial", "time", "output") and both.target.shape == (2, 90, 1, 2)
    assert not np.isclose(both.inputs[0], both.inputs[1]).any()
    xr.testing.assert_equal(drawn("one.nc", [7])[1], both.sel(seed=[7]))
    other = drawn("other.nc", [3, 7], trial_seed=1)[1]
    assert not np.isclose(other.inputs, both.inputs).any()


def test_a_pool_that_all_share_says_nothing_of_replicates(run):
    assert "replicate" not in store.read(run.trials).attrs
    assert "seed" not in store.read(run.trials, "training").dims
