"""What acts see of torch modules after every update is what the modules give with the weights of that step."""

import numpy as np
import pytest
import torch
from helpers.study_of_learners import learners_of_a_study
from richlazy.training.after_update.accuracy_steps import VARIABLES
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings
from torch.func import functional_call

TRIALS, HELD_OUT, BATCH, TIME, STEPS, BOUND = 30, 17, 8, 4, 40, 0.6
NAMES = {"recurrent": "torch_recurrent", "feedforward": "torch_feedforward", "transformer": "transformer"}


@pytest.fixture(autouse=True, scope="module")
def files_are_learners(tmp_path_factory):
    with learners_of_a_study(tmp_path_factory.mktemp("project")):
        yield


def pool_of(trials, seed, inputs, classes):
    """The class is that of the largest of the first inputs, at every time step by itself."""
    shown = torch.randn((trials, inputs, TIME), generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return Pool(shown, shown[:, :classes].argmax(1), classes)


@pytest.mark.parametrize("centre", [False, True])
@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("name", NAMES)
def test_first_steps_are_those_of_the_weights_at_every_step(modules, name, networks, centre):
    inputs, classes = modules.sizes
    architecture, parts = modules.architecture(name), {}
    for seed, (part, trials) in enumerate({"training": TRIALS, "test": HELD_OUT}.items()):
        parts[part] = pool_of(trials, seed, inputs, classes)
    values = {"learning_rate": 0.1, "momentum": 0.9, "accuracy_bound": BOUND}
    acts = ("accuracy_steps",)
    settings = Settings(
        NAMES[name], architecture, BATCH, list(range(STEPS + 1)), values, after_update=acts, alpha=2, centre=centre
    )
    orders = [MinibatchOrder(np.random.default_rng(network), TRIALS, BATCH) for network in range(networks)]
    weights = modules.weights(architecture, networks)
    found = train(weights, parts["training"], orders, settings, lambda *progress: None, parts=parts)
    kept = architecture.by_name(found.weights)

    def outputs(network, step, pool):
        current = {key: values[network, step] for key, values in kept.items()}
        return functional_call(architecture.network, current, (pool.inputs.permute(0, 2, 1),))[:, -1]

    for variable, pool in zip(VARIABLES, parts.values(), strict=True):
        for network in range(networks):
            start = outputs(network, 0, pool) if centre else 0
            decided = [(outputs(network, step, pool) - start).argmax(-1) for step in range(STEPS + 1)]
            accuracy = np.array([(one == pool.targets[:, -1]).double().mean().item() for one in decided])
            reached = np.flatnonzero(accuracy >= BOUND)
            assert found.recorded[variable][network, -1] == (reached[0] if len(reached) else np.inf)
