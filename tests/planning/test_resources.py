"""What jobs ask of a cluster is enough for what they hold and do, however long a trial is."""

from pathlib import Path

import pytest
from helpers.projects import checked_project
from richlazy.planning import resources

ROOT = Path(__file__).parents[2]
# The 2AF task lasts 800 ms and has three inputs; CXT has seven.
MILLISECONDS, CHANNELS = 800, {"2AF": 3, "CXT": 7}
# Measured for ten networks one after the other: 0.93 ms a step of training with 8 time steps.
SECONDS_A_TIME_STEP = 0.93e-3 / 8


def artefact(config, stage, **parameters):
    task = parameters.pop("task", "2AF")
    experiment = {"sweep": {"task": [task], "rank": [1]}, "parameters": parameters, "claims": [], "figures": []}
    (found,) = checked_project(config | {"experiments": {"one": experiment}}, ROOT).plan.artefacts[stage].values()
    return found


@pytest.mark.parametrize("task", CHANNELS)
@pytest.mark.parametrize("dt", [100, 20, 1])
def test_memory_holds_the_pool(config, task, dt):
    steps = MILLISECONDS / dt
    megabytes = 320_000 * steps * (4 * CHANNELS[task] + 2) / 1e6
    assert resources.memory(artefact(config, "trials", task=task, dt=dt), config["machine"]) > 2 * megabytes
    assert resources.training_memory(artefact(config, "train", task=task, dt=dt)) > megabytes


@pytest.mark.parametrize("dt", [100, 20, 1])
def test_time_is_twice_what_a_training_was_measured_to_take(config, dt):
    seconds = 10 * 10_000 * MILLISECONDS / dt * SECONDS_A_TIME_STEP
    assert 60 * resources.training_minutes(artefact(config, "train", dt=dt)) > 2 * seconds


def test_the_longest_task_of_a_mixture_counts(config):
    long = config["tasks"]["2AF_long"]
    mixed = config["tasks"] | {"both": {"environment": "Mixture", "arguments": {"tasks": ["2AF", "2AF_long"]}}}
    assert sum(long["timing"].values()) == 2 * MILLISECONDS
    alone, both = (
        resources.training_minutes(artefact(config | {"tasks": mixed}, "train", task=task)) for task in ("2AF", "both")
    )
    assert both - 30 == pytest.approx(2 * (alone - 30), abs=1)


def test_samples_of_a_table_have_its_steps(config):
    size = {"batch": 32, "training_trials": 55_000, "probe_trials": 200, "test_trials": 10_000}
    rows, whole = (resources.training_minutes(artefact(config, "train", task=t, **size)) for t in ("sMNIST", "2AF"))
    assert rows - 30 == pytest.approx(28 / 8 * (whole - 30), abs=3)
