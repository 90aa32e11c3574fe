"""Definitions of tasks: defaults of tables, and what is refused before anything is drawn."""

import pytest
from richlazy.errors import InputError
from richlazy.task_definitions import define
from richlazy.tasks.tables import is_table

SIZES = {"training_trials": 1000, "probe_trials": 200, "test_trials": 300}


def test_a_table_gets_the_defaults_of_its_arguments():
    found = define("x", {"environment": "StudentTeacher", "arguments": {"classes": 5}}, SIZES)
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
    ],
)
def test_what_a_table_does_not_take_is_refused(entry, sizes, message):
    with pytest.raises(InputError, match=message):
        define("x", entry, SIZES | sizes)


def test_all_samples_may_be_used_and_a_teacher_has_no_end_of_them():
    define("x", {"environment": "Digits"}, SIZES | {"training_trials": 1297})
    define("x", {"environment": "StudentTeacher"}, SIZES | {"training_trials": 10**6})
