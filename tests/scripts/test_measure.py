"""The script that measures: layouts, marks and values of the file."""

import measure
import numpy as np
import pytest
import torch
import trials
import xarray as xr
from richlazy.artefacts import store
from richlazy.data.task_similarity import decisions, task_similarity
from richlazy.errors import InputError
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures import STANDARD
from richlazy.measures.evaluate import find


@pytest.fixture(scope="module")
def training(run, tmp_path_factory):
    return run.train(tmp_path_factory.mktemp("train") / "a.nc")


def write(run, training, path, parameters, memory=100):
    spec = {"stage": "measure", "parameters": parameters, "seeds": run.seeds}
    measure.write_measures(training, run.trials, path, spec, {**run.machine, "kernel_memory": memory}, 1)
    return store.read(path)


@pytest.fixture(scope="module")
def measured(run, training, tmp_path_factory, parameters_of):
    return write(run, training, tmp_path_factory.mktemp("measure") / "a.nc", parameters_of("measure"))


def test_all_measures_are_there_by_seed_and_step(run, measured):
    assert measured.seed.values.tolist() == run.seeds and measured.step.values.tolist() == [0, 1, 40]
    assert measured.component.values.tolist() == list(range(1, 11)) and measured.component.attrs["long_name"]
    for name in STANDARD:
        module = find(name).module
        loss = name == "loss"
        assert measured[name].dims == ("seed", "step", "component")[: 3 if hasattr(module, "COMPONENTS") else 2]
        assert np.isfinite(known(measured[name])).all()
        assert loss or measured[name].attrs["long_name"].startswith(module.LONG_NAME)
        assert loss or measured[name].attrs["units"] == module.UNITS
    assert measured.loss.attrs == {"long_name": "cross-entropy on held-out trials", "units": "nat"}
    assert measured.diverged.values.tolist() == [0, 0] and measured.attrs["title"] == "measures of learning"


def known(values):
    """The values that a network of rank 4 has: no further component of its start, no share of a change of nothing."""
    if values.name == "change_along_singular_vectors":
        return values.sel(component=slice(None, 4))
    return values.isel(step=slice(1, None)) if values.name == "change_in_leading_space" else values


def plain_outputs(plain, run, training, seed, part):
    """Outputs of the trained network by the plain equation, [trial, time, output], and labels."""
    found, trials = store.read(training).sel(seed=seed, step=40), store.read(run.trials, part)
    weights = Weights(*(torch.from_numpy(found[f"{name}_weights"].values).double() for name in Weights._fields))
    inputs = torch.from_numpy(trials.inputs.transpose("trial", "input", "time").values).double()
    return plain.outputs(weights, inputs, 0.5), torch.from_numpy(trials.label.values.astype(np.int64))


def test_loss_and_accuracy_are_those_of_the_test_trials(plain, run, training, measured):
    for seed in run.seeds:
        logits, labels = plain_outputs(plain, run, training, seed, "test")
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
        assert float(measured.loss.sel(seed=seed, step=40)) == pytest.approx(float(loss), rel=1e-5)
        accuracy = (logits[:, 7].argmax(-1) == labels[:, 7]).double().mean()
        assert float(measured.accuracy.sel(seed=seed, step=40)) == pytest.approx(float(accuracy))


def test_kernel_measures_are_those_of_the_first_probe_trials(plain, run, training, measured):
    found, trials = store.read(training), store.read(run.trials, "probe").isel(trial=slice(6))
    inputs = torch.from_numpy(trials.inputs.transpose("trial", "input", "time").values).double()
    kernels = []
    for step in (0, 40):
        at = found.sel(seed=5, step=step)
        weights = Weights(*(torch.from_numpy(at[f"{name}_weights"].values).double() for name in Weights._fields))
        kernels.append(plain.kernel(weights, inputs, 0.5, False).numpy())
    expected = (kernels[0] * kernels[1]).sum() / np.linalg.norm(kernels[0]) / np.linalg.norm(kernels[1])
    assert float(measured.kernel_alignment.sel(seed=5, step=40)) == pytest.approx(expected, rel=1e-5)
    hot = np.eye(3)[trials.label.values].transpose(1, 2, 0).ravel()  # (step, output, trial)
    expected = hot @ kernels[1] @ hot / (hot @ hot * np.trace(kernels[1]))
    assert float(measured.kernel_target_alignment.sel(seed=5, step=40)) == pytest.approx(expected, rel=1e-4)


def test_weight_change_is_that_of_the_file(training, measured):
    weights = store.read(training).recurrent_weights.astype(float)
    expected = np.sqrt(((weights - weights.sel(step=0)) ** 2).sum(("post", "pre")))
    np.testing.assert_allclose(measured.weight_change, expected, rtol=1e-6, atol=1e-12)


def test_silent_channels_change_no_measure_of_activity(run, tmp_path, parameters_of):
    wide = run.train(tmp_path / "train.nc", input_channels=5)
    found = write(run, wide, tmp_path / "a.nc", parameters_of("measure", input_channels=5))
    cut = store.read(wide)
    cut = cut.drop_vars("input_weights").assign(input_weights=cut.input_weights.isel(input=slice(3)))
    store.write(tmp_path / "cut.nc", cut, {"stage": "train"})
    expected = write(run, tmp_path / "cut.nc", tmp_path / "b.nc", parameters_of("measure"))
    for name in STANDARD:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-5)


def test_the_bound_on_memory_changes_nothing(run, training, measured, tmp_path, parameters_of):
    small = write(run, training, tmp_path / "a.nc", parameters_of("measure"), memory=0.005)
    for name in STANDARD:
        np.testing.assert_allclose(small[name], measured[name], rtol=1e-4, atol=1e-6)


def test_diverged_runs_are_nan_after_the_start(run, tmp_path, parameters_of):
    wild = run.train(tmp_path / "wild.nc", learning_rate=1e30)
    found = write(run, wild, tmp_path / "a.nc", parameters_of("measure", learning_rate=1e30))
    assert found.diverged.values.tolist() == [1, 1]
    for name in STANDARD:
        assert np.isnan(found[name].sel(step=40)).all() and np.isfinite(known(found[name].sel(step=[0]))).all()


def test_probes_are_laid_out_as_networks_want_them(run, training, parameters_of):
    (probes,) = measure.load_probes(run.trials, parameters_of("measure", output_steps="last"), 7, store.read(training))
    assert probes.probe_inputs.shape == (3, 8, 20) and probes.test_labels.shape == (8, 30)
    assert (probes.kernel_trials, probes.decision_step, probes.architecture) == (6, 7, 0.5)
    assert probes.last_only and probes.kernel_memory == 7e6
    trial = store.read(run.trials, "probe").isel(trial=4)
    np.testing.assert_array_equal(probes.probe_inputs[:, :, 4], trial.inputs.values.T)
    np.testing.assert_array_equal(probes.probe_labels[:, 4], trial.label.values)


def test_what_training_tracked_is_copied_and_weights_and_loss_curve_are_not(training, run, tmp_path, parameters_of):
    with_path = store.read(training)
    lengths = np.arange(6.0).reshape(2, 3)
    with_path["path_length_1"] = ("seed", "step"), lengths, {"long_name": "path length", "units": "1"}
    store.write(tmp_path / "tracked.nc", with_path, {})
    found = write(run, tmp_path / "tracked.nc", tmp_path / "a.nc", parameters_of("measure"))
    np.testing.assert_array_equal(found.path_length_1, lengths)
    assert found.path_length_1.attrs == {"long_name": "path length", "units": "1"}
    assert set(found.data_vars) == {*STANDARD, "diverged", "divergence_step", "stopped_step", "path_length_1"}


DMS = {
    "environment": "DelayMatchSample-v0",
    "timing": {"fixation": 0, "sample": 100, "delay": 500, "test": 100, "decision": 100},
    "arguments": {},
}


@pytest.fixture(scope="module")
def other_trials(tmp_path_factory, parameters_of):
    """A pool of DMS with another size and decision step."""
    path = tmp_path_factory.mktemp("other") / "trials.nc"
    parameters = parameters_of("trials", task="DMS", test_trials=17, task_definition=DMS)
    trials.write_trials(path, parameters, 1, {"stage": "trials"})
    return path


def write_tested(run, training, other, path, parameters_of, **changes):
    spec = {"stage": "measure", "parameters": parameters_of("measure", tested_on="DMS", **changes), "seeds": run.seeds}
    measure.write_measures(training, run.trials, path, spec, run.machine, 1, other)
    return store.read(path)


def test_loss_and_accuracy_on_another_task_are_those_of_its_test_trials(
    plain, run, training, measured, other_trials, tmp_path, parameters_of
):
    found = write_tested(run, training, other_trials, tmp_path / "a.nc", parameters_of)
    pool = store.read(other_trials, "test")
    inputs = torch.from_numpy(pool.inputs.transpose("trial", "input", "time").values).double()
    labels = torch.from_numpy(pool.label.values.astype(np.int64))
    for seed in run.seeds:
        for step in (0, 40):
            at = store.read(training).sel(seed=seed, step=step)
            weights = Weights(*(torch.from_numpy(at[f"{name}_weights"].values).double() for name in Weights._fields))
            logits = plain.outputs(weights, inputs, 0.5)
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
            assert float(found.other_loss.sel(seed=seed, step=step)) == pytest.approx(float(loss), rel=1e-5)
            accuracy = (logits[:, 7].argmax(-1) == labels[:, 7]).double().mean()
            assert float(found.other_accuracy.sel(seed=seed, step=step)) == pytest.approx(float(accuracy))
    for name in STANDARD:
        np.testing.assert_array_equal(found[name], measured[name])
    assert "another task" in found.other_loss.attrs["long_name"] and "other_loss" not in measured


def test_the_similarity_of_both_tasks_is_told_once_for_all_seeds(
    run, training, measured, other_trials, tmp_path, parameters_of
):
    found = write_tested(run, training, other_trials, tmp_path / "a.nc", parameters_of)
    tasks = [
        decisions(pool.inputs.values, pool.label.values, 7)
        for pool in (store.read(path, "training") for path in (run.trials, other_trials))
    ]
    assert found.task_similarity.dims == ("seed",) and found.task_similarity.attrs["units"] == "1"
    np.testing.assert_allclose(found.task_similarity, [task_similarity(*tasks)] * len(run.seeds))
    assert "task_similarity" not in measured
    own = write_tested(run, training, run.trials, tmp_path / "b.nc", parameters_of)
    np.testing.assert_allclose(own.task_similarity, 1)


def test_a_task_with_data_for_each_seed_has_a_similarity_for_each(run, training, other_trials, tmp_path):
    pool = store.read(other_trials, "training").drop_vars(["ground_truth"], errors="ignore")
    changed = pool.assign(inputs=pool.inputs * np.arange(pool.sizes["input"]))
    own = xr.concat([pool, changed], "seed", data_vars="all").assign_coords(seed=run.seeds)
    root = xr.Dataset(attrs=store.read(other_trials).attrs)
    store.write_groups(tmp_path / "own.nc", {"/": root, "training": own}, {})
    found = measure.similarity_to_another_task(store.read(training), run.trials, tmp_path / "own.nc")
    assert found.task_similarity.dims == ("seed",) and len(set(found.task_similarity.values)) == 2


def widened(training, path, channels):
    """The training of networks with further input channels, whose weights are large."""
    found = store.read(training)
    wide = found.input_weights.pad(input=(0, channels), constant_values=9.0)
    found = found.drop_vars("input_weights").assign(input_weights=wide)
    store.write(path, found.assign_attrs(inputs=found.sizes["input"]), {})
    return path


def test_channels_that_a_task_lacks_are_silent(run, training, measured, other_trials, tmp_path, parameters_of):
    narrow = write_tested(run, training, other_trials, tmp_path / "a.nc", parameters_of)
    wide = widened(training, tmp_path / "wide.nc", 2)
    found = write_tested(run, wide, other_trials, tmp_path / "b.nc", parameters_of, input_channels=5)
    for name in ("loss", "accuracy", "representation_alignment", "kernel_alignment", "other_loss", "other_accuracy"):
        np.testing.assert_allclose(found[name], narrow[name], rtol=1e-5)


def test_a_task_with_more_channels_or_classes_than_the_networks_is_refused(run, training, other_trials, parameters_of):
    parameters, found = parameters_of("measure", tested_on="DMS"), store.read(training)
    with pytest.raises(
        InputError, match="input_channels: the task has 3 input channels, found 2; write .*: 3` or more"
    ):
        measure.load_other_probes(other_trials, parameters, 7, found.assign_attrs(inputs=2))
    with pytest.raises(InputError, match="tested_on: DMS has 3 classes, the networks know 2"):
        measure.load_other_probes(other_trials, parameters, 7, found.assign_attrs(outputs=2))


def test_a_named_measure_is_a_file_of_its_own_without_the_marks_of_the_training(
    run, training, measured, tmp_path, parameters_of
):
    names = ["training_loss", "test_accuracy"]
    found = write(run, training, tmp_path / "a.nc", parameters_of("measure", measures=names))
    assert list(found.data_vars) == names and found.training_loss.dims == ("seed", "step")
    np.testing.assert_array_equal(found.test_accuracy, measured.accuracy)
    assert found.training_loss.attrs["long_name"] == "cross-entropy on training trials"


def test_a_named_measure_of_a_training_part_is_that_of_its_trials(plain, run, training, tmp_path, parameters_of):
    found = write(run, training, tmp_path / "a.nc", parameters_of("measure", measures=["training_loss"]))
    for seed in run.seeds:
        logits, labels = plain_outputs(plain, run, training, seed, "training")
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
        assert float(found.training_loss.sel(seed=seed, step=40)) == pytest.approx(float(loss), rel=1e-5)


# Objectives, targets and data of each network


def retargeted(run, path, change):
    """The pool of the run with every part changed."""
    parts = {part: change(store.read(run.trials, part)) for part in ("training", "probe", "test")}
    root = xr.Dataset(attrs={name: store.read(run.trials).attrs[name] for name in ("decision_step", "classes")})
    store.write_groups(path, {"/": root, **parts}, {})
    return path


def real_targets(trials):
    """Targets that no label tells: running means of the inputs."""
    means = trials.inputs.cumsum("time") / xr.DataArray(np.arange(1.0, trials.sizes["time"] + 1), dims="time")
    return trials.drop_vars("label").assign(target=means.rename(input="output").transpose("trial", "time", "output"))


def test_squared_error_of_real_targets_is_that_of_the_plain_network(plain, run, training, tmp_path, parameters_of):
    names = [name for name in STANDARD if name != "accuracy"]
    parameters = parameters_of("measure", objective="squared_error", alpha=2.0, centre=True, measures=names)
    pool = retargeted(run, tmp_path / "pool.nc", real_targets)
    spec = {"stage": "measure", "parameters": parameters, "seeds": run.seeds}
    measure.write_measures(training, pool, tmp_path / "a.nc", spec, run.machine, 1)
    found, trials = store.read(tmp_path / "a.nc"), store.read(pool, "test")
    inputs = torch.from_numpy(trials.inputs.transpose("trial", "input", "time").values).double()
    for seed in run.seeds:
        answers = []
        for step in (0, 40):
            at = store.read(training).sel(seed=seed, step=step)
            weights = Weights(*(torch.from_numpy(at[f"{name}_weights"].values).double() for name in Weights._fields))
            answers.append(plain.outputs(weights, inputs, 0.5).numpy())
        expected = ((2 * (answers[1] - answers[0]) - trials.target.values) ** 2).sum(-1).mean()
        assert float(found.loss.sel(seed=seed, step=40)) == pytest.approx(expected, rel=1e-5)
    assert found.loss.attrs == {"long_name": "squared error on held-out trials", "units": "1"}
    assert "accuracy" not in found and found.kernel_target_alignment.sel(step=40).notnull().all()


def test_hinge_loss_is_divided_by_the_scale(plain, run, training, tmp_path, parameters_of):
    found = write(run, training, tmp_path / "a.nc", parameters_of("measure", objective="hinge", alpha=4.0))
    for seed in run.seeds:
        outputs, labels = plain_outputs(plain, run, training, seed, "test")
        signs = 2 * np.eye(3)[labels.numpy()] - 1
        expected = np.maximum(0, 1 - 4 * signs * outputs.numpy()).sum(-1).mean() / 4
        assert float(found.loss.sel(seed=seed, step=40)) == pytest.approx(expected, rel=1e-5)


def test_networks_with_data_of_their_own_are_measured_on_them(run, training, measured, tmp_path, parameters_of):
    """One gets the pool as it is, the other its trials in another order and their labels moved on by one."""

    def two(trials):
        other = trials.isel(trial=slice(None, None, -1)).copy()
        other["label"] = (other.label + 1) % 3
        return xr.concat([trials, other], xr.IndexVariable("seed", run.seeds))

    pools = retargeted(run, tmp_path / "a.nc", two), retargeted(run, tmp_path / "b.nc", lambda t: two(t).isel(seed=1))
    found = []
    for number, pool in enumerate(pools):
        spec = {"stage": "measure", "parameters": parameters_of("measure"), "seeds": run.seeds}
        measure.write_measures(training, pool, tmp_path / f"m{number}.nc", spec, run.machine, 1)
        found.append(store.read(tmp_path / f"m{number}.nc"))
    own, other = found
    for name in STANDARD:
        np.testing.assert_array_equal(own[name].isel(seed=0), measured[name].isel(seed=0))
        np.testing.assert_array_equal(own[name].isel(seed=1), other[name].isel(seed=1))
    assert (own.loss.isel(seed=1) != measured.loss.isel(seed=1)).all()
