"""The networks of a seed are shown the sequences of that seed, alone or in a block, from the script that trains."""

import numpy as np
import pytest
import torch
import train
import trials
from helpers.configs import read_config
from helpers.planned_paths import plan_of
from richlazy.artefacts import store
from richlazy.training.block import Pool

SIZES = {"training_trials": 40, "probe_trials": 8, "test_trials": 12, "kernel_trials": 4, "batch": 8, "steps": 30}
SEQUENCES = {"class_count": 60, "label_count": 6, "item_dimension": 5}
MACHINE = {"device": "cpu", "report_every": 0}


def parameters(**changes):
    """Parameters of a training of the recurrent network without circuits, whose task is a stream."""
    config = read_config()
    given = SIZES | SEQUENCES | {"learner": "in_context_elman", "output_steps": "last", "optimizer": "adam"}
    experiment = {"sweep": {"task": ["gaussian_classes"]}, "parameters": given | changes}
    config["experiments"] = {"one": experiment}
    (training,) = plan_of(config).artefacts["train"].values()
    return training.parameters


def trained(folder, seeds, given, device="cpu"):
    folder.mkdir(exist_ok=True)
    spec = {"stage": "train", "parameters": given, "seeds": seeds}
    trials.write_trials(folder / "trials.nc", given, 1, spec | {"stage": "trials"}, seeds)
    train.write_training(folder / "trials.nc", None, None, folder / "train.nc", spec, MACHINE | {"device": device}, 1)
    return store.read(folder / "train.nc")


def test_a_seed_learns_the_same_in_any_block_and_again_to_the_same_bits(tmp_path):
    runs = []
    for number, seeds in enumerate(([0, 1, 2], [0, 1, 2], [1])):
        runs.append(trained(tmp_path / str(number), seeds, parameters(centre=True)))
    first, again, alone = runs
    assert np.array_equal(first.training_loss, again.training_loss) and np.isfinite(first.training_loss).all()
    np.testing.assert_allclose(alone.training_loss, first.training_loss.sel(seed=[1]), rtol=1e-4)
    np.testing.assert_allclose(first.training_loss[:, 0], np.log(SEQUENCES["label_count"]), rtol=1e-5)


def shown(seed, **changes):
    """The first minibatch of a network."""
    given = parameters() | changes
    pool = Pool(torch.zeros(40, 6, 9), torch.zeros(40, 9, dtype=torch.int64), 6)
    return train.minibatches(seed, given, pool, 8).take(1)[0]


def test_every_seed_and_every_repetition_of_a_task_has_minibatches_of_its_own():
    assert np.array_equal(shown(0), shown(0))
    assert not np.array_equal(shown(0), shown(1))
    assert not np.array_equal(shown(0), shown(0, earlier_tasks=["gaussian_classes"]))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("centre", [False, True])
@pytest.mark.parametrize("learner", ["in_context_elman", "in_context_lstm"])
def test_a_gpu_trains_on_the_same_sequences_as_the_cpu(tmp_path, learner, centre):
    on_cpu, on_gpu = (
        trained(tmp_path / device, [0, 1], parameters(learner=learner, centre=centre), device)
        for device in ("cpu", "cuda")
    )
    np.testing.assert_allclose(on_gpu.training_loss, on_cpu.training_loss, rtol=1e-3)
