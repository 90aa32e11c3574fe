"""Advice on keys of the config: there for every key, within what the key allows, and of no weight in an address."""

from pathlib import Path

import document_config
import jsonschema
import pytest
from helpers.every_part import PARTS
from richlazy.artefacts.code_digest import code_digest
from richlazy.connectivity.builders import arguments as builder_arguments
from richlazy.connectivity.builders import registry as builders
from richlazy.contracts import advice
from richlazy.contracts.derived import derived_parameters
from richlazy.contracts.parts import KINDS, Part
from richlazy.contracts.schema import SCHEMA_PATH, load_yaml
from richlazy.contracts.study_parts import arguments as simulation_arguments
from richlazy.contracts.study_parts import simulations
from richlazy.errors import InputError

SCHEMA = load_yaml(SCHEMA_PATH)["properties"]


def of_schema():
    """Every key of the schema's file with its entry, by its path."""
    for section, entry in SCHEMA.items():
        patterns = [one for one in entry.get("patternProperties", {}).values()]
        inner = patterns[0]["oneOf"][1] if patterns and "oneOf" in patterns[0] else (patterns or [entry])[0]
        if "properties" not in entry:
            yield section, entry
        yield from ((f"{section}.{key}", one) for key, one in inner.get("properties", {}).items())


def of_parts():
    """Every parameter and argument that a part declares with its fragment and the advice on it, by what declares it."""
    declaring = [*PARTS, *(one.part for one in derived_parameters())]
    for part in dict.fromkeys(declaring):
        own = advice.of_part(part)
        for name, entry in part.parameters.items():
            yield f"{part}.{name}", {**entry, **own.get(name, {})}
    for name in KINDS["data set"].available():
        part = Part("data set", name)
        told = advice.advised(part.constant("ARGUMENTS"), advice.of_file(part.path))
        yield from ((f"{part}.{key}", entry) for key, entry in told.items())
    for registry, arguments, files in (
        (builders, builder_arguments, document_config._builder_files),
        (simulations, simulation_arguments, document_config._simulation_files),
    ):
        for name in registry.available():
            told = advice.advised(arguments(name), advice.of_arguments(files(name)))
            yield from ((f"{name}.{key}", entry) for key, entry in told.items())


KEYS = {**dict(of_schema()), **dict(of_parts())}


@pytest.mark.parametrize("key", KEYS)
def test_every_key_says_what_it_costs(key):
    """A part without it lacks `ADVICE = {'<key>': {'recommended': [low, high], 'cost': '...'}}` in its file."""
    assert isinstance(KEYS[key].get("cost"), str) and KEYS[key]["cost"], key


@pytest.mark.parametrize("key", KEYS)
def test_what_is_recommended_is_allowed_and_has_the_default(key):
    entry = KEYS[key]
    found = {word: entry[word] for word in advice.WORDS if word in entry}
    advice.check(key, found, entry)
    low, high = found["recommended"] if isinstance(found.get("recommended"), list) else (None, None)
    default = entry.get("default")
    values = default if isinstance(default, list) else [default]
    if low is not None and default is not None:
        assert all(low <= value <= high for value in values if not isinstance(value, str)), (default, low, high)


def test_keys_without_a_stage_say_what_they_remake():
    for key, entry in of_schema():
        assert ("stage" in entry) != ("remakes" in entry), key


def test_a_range_is_one_number_or_two_in_the_manual():
    assert document_config._recommended({"recommended": [0.1, 2], "reason": "why"}) == "0.1 to 2: why"
    assert document_config._recommended({"recommended": [3, 3]}) == "3"
    assert document_config._recommended({"recommended": "`all`"}) == "`all`"
    assert document_config._recommended({"reason": ""}) == ""


def test_advice_is_that_of_the_part_that_describes_a_parameter():
    clipped, plain = (advice.of_part(Part("optimizer", name)) for name in ("sgd_clipped", "sgd"))
    assert clipped["momentum"] == plain["momentum"] and clipped["learning_rate"] == plain["learning_rate"]
    assert advice.of_part(Part("optimizer", "adam"))["momentum"] != plain["momentum"]


WIDTH = 'PARAMETERS = {"width": {"type": "integer", "minimum": 1, "maximum": 9}}\n'
WRONG = {
    "no mapping": ("[1]", ["ADVICE: found [1]", "write for example"]),
    "unknown key": ('{"depth": {"cost": "none"}}', ["'depth' is no parameter or argument", "allowed are width"]),
    "no words": ('{"width": {}}', ["'width': found {}", "recommended, reason, cost"]),
    "unknown word": ('{"width": {"price": "none"}}', ["found {'price': 'none'}", "recommended, reason, cost"]),
    "no text": ('{"width": {"cost": 3}}', ["found {'cost': 3}"]),
    "three numbers": ('{"width": {"recommended": [1, 2, 3]}}', ["found {'recommended': [1, 2, 3]}"]),
    "beyond the bounds": ('{"width": {"recommended": [0, 3]}}', ["recommended: found [0, 3]", "the lower first"]),
    "the higher first": ('{"width": {"recommended": [3, 1]}}', ["recommended: found [3, 1]", "the lower first"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_advice_is_refused(tmp_path, case):
    text, words = WRONG[case]
    path = tmp_path / "net.py"
    path.write_text(f"{WIDTH}ADVICE = {text}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        advice.of_file(path)
    message = str(error.value)
    assert message.startswith(f"{path}: ADVICE") and "\n" not in message
    assert all(word in message for word in words), message


def test_advice_moves_no_artefact(tmp_path):
    """The digest of a part's code is that without its advice, and that of any other advice."""
    digests = set()
    for number, text in enumerate(
        ("", 'ADVICE = {"width": {"cost": "none"}}\n', 'ADVICE = {"width": {"cost": "1"}}\n')
    ):
        path = tmp_path / f"net{number}.py"
        path.write_text(f"{WIDTH}{text}\n\ndef f():\n    return 1\n", encoding="utf-8")
        digests.add(code_digest([path]))
    assert len(digests) == 1


def test_no_code_reads_advice():
    """What a job could read must count in its address."""
    reading = [
        path
        for folder in ("scripts", "studies")
        for path in (Path(document_config.__file__).parents[1] / folder).rglob("*.py")
        if '"ADVICE"' in path.read_text(encoding="utf-8")
    ]
    assert {path.name for path in reading} == {"advice.py", "canonical_syntax.py"}


def test_the_schema_stays_a_schema():
    jsonschema.Draft202012Validator.check_schema(load_yaml(SCHEMA_PATH))
