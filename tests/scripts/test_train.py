"""The script that trains: from files to files, against a plain PyTorch loop."""

import copy

import connectivity
import numpy as np
import pytest
import torch
import train
from richlazy import randomness
from richlazy.artefacts import store
from richlazy.errors import InputError
from richlazy.learners.recurrent.weights import Weights
from richlazy.training.minibatches import MinibatchOrder


@pytest.fixture(scope="module")
def trained(run, tmp_path_factory):
    return store.read(run.train(tmp_path_factory.mktemp("train") / "a.nc"))


def expected_start(run, seed):
    """Weights before training, as the paper has them, in float64."""
    bounds = {"input weights": ((12, 3), 3), "output weights": ((3, 12), 12)}
    layers = []
    for purpose, (shape, fan_in) in bounds.items():
        uniform = randomness.generator(purpose, seed).uniform(-1, 1, shape) / np.sqrt(fan_in)
        layers.append(torch.from_numpy(uniform.astype(np.float32)).double())
    matrix = torch.from_numpy(store.read(run.connectivity).weights.sel(seed=seed, layer=0).values).double()
    return Weights(matrix, *layers)


def plain_training(plain, run, seed, steps=40):
    """The same training with autograd and torch.optim."""
    trials = store.read(run.trials, "training")
    inputs = torch.from_numpy(trials.inputs.transpose("trial", "input", "time").values).double()
    labels = torch.from_numpy(trials.label.values.astype(np.int64))
    weights = Weights(*(w.requires_grad_() for w in expected_start(run, seed)))
    optimizer, losses = torch.optim.SGD(weights, lr=0.05, momentum=0.9), []
    for batch in MinibatchOrder(randomness.generator("minibatches", seed), 90, 8).take(steps):
        loss = plain.loss(weights, inputs[batch], labels[batch], 0.5, False)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return Weights(*(w.detach() for w in weights)), np.array(losses)


def test_the_start_is_matrix_and_layers_of_the_seed(run, trained):
    for seed in run.seeds:
        for name, expected in expected_start(run, seed)._asdict().items():
            found = trained[f"{name}_weights"].sel(seed=seed, step=0).values
            np.testing.assert_allclose(found, expected.numpy(), rtol=1e-6, atol=1e-8)


def test_training_equals_pytorch(plain, run, trained):
    for seed in run.seeds:
        weights, losses = plain_training(plain, run, seed)
        for name, expected in weights._asdict().items():
            np.testing.assert_allclose(trained[f"{name}_weights"].sel(seed=seed, step=40), expected.numpy(), atol=2e-5)
        np.testing.assert_allclose(trained.training_loss.sel(seed=seed), losses, rtol=1e-4)
    assert np.abs(trained.recurrent_weights.diff("step")).max() > 0.01


def test_the_file_says_what_it_holds(run, trained):
    assert trained.seed.values.tolist() == run.seeds and trained.step.values.tolist() == [0, 1, 40]
    assert trained.recurrent_weights.dims == ("seed", "step", "post", "pre")
    assert trained.training_loss.dims == ("seed", "update") and trained.sizes["update"] == 40
    described = trained.drop_vars("stopped_by").data_vars.values()
    assert all(v.attrs["long_name"] and v.attrs["units"] for v in described)
    assert trained.stopped_by.values.tolist() == ["steps"] * 2 and trained.stopped_step.values.tolist() == [-1, -1]
    assert trained.recurrent_weights.dtype == np.float32 and trained.attrs["device"] == "cpu"
    assert trained.diverged.values.tolist() == [0, 0] and trained.divergence_step.values.tolist() == [-1, -1]


def test_a_seed_learns_the_same_whatever_its_block(run, trained, tmp_path):
    alone = store.read(run.train(tmp_path / "a.nc", seeds=[5]))
    np.testing.assert_allclose(alone.recurrent_weights, trained.recurrent_weights.sel(seed=[5]), atol=2e-6)


def test_training_twice_gives_the_same_bits(run, trained, tmp_path):
    again = store.read(run.train(tmp_path / "a.nc"))
    assert again.drop_attrs().equals(trained.drop_attrs())


def test_ranks_differ_in_their_matrix_alone(run, trained, tmp_path, parameters_of):
    full = tmp_path / "full.nc"
    connectivity.write_connectivity(full, parameters_of("connectivity", rank=12), run.seeds, {})
    other = store.read(run.train(tmp_path / "a.nc", initial=full, rank=12)).sel(step=0)
    low = trained.sel(step=0)
    for name in ("input_weights", "output_weights"):
        np.testing.assert_array_equal(other[name], low[name])
    assert not np.allclose(other.recurrent_weights, low.recurrent_weights)


def test_training_goes_on_from_the_weights_that_earlier_tasks_left(run, trained, tmp_path):
    first = run.train(tmp_path / "first.nc", seeds=[3, 5, 6][:2])
    second = store.read(run.train(tmp_path / "second.nc", start=first, seeds=[5], earlier_tasks=["2AF"]))
    for name in Weights._fields:
        left = trained[f"{name}_weights"].sel(seed=[5], step=40)
        np.testing.assert_array_equal(second[f"{name}_weights"].sel(step=0), left)
    again = store.read(run.train(tmp_path / "again.nc", start=first, seeds=[5], earlier_tasks=["DMS", "2AF"]))
    assert (again.training_loss[:, 0] != second.training_loss[:, 0]).all(), "both phases saw the same minibatches"


def test_networks_that_diverged_on_an_earlier_task_stay_so(run, tmp_path):
    first = run.train(tmp_path / "first.nc", learning_rate=1e30)
    found = store.read(run.train(tmp_path / "second.nc", start=first, earlier_tasks=["2AF"]))
    assert found.divergence_step.values.tolist() == [0, 0] and found.recurrent_weights.isnull().all()


def test_further_input_channels_stay_silent(plain, run, trained, tmp_path):
    wide = store.read(run.train(tmp_path / "a.nc", input_channels=5))
    assert wide.input_weights.shape[2:] == (12, 5)
    silent = wide.input_weights[..., 3:]
    assert (silent == silent.sel(step=0)).all() and not (wide.input_weights == wide.input_weights.sel(step=0)).all()
    with pytest.raises(InputError, match="input_channels: the task has 3 input channels, found 2"):
        run.train(tmp_path / "b.nc", input_channels=2)
    with pytest.raises(InputError, match="earlier_tasks: they left input weights of 12 × 5.*12 × 3.*input_channels"):
        run.train(tmp_path / "b.nc", start=tmp_path / "a.nc", earlier_tasks=["2AF"])
    assert [path.name for path in tmp_path.iterdir()] == ["a.nc"]


def test_the_path_is_recorded_where_it_is_tracked(run, trained, tmp_path):
    found = store.read(run.train(tmp_path / "a.nc", tracked="path_length"))
    assert found.path_length_2.dims == ("seed", "step") and found.path_length_1.attrs["long_name"]
    change = (found.recurrent_weights - found.recurrent_weights.sel(step=0)).sel(step=40)
    assert (found.path_length_2.sel(step=40) > np.sqrt((change.astype(float) ** 2).sum(("post", "pre")))).all()
    assert (found.path_length_1.sel(step=40) > abs(change.astype(float)).sum(("post", "pre"))).all()
    np.testing.assert_array_equal(found.recurrent_weights, trained.recurrent_weights)
    assert "path_length_2" not in trained


def test_diverged_runs_are_marked(run, tmp_path):
    found = store.read(run.train(tmp_path / "a.nc", learning_rate=1e30))
    assert found.diverged.values.tolist() == [1, 1] and found.diverged.dtype == np.int8
    assert (found.divergence_step >= 0).all() and (found.divergence_step <= 3).all()
    assert found.recurrent_weights.sel(step=40).isnull().all()
    assert found.recurrent_weights.sel(step=0).notnull().all()


def test_progress_goes_to_standard_error(run, tmp_path, capsys):
    run.train(tmp_path / "a.nc")
    captured = capsys.readouterr()
    assert "step 40 of 40" in captured.err and "seed 3" in captured.err and not captured.out


def test_the_last_step_alone_can_be_scored(run, trained, tmp_path):
    last = store.read(run.train(tmp_path / "a.nc", output_steps="last"))
    assert (last.training_loss[:, 0] != trained.training_loss[:, 0]).all()


def test_cuda_is_refused_where_there_is_none(run, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    machine = {**copy.deepcopy(run.machine), "device": "cuda"}
    with pytest.raises(InputError, match="machine.device: cuda.*`device: auto` or `device: cpu`"):
        run.train(tmp_path / "a.nc", machine=machine)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "wanted, available, expected",
    [
        ("auto", False, "cpu"),
        ("auto", True, "cuda"),
        ("cpu", True, "cpu"),
        ("cpu", False, "cpu"),
        ("cuda", True, "cuda"),
    ],
)
def test_devices(monkeypatch, wanted, available, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available)
    assert train.choose_device(wanted).type == expected


# Objectives, real targets, data of each replicate, stopping


@pytest.fixture(scope="module")
def linear(tmp_path_factory, parameters_of):
    """A pool of the linear teacher for the seeds of `run` and one more, drawn by the script, and its parameters."""
    import trials

    definition = {"environment": "LinearTeacher", "timing": {}, "arguments": {"inputs": 5, "outputs": 2, "noise": 0}}
    path = tmp_path_factory.mktemp("linear") / "trials.nc"
    changes = {"task": "linear", "task_definition": definition}
    trials.write_trials(path, parameters_of("trials", **changes), 1, {"stage": "trials"}, [3, 4, 5])
    return path


FEEDFORWARD = {
    "learner": "feedforward",
    "activation": "relu",
    "truncated_layers": "first",
    "depth": 1,
    "objective": "squared_error",
    "batch": "all",
}


def test_a_learner_of_real_targets_sees_the_data_of_its_own_seed(run, linear, tmp_path):
    """Deep linear regression by full-batch gradient descent, in NumPy."""
    changes = FEEDFORWARD | {"activation": "linear", "learning_rate": 0.01, "momentum": 0}
    found = store.read(run.train(tmp_path / "a.nc", pool=linear, **changes))
    assert found.training_loss.attrs == {"long_name": "squared error of the minibatch before each update", "units": "1"}
    assert found.sizes["output"] == 2 and found.attrs["outputs"] == 2
    for seed in run.seeds:
        own = store.read(linear, "training").sel(seed=seed)
        x, y = own.inputs.values[:, 0].astype(float).T, own.target.values[:, 0].astype(float).T
        start = found.sel(seed=seed, step=0)
        matrix, read = start.hidden_weights.values[0].astype(float), start.output_weights.values.astype(float)
        shown, losses = start.embedding_weights.values.astype(float) @ x, []
        for _ in range(40):
            error = read @ matrix @ shown - y
            losses.append((error**2).sum(0).mean())
            slope = 2 * error / x.shape[1]
            read, matrix = read - 0.01 * slope @ (matrix @ shown).T, matrix - 0.01 * read.T @ slope @ shown.T
        np.testing.assert_allclose(found.training_loss.sel(seed=seed), losses, rtol=1e-4)
        np.testing.assert_allclose(found.output_weights.sel(seed=seed, step=40), read, atol=1e-4)
        assert losses[-1] < losses[0] / 2


def test_the_file_says_when_and_why_a_network_stopped(run, linear, tmp_path):
    changes = {**FEEDFORWARD, "learning_rate": 0.02, "stopping": "train_error", "stopping_interval": 1}
    free = store.read(run.train(tmp_path / "a.nc", pool=linear, **FEEDFORWARD | {"learning_rate": 0.02}))
    bound = float(free.training_loss[:, 20].max()) * 1.0001
    found = store.read(run.train(tmp_path / "b.nc", pool=linear, **changes, train_error_bound=bound))
    first = (free.training_loss.values < bound).argmax(1)
    assert (first > 0).all() and (first <= 20).all()
    np.testing.assert_array_equal(found.stopped_step, first)
    assert found.stopped_by.values.tolist() == ["train_error"] * 2 and (found.diverged == 0).all()
    assert found.training_loss.notnull().sum("update").values.tolist() == first.tolist()


def test_validation_looks_at_the_probe_part(run, linear, tmp_path):
    """At a learning rate of almost nothing the probe loss does not move, so that patience ends it."""
    still = {**FEEDFORWARD, "learning_rate": 1e-30, "stopping": "validation", "patience": 2, "stopping_interval": 5}
    found = store.read(run.train(tmp_path / "a.nc", pool=linear, **still))
    assert found.stopped_step.values.tolist() == [10, 10]


def test_a_hinge_of_two_classes_takes_one_output(run, tmp_path, parameters_of):
    import trials

    definition = {
        "environment": "StudentTeacher",
        "timing": {},
        "arguments": {"inputs": 5, "classes": 2, "whitened": True},
    }
    pool = tmp_path / "trials.nc"
    trials.write_trials(pool, parameters_of("trials", task="two", task_definition=definition), 1, {})
    changes = FEEDFORWARD | {"objective": "hinge", "alpha": 0.5, "centre": True, "learning_rate": 0.2}
    found = store.read(run.train(tmp_path / "a.nc", pool=pool, **changes))
    assert found.sizes["output"] == 1
    # Centred outputs are zero at the start: every trial lacks its whole margin, 1 / alpha of the loss.
    np.testing.assert_allclose(found.training_loss[:, 0], 2)
    assert (found.training_loss[:, -1] < 1).all()
