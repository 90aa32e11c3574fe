"""Definitions of tasks: defaults of tables, and what is refused before anything is drawn."""

import pytest
from richlazy.data.definitions import define
from richlazy.data.tables import is_table, registry
from richlazy.errors import InputError

SIZES = {"training_trials": 1000, "probe_trials": 200, "test_trials": 300, "dt": 100}


def test_a_table_gets_the_defaults_of_its_arguments():
    found = define("x", {"environment": "StudentTeacher", "arguments": {"classes": 5}}, SIZES, {})
    assert found["arguments"] == {"inputs": 20, "classes": 5, "whitened": True} and found["timing"] == {}
    assert is_table(found) and not is_table({"environment": "GoNogo-v0"})


@pytest.mark.parametrize(
    "entry, sizes, message",
    [
        ({"environment": "Digits", "timing": {"decision": 100}}, {}, r"tasks\.x\.timing: .*no periods; found decision"),
        (
            {"environment": "Digits", "arguments": {"whiten": True}},
            {},
            r"tasks\.x\.arguments\.whiten: unknown key; did you mean `whitened`",
        ),
        (
            {"environment": "StudentTeacher", "arguments": {"inputs": 0}},
            {},
            r"tasks\.x\.arguments\.inputs: found 0; allowed: a whole number ≥ 1",
        ),
        (
            {"environment": "Digits"},
            {"training_trials": 1298},
            r"tasks\.x: training_trials = 1298 \+ probe_trials = 200 \+ test_trials = 300 are more than the 1797 .*"
            r"write `training_trials: 1297` or less",
        ),
        ({"environment": "Digits"}, {"test_trials": 1700}, "write smaller `probe_trials` and `test_trials`"),
        (
            {"environment": "SequentialMNIST"},
            {"training_trials": 55_001},
            r"tasks\.x: training_trials = 55001 are more than the 55000 .*write `training_trials: 55000` or less",
        ),
        ({"environment": "MNIST"}, {"probe_trials": 5_001}, "probe_trials = 5001 are more than the 5000"),
        ({"environment": "MNIST"}, {"test_trials": 10_001}, "test_trials = 10001 are more than the 10000"),
        (
            {"environment": "SequentialMNIST", "arguments": {"whitened": True}},
            {},
            r"tasks\.x\.arguments: SequentialMNIST takes none; found whitened; leave `arguments` out",
        ),
    ],
)
def test_what_a_table_does_not_take_is_refused(entry, sizes, message):
    with pytest.raises(InputError, match=message):
        define("x", entry, SIZES | sizes, {})


def test_all_samples_may_be_used_and_a_teacher_has_no_end_of_them():
    define("x", {"environment": "Digits"}, SIZES | {"training_trials": 1297}, {})
    whole = {"training_trials": 55_000, "probe_trials": 5_000, "test_trials": 10_000}
    assert define("x", {"environment": "SequentialMNIST"}, whole, {})["arguments"] == {}
    define("x", {"environment": "StudentTeacher"}, SIZES | {"training_trials": 10**6}, {})


@pytest.mark.parametrize(
    "entry, dt, message",
    [
        ({"arguments": {"dt": 1}}, 100, r"tasks\.x\.arguments\.dt: .*write `dt: 1` under parameters$"),
        (
            {"arguments": {"sigma": 1, "timing": {"stimulus": 5, "delay": 0}}},
            100,
            r"tasks\.x\.arguments\.timing: .*write `timing: \{stimulus: 5, delay: 0\}` under tasks\.x$",
        ),
        (
            {"timing": {"stimulus": 250, "delay": 0, "decision": 30}},
            100,
            r"tasks\.x\.timing: stimulus lasts 250 ms, which is no multiple of dt = 100 ms .*write `stimulus: 200`, "
            "`decision: 100`$",
        ),
        (
            {"timing": {"stimulus": 10**15}},
            100,
            r"tasks\.x\.timing: .*1e\+13 time steps of dt = 100 ms; allowed are 10000",
        ),
        (
            {"timing": {"stimulus": 700, "decision": 100}},
            0.001,
            r"800000 time steps .*write `dt: 100` under `parameters`",
        ),
    ],
)
def test_what_an_environment_would_ignore_or_cut_is_refused(entry, dt, message):
    with pytest.raises(InputError, match=message):
        define("x", {"environment": "GoNogo-v0", **entry}, SIZES | {"dt": dt}, {})


@pytest.mark.parametrize(
    "samples", [0, -1, 2.5, True, "many", [10], {"training": 10}, {"training": 9, "probe": 9, "test": 0}]
)
def test_a_table_that_says_its_samples_wrongly_is_refused(samples, monkeypatch):
    constant = registry.constant
    wrong = lambda module, name, default=None: samples if name == "SAMPLES" else constant(module, name, default)  # noqa: E731
    monkeypatch.setattr(registry, "constant", wrong)
    with pytest.raises(InputError, match=r"digits\.py: found SAMPLES = .*allowed are None .*`SAMPLES = "):
        define("x", {"environment": "Digits"}, SIZES, {})


TASKS = {
    "A": {"environment": "GoNogo-v0", "timing": {"delay": 100}},
    "B": {"environment": "AntiReach-v0"},
    "table": {"environment": "Digits"},
    "both": {"environment": "Mixture", "arguments": {"tasks": ["A", "B"]}},
}


def mixture(*tasks, **others):
    return {"environment": "Mixture", "arguments": {"tasks": list(tasks)}, **others}


def test_a_mixture_holds_the_definitions_of_its_tasks_in_order():
    found = define("x", mixture("B", "A"), SIZES, TASKS)
    assert found == {
        "environment": "Mixture",
        "timing": {},
        "arguments": {
            "tasks": [
                {"name": "B", "environment": "AntiReach-v0", "timing": {}, "arguments": {}},
                {"name": "A", "environment": "GoNogo-v0", "timing": {"delay": 100}, "arguments": {}},
            ]
        },
    }


@pytest.mark.parametrize(
    "entry, message",
    [
        (mixture("A"), r"tasks\.x\.arguments\.tasks: found \['A'\]; allowed: a list of at least two different names"),
        (
            mixture("A", "A"),
            r"tasks\.x\.arguments\.tasks: found \['A', 'A'\]; allowed: a list of at least two different",
        ),
        (
            mixture("A", "C"),
            r"tasks\.x\.arguments\.tasks: 'C' is no task .*allowed are A, B; or define it under `tasks:`",
        ),
        (mixture("A", "table"), r"tasks\.x\.arguments\.tasks: 'table' is no task .*allowed are A, B"),
        (mixture("A", "both"), r"'both' is no task that a `Mixture` takes"),
        (mixture("A", "B", timing={"delay": 0}), r"tasks\.x\.timing: .*timing of its tasks; found delay"),
        ({"environment": "Mixture"}, r"tasks\.x\.arguments: the key `tasks` is missing"),
        (mixture("A", "B") | {"arguments": {"task": ["A"]}}, r"tasks\.x\.arguments.*did you mean `tasks`"),
    ],
)
def test_what_a_mixture_does_not_take_is_refused(entry, message):
    with pytest.raises(InputError, match=message):
        define("x", entry, SIZES, TASKS)
