"""What no job can do without is held against the machine before a job starts."""

import re

import numpy as np
import pytest
import xarray
from helpers.configs import ROOT
from helpers.projects import checked_project
from helpers.tiny_config import tiny
from richlazy.errors import InputError
from richlazy.planning import resources
from richlazy.planning.machine_sizes import check_machine_holds, machine_memory, needed
from snakemake.utils import update_config

GIB = 2**30


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def planned(config):
    def plan(changes):
        update_config(config, tiny(changes))
        return checked_project(config, ROOT)

    return plan


def planned_config(work):
    """Plan and config, as the checks take them."""
    return work.plan, work.config


# Changes of the tiny config, memory, and the key with what else is said.
TOO_LARGE = {
    "units": ({"parameters": {"hidden": 100_000}}, 16 * GIB, "hidden", "found 100000, with 5 checkpoints"),
    "trials": (
        {"parameters": {"training_trials": 10**9}},
        16 * GIB,
        "training_trials",
        "29.8 GiB of memory, and this machine has 16 GiB",
    ),
    "steps of time": (
        {"parameters": {"dt": 0.1, "training_trials": 10**5}},
        GIB,
        "training_trials",
        "of 8000 time steps",
    ),
    "updates": ({"parameters": {"steps": 10**9}}, 4 * GIB, "steps", "found 1000000000"),
    "checkpoints": (
        {"parameters": {"hidden": 300, "checkpoints": list(range(0, 1000)), "steps": 1000}},
        GIB // 2,
        "hidden",
        "with 1001 checkpoints and 2 seeds",
    ),
    "batch": ({"parameters": {"training_trials": 10**6, "batch": 10**6}}, GIB // 4, "batch", "batch"),
    "probe": ({"parameters": {"training_trials": 10**6, "probe_trials": 10**5}}, 4 * GIB, "probe_trials", "GiB"),
    "kernel": (
        {"parameters": {"training_trials": 40_000, "probe_trials": 40_000, "kernel_trials": 40_000}},
        16 * GIB,
        "kernel_trials",
        "stage measure",
    ),
    "layers": (
        {
            "tasks": {"table": {"environment": "StudentTeacher"}},
            "experiments": {
                "rank": None,
                "deep": {
                    "sweep": {"depth": [1000]},
                    "parameters": {"learner": "feedforward", "task": "table", "hidden": 1000},
                },
            },
        },
        8 * GIB,
        "hidden",
        "found 1000",
    ),
    "resamples": ({"statistics": {"resamples": 1_000_000}}, GIB // 64, "resamples", "over 2 seeds"),
}


@pytest.mark.parametrize("case", TOO_LARGE)
def test_what_does_not_fit_is_refused_with_a_size_that_does(planned, config, case):
    changes, memory, key, words = TOO_LARGE[case]
    work = planned(changes)
    with pytest.raises(InputError) as error:
        check_machine_holds(work.plan, work.config, memory, disk=2**60)
    message = str(error.value)
    assert re.match(rf"(statistics\.)?{key}: found", message) and re.search(words, message), message
    assert "this machine has" in message
    most = int(re.search(rf"`{key}: (\d+)` or less", message)[1])
    assert most > 0
    section = "statistics" if key == "resamples" else "parameters"
    if case == "layers":
        config["experiments"]["deep"]["parameters"]["hidden"] = most
    else:
        config[section][key] = most
    if case != "kernel":  # which leaves a probe that is too large for this memory, too
        check_machine_holds(*planned_config(checked_project(config, ROOT)), memory, disk=2**60)


def test_a_simulation_beyond_the_machine_is_refused(config):
    experiment = {"simulation": "two_layer_linear", "arguments": {"inputs": 10**6, "hidden": 10**6}}
    config["experiments"] = {"huge": experiment}
    with pytest.raises(
        InputError, match=r"experiments\.huge\.arguments\.inputs: found 1000000, .* `inputs: 210` or less"
    ):
        check_machine_holds(*planned_config(checked_project(config, ROOT)), 16 * GIB, disk=GIB)
    experiment["arguments"]["inputs"] = 210
    check_machine_holds(*planned_config(checked_project(config, ROOT)), 16 * GIB, disk=GIB)


def test_of_a_list_the_largest_entry_counts(config):
    experiment = {"simulation": "committee_samples", "arguments": {"inputs": 10**6, "samples": [10, 10**6]}}
    config["experiments"] = {"huge": experiment}
    with pytest.raises(InputError, match=r"arguments\.samples: found 1000000, .* `samples: \[210\]` or less"):
        check_machine_holds(*planned_config(checked_project(config, ROOT)), 16 * GIB, disk=GIB)
    experiment["arguments"]["samples"] = [210]
    check_machine_holds(*planned_config(checked_project(config, ROOT)), 16 * GIB, disk=GIB)


def test_what_fits_is_taken_and_the_paper_fits_into_two_gigabytes(planned, config):
    check_machine_holds(*planned_config(checked_project(config, ROOT)), 2 * GIB, disk=100 * GIB)
    check_machine_holds(*planned_config(planned({})), GIB // 16, disk=GIB)


def test_what_is_there_needs_no_room(planned, folder):
    work = planned({"parameters": {"hidden": 100_000}})
    for path in work.artefact_paths():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    check_machine_holds(work.plan, work.config, GIB, disk=0)


def test_files_must_fit_on_the_disk(planned):
    work = planned({"parameters": {"hidden": 1000}})
    with pytest.raises(InputError, match=r"results: the \d+ files .* take at least .* free on the disk; the largest, "):
        check_machine_holds(work.plan, work.config, 64 * GIB, disk=10**7)


@pytest.mark.parametrize("stage", ["trials", "connectivity", "train", "measure"])
def test_no_job_is_asked_for_less_than_it_needs(config, stage):
    asked = {
        "trials": lambda artefact: resources.memory(artefact, {}),
        "connectivity": lambda artefact: resources.memory(artefact, {}),
        "train": resources.training_memory,
        "measure": lambda artefact: resources.measure_memory(artefact, 0),
    }
    for artefact in checked_project(config, ROOT).plan.artefacts[stage].values():
        need = sum(needed(stage, artefact.parameters, len(artefact.seeds)).values())
        assert 0 < need < 1e6 * asked[stage](artefact)


def test_weights_are_counted_as_they_are_stored(planned, folder):
    """The bytes of the recurrent weights of a training: seeds × checkpoints × units² in float32."""
    (artefact, *_) = planned({}).plan.artefacts["train"].values()
    shape = (len(artefact.seeds), len(artefact.parameters["checkpoints"]), 8, 8)
    stored = xarray.DataArray(np.zeros(shape, np.float32)).nbytes
    assert needed("train", artefact.parameters, len(artefact.seeds))["hidden"] == stored + 2 * 4 * 64


# Memory of the machine


def write(root, path, text):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def test_the_narrowest_control_group_around_a_process_counts(folder):
    write(folder, "proc/self/cgroup", "0::/user/job\n")
    write(folder, "sys/fs/cgroup/user/job/memory.max", "max\n")
    write(folder, "sys/fs/cgroup/user/memory.max", "4096\n")
    assert machine_memory(folder) == 4096
    write(folder, "sys/fs/cgroup/user/job/memory.max", "1024\n")
    assert machine_memory(folder) == 1024


def test_control_groups_of_version_1(folder):
    write(folder, "proc/self/cgroup", "5:cpu:/\n4:memory:/a/b\n0::/\n")
    write(folder, "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", f"{2**63 - 4096}\n")
    assert 2**20 < machine_memory(folder) < 2**60
    write(folder, "sys/fs/cgroup/memory/a/memory.limit_in_bytes", "8192\n")
    assert machine_memory(folder) == 8192


def test_without_control_groups_the_machine_counts(folder):
    with open("/proc/meminfo", encoding="ascii") as file:
        kilobytes = int(re.search(r"MemTotal: +(\d+) kB", file.read())[1])
    assert machine_memory(folder) == pytest.approx(1024 * kilobytes, rel=0.05)
