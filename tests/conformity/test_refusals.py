"""A wrong value of anything that a part declares is refused before compute, with one message that says how to go on."""

from copy import deepcopy

import pytest
from helpers.every_part import EXAMPLE, NEED_FILES, PARTS, experiment, label, refusal, schema, tiny_config, wrong_values
from richlazy.contracts.messages import shown

DECLARED = [
    pytest.param(part, parameter, id=f"{label(part)}-{parameter}") for part in PARTS for parameter in schema(part)
]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """What planning remembers lies in the working directory."""
    monkeypatch.chdir(tmp_path)


def changed(part, parameter, value):
    """The config of a part's example with a value of what it declares, and the key at which it stands."""
    overlay = deepcopy(experiment(part))
    for section, kind in (("tasks", "data set"), ("matrices", "builder")):
        if part.kind == kind and parameter not in part.parameters:
            definition = overlay[section][EXAMPLE]
            target = definition["arguments"] if section == "tasks" else definition
            target[parameter] = value
            between = "arguments." if section == "tasks" else ""
            return tiny_config(overlay), f"{section}.{EXAMPLE}.{between}{parameter}"
    overlay["experiments"][EXAMPLE]["parameters"][parameter] = value
    return tiny_config(overlay), parameter


@pytest.mark.parametrize("part", [part for part in PARTS if part.name not in NEED_FILES], ids=label)
def test_a_tiny_example_of_every_part_can_be_planned(part):
    assert refusal(tiny_config(experiment(part))) is None


@pytest.mark.parametrize("part, parameter", DECLARED)
def test_a_wrong_value_is_refused_with_key_found_and_allowed(part, parameter):
    values = list(wrong_values(schema(part)[parameter]))
    assert values, "every fragment forbids something"
    for value in values:
        config, key = changed(part, parameter, value)
        message = refusal(config)
        assert message is not None, f"{value!r} was taken"
        assert "\n" not in message and key in message, message
        assert shown(value)[:40] in message, message
        assert "allowed" in message.lower(), message


@pytest.mark.parametrize("part, parameter", DECLARED)
def test_a_message_has_a_line_that_works(part, parameter):
    """Where there is a default it stands in the message, and a config with that line is planned."""
    fragment = schema(part)[parameter]
    if fragment.get("default") is None or part.name in NEED_FILES:
        return
    config, _ = changed(part, parameter, next(wrong_values(fragment)))
    message = refusal(config)
    assert f"`{parameter}: " in message, message
    assert refusal(changed(part, parameter, fragment["default"])[0]) is None


@pytest.mark.parametrize("part", PARTS, ids=label)
def test_an_undeclared_name_is_refused(part):
    config, key = changed(part, "no_such_parameter", 1)
    message = refusal(config)
    assert message is not None and "no_such_parameter" in message and "\n" not in message
