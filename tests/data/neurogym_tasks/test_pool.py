"""Pools of trials: reproducible whatever draws them; any NeuroGym environment; errors that say what to write."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from richlazy.data.neurogym_tasks import pool
from richlazy.data.neurogym_tasks.environment_checks import check_environment
from richlazy.data.neurogym_tasks.pool import Definition, check, draw, make_environment
from richlazy.errors import InputError

SCRIPTS = Path(pool.__file__).parents[3]
TIMING = {
    "PerceptualDecisionMaking": {"fixation": 0, "stimulus": 700, "delay": 0, "decision": 100},
    "ContextDecisionMaking": {"fixation": 0, "stimulus": 200, "delay": 500, "decision": 100},
    "DelayMatchSample-v0": {"fixation": 0, "sample": 100, "delay": 500, "test": 100, "decision": 100},
}


def definition(environment="PerceptualDecisionMaking", timing=None, arguments=None, dt=100):
    timing = TIMING.get(environment, {}) if timing is None else timing
    return Definition("mine", environment, timing, arguments or {}, dt)


def sample(task, part="probe", trials=30, seed=0):
    with ThreadPoolExecutor(1) as executor:
        return draw(task, part, trials, seed, executor)


def assert_same(first, second):
    np.testing.assert_array_equal(first.inputs, second.inputs)
    np.testing.assert_array_equal(first.labels, second.labels)
    assert list(first.parameters) == list(second.parameters)
    for name, values in first.parameters.items():
        np.testing.assert_array_equal(values, second.parameters[name])


def fingerprint():
    """Digest over small pools of all tasks of TIMING."""
    found = hashlib.sha256()
    for environment in TIMING:
        trials = sample(definition(environment), trials=20)
        for array in (trials.inputs, trials.labels, *trials.parameters.values()):
            found.update(np.ascontiguousarray(array).tobytes())
        found.update(",".join(trials.parameters).encode())
    return found.hexdigest()


@pytest.mark.parametrize("environment", ["ContextDecisionMaking", "DelayMatchSample-v0"])
def test_the_number_of_processes_does_not_matter(monkeypatch, environment):
    monkeypatch.setattr(pool, "_BLOCK", 7)
    task = definition(environment)
    alone = sample(task, trials=30)
    for processes in (1, 2):
        with ProcessPoolExecutor(processes) as executor:
            assert_same(draw(task, "probe", 30, 0, executor), alone)


def test_hash_randomisation_does_not_matter():
    """Another process with another PYTHONHASHSEED draws the same trials."""
    program = (
        "import importlib.util as u, sys; spec = u.spec_from_file_location('t', sys.argv[1]); "
        "m = u.module_from_spec(spec); spec.loader.exec_module(m); print(m.fingerprint())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(SCRIPTS)}
    command = [sys.executable, "-c", program, __file__]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint()


def test_a_larger_pool_begins_with_the_smaller(monkeypatch):
    monkeypatch.setattr(pool, "_BLOCK", 10)
    small, large = sample(definition(), trials=20), sample(definition(), trials=35)
    assert large.inputs.shape[0] == large.labels.shape[0] == len(large.parameters["coh"]) == 35
    np.testing.assert_array_equal(large.inputs[:20], small.inputs)


def test_blocks_seeds_and_parts_have_trials_of_their_own(monkeypatch):
    monkeypatch.setattr(pool, "_BLOCK", 10)
    pools = [sample(definition(), part, 20, seed) for part in pool.PARTS for seed in (0, 1)]
    rows = np.concatenate([trials.inputs.reshape(20, -1) for trials in pools])
    assert len(np.unique(rows, axis=0)) == len(rows) == 120


def test_the_seed_fixes_the_trials():
    assert_same(sample(definition(), seed=4), sample(definition(), seed=4))


# Other environments, by id alone


@pytest.mark.parametrize(
    "environment, timing, steps, decision_step",
    [
        ("GoNogo-v0", {"fixation": 0, "stimulus": 200, "delay": 300, "decision": 100}, 6, 5),
        (
            "DelayComparison-v0",
            {"fixation": 0, "stimulus1": 200, "delay": 300, "stimulus2": 200, "decision": 200},
            9,
            8,
        ),
        ("AntiReach-v0", {"fixation": 100, "stimulus": 300, "delay": 200, "decision": 100}, 7, 6),
        ("DelayMatchCategory-v0", {"fixation": 100, "sample": 200, "first_delay": 300, "test": 100}, 7, 6),
        ("MultiSensoryIntegration-v0", {"fixation": 100, "stimulus": 400, "decision": 100}, 6, 5),
        # Its delay is random unless it is given.
        ("PerceptualDecisionMakingDelayResponse-v0", {"stimulus": 300, "delay": 200, "decision": 100}, 6, 5),
    ],
)
def test_any_environment_works_with_its_timing(environment, timing, steps, decision_step):
    task = definition(environment, timing)
    assert check(task) == (steps, decision_step)
    trials = sample(task, trials=40)
    assert trials.inputs.shape[:2] == trials.labels.shape == (40, steps)
    assert np.isfinite(trials.inputs).all() and trials.inputs.any()
    assert trials.labels.min() >= 0 and trials.labels.max() < make_environment(task).action_space.n
    assert len(np.unique(trials.labels[:, decision_step])) > 1


def test_arguments_reach_the_environment():
    quiet = sample(definition(arguments={"cohs": [50], "sigma": 0}))
    assert set(quiet.parameters["coh"]) == {50}
    np.testing.assert_allclose(np.unique(quiet.inputs[:, 0, 1:]), [0.25, 0.75])


def test_the_step_is_that_of_the_definition():
    assert check(definition(dt=50)) == (16, 15)
    assert check(definition(timing={"fixation": 0, "stimulus": 300, "delay": 0, "decision": 200})) == (5, 4)


@pytest.mark.parametrize(
    "environment, timing, arguments, message",
    [
        ("NoSuchTask-v0", {}, {}, r"tasks\.mine: environment 'NoSuchTask-v0' cannot be made"),
        ("nonsense", {}, {}, r"tasks\.mine: environment 'nonsense' cannot be made"),
        (None, None, {"cohesion": 3}, r"tasks\.mine: environment .*cohesion"),
        ("GoNogo-v0", {}, {"cohesion": 3}, r"tasks\.mine: environment .*cohesion"),
        (None, {"stimulos": 100}, {}, r"tasks\.mine\.timing: no period 'stimulos'; its periods are .*stimulus"),
        ("GoNogo-v0", {"test": 100}, {}, r"tasks\.mine\.timing: no period 'test'; its periods are .*delay"),
        (None, {"decision": 0}, {}, r"tasks\.mine\.timing: decision lasts 0 ms.*dt = 100 ms; write `decision: 100`"),
        (None, {"decision": 50}, {}, r"tasks\.mine\.timing: decision lasts 50 ms.*write `decision: 100`"),
        ("ReachingDelayResponse-v0", {}, {}, r"tasks\.mine: .*continuous actions.*discrete"),
        ("Bandit-v0", {}, {}, r"tasks\.mine: Bandit-v0 gives no ground truth"),
    ],
)
def test_errors_name_the_key_and_what_is_allowed(environment, timing, arguments, message):
    environment = environment or "PerceptualDecisionMaking"
    with pytest.raises(InputError, match=message):
        check_environment(definition(environment, timing, arguments))


@pytest.mark.parametrize("environment", ["ContextDecisionMaking", "ContextDecisionMaking-v0", "ReadySetGo-v0"])
def test_trials_of_varying_length_are_refused(environment):
    with pytest.raises(InputError, match=r"tasks\.mine: trials have different lengths.*timing"):
        sample(definition(environment, {}))
