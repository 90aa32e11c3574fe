"""The digest of a job's code counts all that the job loads: what a stage imports while it runs, it was given."""

import json
import os
import shutil
import subprocess
import sys

import connectivity
import pytest
from helpers.new_parts import add
from richlazy.artefacts import code_digest

ROOT = code_digest.LIBRARY.parents[1]
MACHINE = {"device": "cpu", "kernel_memory": 100, "report_every": 0}
# Runs one stage and prints the files of all modules that the process has loaded by then, and what its digest counts.
PROGRAM = """
import importlib, json, sys
from pathlib import Path

stage, function, arguments, parameters, checks = json.loads(sys.argv[1])
getattr(importlib.import_module(stage), function)(*arguments)
files = [getattr(module, "__file__", None) for module in sys.modules.values()]

from richlazy.artefacts import code_digest
from richlazy.planning.plugin_modules import modules_by_name

root = code_digest.LIBRARY.parents[1]
named = [*modules_by_name(stage, parameters), *(code_digest.LIBRARY / check for check in checks)]
counted = code_digest.reached([root / "scripts" / f"{stage}.py", *named])
own = [Path(file) for file in files if file and Path(file).is_relative_to(root)]
own = [file for file in own if code_digest._read(str(file)).has_statements]
print(json.dumps([len(own), sorted(str(file) for file in set(own) - counted)]))
"""
TEACHER = {
    "task": "teacher",
    "task_definition": {"environment": "StudentTeacher", "timing": {}, "arguments": {"inputs": 3, "classes": 3}},
    "dt": 1,
}
TEACHER["task_definition"]["arguments"]["whitened"] = True
FEEDFORWARD = {"learner": "feedforward", "activation": "relu", "depth": 2, "truncated_layers": "all", "tau": 1}
STEPS = {"stopping_interval": 10, "train_error_bound": 1e-9}


def uncounted(stage, function, *arguments, parameters, checks=(), root=ROOT):
    """Own modules that a process has loaded when it has done a stage, and that the stage's digest does not count."""
    command = [sys.executable, "-c", PROGRAM, json.dumps([stage, function, arguments, parameters, checks])]
    path = os.pathsep.join([str(root / "scripts"), str(root)])
    environment = os.environ | {"PYTHONPATH": path}
    answer = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    count, found = json.loads(answer.stdout.splitlines()[-1])
    assert count > 5
    return found


# Checks refuse an environment or let it pass; they say nothing of what is drawn, and are left out on purpose.
CHECKS = ("data/neurogym_tasks/environment_checks.py",)


def of_trials(path, parameters, root=ROOT):
    return uncounted("trials", "write_trials", path, parameters, 1, {}, parameters=parameters, checks=CHECKS, root=root)


def of_connectivity(path, parameters):
    return uncounted("connectivity", "write_connectivity", path, parameters, [0], {}, parameters=parameters)


def of_training(trials, connectivity, path, parameters, root=ROOT):
    spec = {"parameters": parameters, "seeds": [3]}
    arguments = (trials, connectivity, None, path, spec, MACHINE, 1)
    return uncounted("train", "write_training", *arguments, parameters=parameters, root=root)


def of_measures(training, trials, path, parameters, root=ROOT):
    spec = {"parameters": parameters, "seeds": [3]}
    arguments = (training, trials, path, spec, MACHINE, 1)
    return uncounted("measure", "write_measures", *arguments, parameters=parameters, root=root)


@pytest.mark.parametrize("changes", [{}, TEACHER], ids=["an environment", "a table"])
def test_of_trials(changes, parameters_of, tmp_path):
    assert of_trials(str(tmp_path / "a.nc"), parameters_of("trials", **changes)) == []


@pytest.mark.parametrize("changes", [{}, {"null_model": "shuffled", "matrix_definition": {"builder": "uniform"}}])
def test_of_connectivity(changes, parameters_of, tmp_path):
    assert of_connectivity(str(tmp_path / "a.nc"), parameters_of("connectivity", **changes)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"optimizer": "adam", "tracked": "path_length", "objective": "squared_error", "centre": True},
        {"objective": "hinge", "stopping": "margins", **STEPS},
        {"stopping": "train_error", "alpha": 2.0, **STEPS},
    ],
)
def test_of_training(changes, run, parameters_of, tmp_path):
    files = str(run.trials), str(run.connectivity), str(tmp_path / "a.nc")
    assert of_training(*files, parameters_of("train", **changes)) == []


@pytest.mark.parametrize(
    "changes", [{}, {"measures": ["training_loss"]}, {"measures": ["loss"], "objective": "squared_error"}]
)
def test_of_measures(changes, run, parameters_of, tmp_path):
    training = run.train(tmp_path / "train.nc")
    files = str(training), str(run.trials), str(tmp_path / "a.nc")
    assert of_measures(*files, parameters_of("measure", **changes)) == []


def test_of_a_network_without_recurrence(parameters_of, tmp_path):
    pool, matrices, training = (str(tmp_path / f"{name}.nc") for name in ("trials", "connectivity", "train"))
    changes = TEACHER | FEEDFORWARD
    of_trials(pool, parameters_of("trials", **TEACHER))
    made = parameters_of("connectivity", depth=2, truncated_layers="all")
    connectivity.write_connectivity(matrices, made, [3], {})
    assert of_training(pool, matrices, training, parameters_of("train", **changes)) == []
    chosen = parameters_of("measure", **changes, measures=["loss", "kernel_alignment"])
    assert of_measures(training, pool, str(tmp_path / "m.nc"), chosen) == []


def test_of_a_torch_module_of_a_study(parameters_of, tmp_path):
    root = tmp_path / "project"
    for part in ("scripts", "studies", "config", "envs", "workflow"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for kind in ("learner", "measure"):
        add(root, kind, "newcomer", study="mine")
    pool, training = (str(tmp_path / f"{name}.nc") for name in ("trials", "train"))
    changes = TEACHER | {"learner": "newcomer", "neurons": 5, "curvature": 1.0}
    assert of_trials(pool, parameters_of("trials", **TEACHER), root) == []
    assert of_training(pool, None, training, parameters_of("train", **changes), root) == []
    chosen = parameters_of("measure", **changes, measures=["newcomer", "loss", "kernel_alignment"])
    assert of_measures(training, pool, str(tmp_path / "m.nc"), chosen, root) == []
