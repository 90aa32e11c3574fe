"""Networks that are shown a task of more channels than they have are refused before any job runs."""

import pytest
from helpers.planned_paths import plan_of
from richlazy.data.channel_checks import check_channels
from richlazy.errors import InputError


@pytest.fixture
def check(config, schema, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def check(**parameters):
        config["experiments"] = {"one": {"sweep": {"rank": [1]}, "parameters": parameters}}
        plan = plan_of(config)
        check_channels(plan.artefacts)
        return plan

    return check


IMAGES = {"task": "sMNIST", "training_trials": 55000, "test_trials": 10000}


@pytest.mark.parametrize(
    "parameters, words",
    [
        ({"task": "CXT", "input_channels": 5}, r"task 'CXT' on 7 input channels and have 5; write `input_channels: 7`"),
        ({"task": "CXT", "earlier_tasks": ["2AF"]}, "task 'CXT' on 7 input channels and have 3"),
        ({"task": "2AF", "earlier_tasks": ["CXT"]}, "task 'CXT' on 7 input channels and have 3"),
        ({"task": "2AF", "tested_on": "CXT"}, "task 'CXT' on 7 input channels and have 3"),
        ({"task": "DMS", "tested_on": "CXT_and_2AF"}, "task 'CXT_and_2AF' on 7 input channels and have 3"),
        (
            IMAGES | {"input_channels": 27},
            r"task 'sMNIST' on 28 input channels and have 27; write `input_channels: 28`",
        ),
    ],
)
def test_tasks_that_do_not_fit_are_refused(check, parameters, words):
    with pytest.raises(InputError, match=words):
        check(**parameters)


@pytest.mark.parametrize(
    "parameters",
    [
        {"task": "CXT", "tested_on": "2AF"},
        {"task": "2AF", "earlier_tasks": ["DMS"], "tested_on": "DMS"},
        {"task": "CXT", "earlier_tasks": ["2AF", "DMS"], "tested_on": "CXT_and_2AF", "input_channels": 7},
        {"learner": "feedforward", "task": "teacher", "input_channels": 20},
        IMAGES | {"input_channels": 28},
    ],
)
def test_tasks_that_fit_are_accepted(check, parameters):
    assert check(**parameters).artefacts["measure"]


def test_networks_that_are_there_are_not_looked_at(check, tmp_path, monkeypatch):
    parameters = {"task": "2AF", "tested_on": "DMS", "input_channels": 3}
    for stage in ("train", "measure"):
        for artefact in check(**parameters).artefacts[stage].values():
            path = tmp_path / artefact.path
            path.parent.mkdir(parents=True)
            path.touch()
    looked_at = []
    monkeypatch.setattr("richlazy.data.channel_checks.channels", lambda *task: looked_at.append(task))
    check(**parameters)
    assert not looked_at
