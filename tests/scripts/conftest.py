"""A small run of the scripts trials, connectivity and train, made once, for the tests of scripts."""

from types import SimpleNamespace

import pytest
from richlazy.measures import STANDARD

MACHINE = {"device": "cpu", "kernel_memory": 100, "report_every": 0}
PARAMETERS = {
    "trials": {
        "task": "2AF",
        "dt": 100,
        "training_trials": 90,
        "probe_trials": 20,
        "test_trials": 30,
        "trial_seed": 0,
        "task_definition": {
            "environment": "PerceptualDecisionMaking",
            "timing": {"fixation": 0, "stimulus": 700, "delay": 0, "decision": 100},
            "arguments": {},
        },
    },
    "connectivity": {
        "connectivity": "gaussian",
        "null_model": "none",
        "hidden": 12,
        "gain": 1.25,
        "rank": 4,
        "truncation": "svd",
        "normalise": "frobenius",
        "matrix_definition": {"builder": "gaussian"},
    },
    "train": {
        "learner": "recurrent",
        "objective": "cross_entropy",
        "alpha": 1,
        "centre": False,
        "stopping": "steps",
        "rule": "gradient",
        "target_noise": "none",
        "optimizer": "sgd",
        "learning_rate": 0.05,
        "momentum": 0.9,
        "steps": 40,
        "batch": 8,
        "tau": 200,
        "output_steps": "all",
        "trained_weights": "all",
        "constraint": "none",
        "tracked": "none",
        "precision": "float32",
        "earlier_tasks": [],
        "input_channels": "own",
        "divergence_loss": 1000,
        "checkpoints": [0, 1, 40],
    },
    "measure": {"kernel_trials": 6, "tested_on": "own", "measures": list(STANDARD)},
}
SEEDS = [3, 5]


@pytest.fixture(scope="session")
def parameters_of():
    """Parameters of a stage and those above, with changes."""

    def parameters_of(stage, **changes):
        if stage in ("trials", "connectivity"):
            return {**PARAMETERS[stage], **changes}
        below = PARAMETERS["measure"] if stage == "measure" else {}
        return {**PARAMETERS["trials"], **PARAMETERS["connectivity"], **PARAMETERS["train"], **below, **changes}

    return parameters_of


@pytest.fixture(scope="session")
def run(tmp_path_factory, parameters_of):
    """Paths of a pool and of matrices, and a function that trains on them."""
    import connectivity
    import train
    import trials

    folder = tmp_path_factory.mktemp("run")
    pool, matrices = folder / "trials.nc", folder / "connectivity.nc"
    trials.write_trials(pool, parameters_of("trials"), 1, {"stage": "trials"})
    connectivity.write_connectivity(matrices, parameters_of("connectivity"), SEEDS, {"stage": "connectivity"})

    def training(path, seeds=SEEDS, initial=matrices, start=None, machine=MACHINE, pool=pool, **changes):
        spec = {"stage": "train", "parameters": parameters_of("train", **changes), "seeds": seeds}
        train.write_training(pool, initial, start, path, spec, machine, 1)
        return path

    return SimpleNamespace(trials=pool, connectivity=matrices, train=training, seeds=SEEDS, machine=MACHINE)
