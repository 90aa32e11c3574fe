"""A network without recurrence through all stages, against plain PyTorch."""

import connectivity
import measure
import numpy as np
import pytest
import torch
import train
import trials
from richlazy import randomness
from richlazy.artefacts import store
from richlazy.errors import InputError
from richlazy.measures import STANDARD
from richlazy.training.minibatches import MinibatchOrder

SEEDS, DEPTH, UNITS = [3, 5], 3, 12
TASK = {"environment": "StudentTeacher", "timing": {}, "arguments": {"inputs": 6, "classes": 3, "whitened": True}}
CHANGES = {"learner": "feedforward", "activation": "relu", "depth": DEPTH, "truncated_layers": "all", "dt": 1, "tau": 1}
CHANGES |= {"task": "teacher", "task_definition": TASK}


@pytest.fixture(scope="module")
def paths(tmp_path_factory, parameters_of, run):
    folder = tmp_path_factory.mktemp("feedforward")
    found = {stage: folder / f"{stage}.nc" for stage in ("trials", "connectivity", "train", "measure")}
    drawn = parameters_of("trials", task="teacher", task_definition=TASK, dt=1)
    trials.write_trials(found["trials"], drawn, 1, {"stage": "trials"})
    made = parameters_of("connectivity", depth=DEPTH, truncated_layers="all")
    connectivity.write_connectivity(found["connectivity"], made, SEEDS, {})
    spec = {"stage": "train", "parameters": parameters_of("train", **CHANGES), "seeds": SEEDS}
    train.write_training(found["trials"], found["connectivity"], None, found["train"], spec, run.machine, 1)
    served = [name for name in STANDARD if name != "lyapunov_exponent"]
    spec = {"stage": "measure", "parameters": parameters_of("measure", **CHANGES, measures=served), "seeds": SEEDS}
    measure.write_measures(found["train"], found["trials"], found["measure"], spec, run.machine, 1)
    return found


def start(training, seed):
    """W_1 ... W_L, W_o as leaves, and E, in float64."""
    at = training.sel(seed=seed, step=0)
    hidden, embedding, output = (
        torch.from_numpy(at[f"{name}_weights"].values).double() for name in ("hidden", "embedding", "output")
    )
    return [matrix.clone().requires_grad_() for matrix in [*hidden, output]], embedding


def test_the_start_is_the_matrices_of_the_seed(paths):
    training, matrices = store.read(paths["train"]), store.read(paths["connectivity"])
    assert training.hidden_weights.dims == ("seed", "step", "layer", "post", "pre")
    np.testing.assert_array_equal(training.hidden_weights.sel(step=0), matrices.weights)
    assert [np.linalg.matrix_rank(matrix) for matrix in matrices.weights[0]] == [4] * DEPTH


def test_training_equals_pytorch(paths):
    training, pool = store.read(paths["train"]), store.read(paths["trials"], "training")
    inputs = torch.from_numpy(pool.inputs.values[:, 0]).double()
    labels = torch.from_numpy(pool.label.values[:, 0].astype(np.int64))
    for seed in SEEDS:
        leaves, embedding = start(training, seed)
        optimizer = torch.optim.SGD(leaves, lr=0.05, momentum=0.9)
        for batch in MinibatchOrder(randomness.generator("minibatches", seed), 90, 8).take(40):
            state = inputs[batch] @ embedding.T
            for matrix in leaves[:-1]:
                state = torch.relu(state @ matrix.T)
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(state @ leaves[-1].T, labels[batch]).backward()
            optimizer.step()
        last = training.sel(seed=seed, step=40)
        expected = torch.stack(leaves[:-1]).detach()
        np.testing.assert_allclose(last.hidden_weights, expected, atol=2e-5)
        np.testing.assert_allclose(last.output_weights, leaves[-1].detach(), atol=2e-5)
        np.testing.assert_allclose(last.embedding_weights, embedding)
    assert np.abs(training.hidden_weights.diff("step")).max() > 0.01


def test_all_measures_are_there(paths):
    measured, training = store.read(paths["measure"]), store.read(paths["train"])
    assert set(STANDARD) - set(measured.data_vars) == {"lyapunov_exponent"}
    for name in set(STANDARD) & set(measured.data_vars):
        assert measured[name].dims[:2] == ("seed", "step") and np.isfinite(measured[name].sel(step=40)).any()
    for name in ("kernel_alignment", "full_kernel_alignment", "representation_alignment"):
        np.testing.assert_allclose(measured[name].sel(step=0), 1, rtol=1e-6)
    assert (measured.kernel_alignment.sel(step=40) != measured.full_kernel_alignment.sel(step=40)).all()
    change = training.hidden_weights.astype(float) - training.hidden_weights.sel(step=0)
    np.testing.assert_allclose(measured.weight_change, np.sqrt((change**2).sum(("layer", "post", "pre"))), rtol=1e-6)


def test_diverged_runs_are_marked(paths, run, tmp_path, parameters_of):
    spec = {"parameters": parameters_of("train", **CHANGES, learning_rate=1e30), "seeds": SEEDS}
    train.write_training(paths["trials"], paths["connectivity"], None, tmp_path / "a.nc", spec, run.machine, 1)
    found = store.read(tmp_path / "a.nc")
    assert found.diverged.values.tolist() == [1, 1] and found.hidden_weights.sel(step=40).isnull().all()


def test_a_task_of_many_steps_is_refused(paths, run, tmp_path, parameters_of):
    spec = {"parameters": parameters_of("train", **CHANGES), "seeds": SEEDS}
    with pytest.raises(InputError, match="8 time steps"):
        train.write_training(run.trials, paths["connectivity"], None, tmp_path / "a.nc", spec, run.machine, 1)
    assert not list(tmp_path.iterdir())
