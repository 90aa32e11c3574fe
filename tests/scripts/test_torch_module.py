"""Torch modules through the stages train and measure: the same files as learners that are written out give."""

import measure
import numpy as np
import pytest
import train
import trials
from helpers.study_of_learners import learners_of_a_study
from helpers.torch_modules import torch_feedforward, torch_recurrent, transformer
from richlazy.artefacts import store
from richlazy.measures import STANDARD

SERVED = [name for name in STANDARD if name != "lyapunov_exponent"]  # a module tells nothing of its state
MODULE = {"learner": "torch_recurrent", "leak": 0.5}
TASK = {"environment": "LinearTeacher", "timing": {}, "arguments": {"inputs": 5, "outputs": 2, "noise": 0}}
REGRESSION = {"learner": "torch_feedforward", "objective": "squared_error", "alpha": 2}
REGRESSION |= {"centre": True, "task": "teacher", "task_definition": TASK, "dt": 1, "learning_rate": 0.001}


@pytest.fixture(autouse=True, scope="module")
def files_are_learners(tmp_path_factory):
    """The modules of the tests are found by their names."""
    with learners_of_a_study(tmp_path_factory.mktemp("project")):
        yield


@pytest.fixture(scope="module")
def both(run, tmp_path_factory, parameters_of):
    """Files of training and of measures, of the module and of the network written out, which start alike."""
    folder = tmp_path_factory.mktemp("both")
    start = run.train(folder / "start.nc")
    found = {}
    for name, changes in (("module", MODULE), ("written out", {})):
        path = run.train(folder / f"{name}.nc", start=start, **changes)
        spec = {"parameters": parameters_of("measure", **changes, measures=SERVED), "seeds": run.seeds}
        measure.write_measures(path, run.trials, folder / f"{name} measures.nc", spec, run.machine, 1)
        found[name] = store.read(path), store.read(folder / f"{name} measures.nc")
    return found


def test_the_weights_are_those_of_the_network_written_out(both):
    (module, _), (written, _) = both["module"], both["written out"]
    for name in ("recurrent", "input", "output"):
        np.testing.assert_allclose(module[f"{name}_weights"], written[f"{name}_weights"], rtol=0, atol=1e-5)
    assert module.recurrent_weights.dims == ("seed", "step", "recurrent_post", "recurrent_pre")
    assert np.abs(module.recurrent_weights.diff("step")).max() > 1e-3
    np.testing.assert_allclose(module.training_loss, written.training_loss, rtol=1e-4)
    assert module.attrs["inputs"] == written.attrs["inputs"] == 3


@pytest.mark.parametrize("name", SERVED)
def test_every_measure_is_that_of_the_network_written_out(both, name):
    (_, module), (_, written) = both["module"], both["written out"]
    assert module[name].dims == written[name].dims and module[name].attrs == written[name].attrs
    np.testing.assert_allclose(module[name], written[name], rtol=2e-3, atol=2e-5)
    assert np.isfinite(module[name].sel(step=40)).any()


def test_a_module_with_a_stage_connectivity_starts_from_its_matrices(run, tmp_path):
    module = store.read(run.train(tmp_path / "a.nc", **MODULE))
    np.testing.assert_array_equal(module.recurrent_weights.sel(step=0), store.read(run.connectivity).weights[:, 0])
    again = store.read(run.train(tmp_path / "b.nc", **MODULE))
    assert module.identical(again.assign_attrs(module.attrs))


@pytest.fixture(scope="module")
def regression(run, tmp_path_factory, parameters_of):
    """Training and measures of networks that have data of their own each."""
    folder = tmp_path_factory.mktemp("regression")
    found = {stage: folder / f"{stage}.nc" for stage in ("trials", "train", "measure")}
    drawn = parameters_of("trials", task="teacher", task_definition=TASK, dt=1)
    trials.write_trials(found["trials"], drawn, 1, {}, run.seeds)
    spec = {"parameters": parameters_of("train", **REGRESSION), "seeds": run.seeds}
    train.write_training(found["trials"], None, None, found["train"], spec, run.machine, 1)
    names = ["loss", "kernel_alignment", "weight_change", "representation_alignment"]
    spec = {"parameters": parameters_of("measure", **REGRESSION, measures=names), "seeds": run.seeds}
    measure.write_measures(found["train"], found["trials"], found["measure"], spec, run.machine, 1)
    return {stage: store.read(path) for stage, path in found.items() if stage != "trials"}


def test_a_module_without_a_stage_connectivity_learns_real_targets_of_its_own(regression):
    training, measured = regression["train"], regression["measure"]
    names = {name.removesuffix("_weights") for name in training.data_vars if name.endswith("_weights")}
    assert names == {"layers_0_matrix", "layers_1_matrix", "embedding", "output"}
    assert (training.embedding_weights == training.embedding_weights.sel(step=0)).all()
    # Centred outputs start at zero, whose error is the mean square of the targets.
    assert (measured.loss.sel(step=40) < 0.9 * measured.loss.sel(step=0)).all()
    changes = [training[f"{name}_weights"].astype(float) for name in ("layers_0_matrix", "layers_1_matrix")]
    squares = [((w - w.sel(step=0)) ** 2).sum(w.dims[2:]) for w in changes]
    np.testing.assert_allclose(measured.weight_change, np.sqrt(sum(squares)), rtol=1e-5)
    assert (measured.weight_change.sel(step=40) > 0.01).all()
    np.testing.assert_allclose(measured.kernel_alignment.sel(step=0), 1, rtol=1e-5)


def test_the_files_of_the_tests_say_what_learners_say():
    for file in (torch_feedforward, torch_recurrent, transformer):
        assert {"TAKES", "STAGES", "OFFERS", "PARAMETERS"} <= set(vars(file))
