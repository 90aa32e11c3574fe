"""The digest of a job's code counts all that the job loads: what a stage imports while it runs, it was given."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from richlazy.artefacts import code_digest
from richlazy.planning.plugin_modules import modules_by_name

ROOT = code_digest.LIBRARY.parents[1]
MACHINE = {"device": "cpu", "kernel_memory": 100, "report_every": 0}
# Runs one stage and prints the files of all own modules that the process has loaded by then.
PROGRAM = """
import importlib, json, sys

stage, function, arguments = json.loads(sys.argv[1])
getattr(importlib.import_module(stage), function)(*arguments)
files = [getattr(module, "__file__", None) for module in sys.modules.values()]
print(json.dumps([file for file in files if file]))
"""
TEACHER = {
    "task": "teacher",
    "task_definition": {"environment": "StudentTeacher", "timing": {}, "arguments": {"inputs": 3, "classes": 3}},
    "dt": 1,
}
TEACHER["task_definition"]["arguments"]["whitened"] = True
FEEDFORWARD = {"learner": "feedforward", "activation": "relu", "depth": 2, "truncated_layers": "all", "tau": 1}
STEPS = {"stopping_interval": 10, "train_error_bound": 1e-9}


def loaded(stage, function, *arguments):
    """Own modules that a process has loaded when it has done a stage; those that do nothing are left out."""
    command = [sys.executable, "-c", PROGRAM, json.dumps([stage, function, arguments])]
    path = os.pathsep.join([str(ROOT / "scripts"), str(ROOT)])
    answer = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    files = [Path(file) for file in json.loads(answer.stdout.splitlines()[-1])]
    own = [file for file in files if file.is_relative_to(ROOT / "scripts") or file.is_relative_to(ROOT / "studies")]
    return {file for file in own if code_digest._read(str(file)).has_statements}


def counted(stage, parameters):
    """What the digest of a stage counts."""
    return code_digest.reached([ROOT / "scripts" / f"{stage}.py", *modules_by_name(stage, parameters)])


@pytest.mark.parametrize("changes", [{}, TEACHER], ids=["an environment", "a table"])
def test_of_trials(changes, parameters_of, tmp_path):
    parameters = parameters_of("trials", **changes)
    found = loaded("trials", "write_trials", str(tmp_path / "a.nc"), parameters, 1, {})
    # Checks refuse an environment or let it pass; they say nothing of what is drawn, and are left out on purpose.
    checks = code_digest.reached([code_digest.LIBRARY / "data" / "neurogym_tasks" / "environment_checks.py"])
    assert found - counted("trials", parameters) - checks == set() and len(found) > 5


@pytest.mark.parametrize("changes", [{}, {"null_model": "shuffled", "matrix_definition": {"builder": "uniform"}}])
def test_of_connectivity(changes, parameters_of, tmp_path):
    parameters = parameters_of("connectivity", **changes)
    found = loaded("connectivity", "write_connectivity", str(tmp_path / "a.nc"), parameters, [0], {})
    assert found - counted("connectivity", parameters) == set() and len(found) > 5


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
    parameters = parameters_of("train", **changes)
    spec, files = {"parameters": parameters, "seeds": run.seeds}, [str(run.trials), str(run.connectivity), None]
    found = loaded("train", "write_training", *files, str(tmp_path / "a.nc"), spec, MACHINE, 1)
    assert found - counted("train", parameters) == set() and len(found) > 10


@pytest.mark.parametrize(
    "changes", [{}, {"measures": ["training_loss"]}, {"measures": ["loss"], "objective": "squared_error"}]
)
def test_of_measures(changes, run, parameters_of, tmp_path):
    training = run.train(tmp_path / "train.nc")
    parameters = parameters_of("measure", **changes)
    spec, files = {"parameters": parameters, "seeds": run.seeds}, [str(training), str(run.trials)]
    found = loaded("measure", "write_measures", *files, str(tmp_path / "a.nc"), spec, MACHINE, 1)
    assert found - counted("measure", parameters) == set() and len(found) > 10


def test_of_a_network_without_recurrence(parameters_of, tmp_path):
    pool, matrices, training = (str(tmp_path / f"{name}.nc") for name in ("trials", "connectivity", "train"))
    changes = TEACHER | FEEDFORWARD
    loaded("trials", "write_trials", pool, parameters_of("trials", **TEACHER), 1, {})
    made = parameters_of("connectivity", depth=2, truncated_layers="all")
    loaded("connectivity", "write_connectivity", matrices, made, [0], {})
    spec = {"parameters": parameters_of("train", **changes), "seeds": [0]}
    found = loaded("train", "write_training", pool, matrices, None, training, spec, MACHINE, 1)
    assert found - counted("train", spec["parameters"]) == set()
    measures = ["loss", "kernel_alignment"]
    spec = {"parameters": parameters_of("measure", **changes, measures=measures), "seeds": [0]}
    found = loaded("measure", "write_measures", training, pool, str(tmp_path / "m.nc"), spec, MACHINE, 1)
    assert found - counted("measure", spec["parameters"]) == set()
