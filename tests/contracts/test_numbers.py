"""Numbers of the config: bounded on both sides, finite, as float32 holds them, with the key in every refusal."""

import math
import re
from copy import deepcopy

import numpy as np
import pytest
import yaml
from helpers.configs import read_config
from hypothesis import given
from hypothesis import strategies as st
from richlazy.connectivity.builders import arguments as builder_arguments
from richlazy.connectivity.builders import registry as builders
from richlazy.contracts.messages import shown
from richlazy.contracts.numbers import bounded, in_float32, whole_numbers, within
from richlazy.contracts.schema import load_schema, validate
from richlazy.contracts.study_parts import arguments as simulation_arguments
from richlazy.contracts.study_parts import simulations
from richlazy.contracts.values import check_tree
from richlazy.errors import InputError

SCHEMA, PAPER = load_schema(), read_config()
SECTIONS = ("parameters", "statistics", "figures", "machine")
ENTRIES = {(s, key): e for s in SECTIONS for key, e in SCHEMA["properties"][s]["properties"].items()}
# The schema of these sections alone, which is quick to hold a config against.
SMALL = {**SCHEMA, "required": [], "properties": {s: SCHEMA["properties"][s] for s in SECTIONS}}
NUMBERS = {place: entry for place, entry in ENTRIES.items() if entry.get("type") in ("integer", "number")}


@pytest.fixture
def sections():
    defaults = {name: {} for name in SECTIONS}
    for (name, key), entry in ENTRIES.items():
        if "default" in entry:
            defaults[name][key] = entry["default"]
    return {name: {**defaults[name], **deepcopy(PAPER[name])} for name in SECTIONS}


def checked(config, schema=SMALL):
    """The config as the workflow checks it."""
    check_tree(config)
    config = whole_numbers(config)
    validate(config, schema)
    return config


def refusal(config, schema=SMALL):
    with pytest.raises(InputError) as error:
        checked(config, schema)
    return str(error.value)


def numbers_of(entry):
    """Every number that a part of the schema describes."""
    if entry.get("type") in ("integer", "number"):
        yield entry
    parts = [*entry.get("properties", {}).values(), *entry.get("patternProperties", {}).values()]
    parts += [entry[key] for key in ("items", "additionalProperties") if isinstance(entry.get(key), dict)]
    for part in [*parts, *entry.get("oneOf", [])]:
        yield from numbers_of(part)


def test_every_number_has_both_bounds():
    found = list(numbers_of(SCHEMA))
    assert len(found) > 60
    for entry in found:
        assert {"minimum", "exclusiveMinimum"} & set(entry) and {"maximum", "exclusiveMaximum"} & set(entry), entry


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e40, -1e40, 1e300, 10**12 + 0.5, 2**63 - 1, 1e-320])
@pytest.mark.parametrize("section, key", NUMBERS)
def test_a_number_without_measure_is_refused_by_its_key(sections, section, key, value):
    entry = NUMBERS[section, key]
    sections[section][key] = value
    small = value == 1e-320 and not ("exclusiveMinimum" in entry and entry.get("float32"))
    if small or value in (10**12 + 0.5, 2**63 - 1) and key == "divergence_loss":
        return  # such a bound may be as small or as large as that
    assert refusal(sections).startswith(f"{section}.{key}: found "), key


@pytest.mark.parametrize("where", [".sweep.gain", ".also.0.gain", ".parameters.gain"])
@pytest.mark.parametrize("value", [1e40, 1e-60, math.nan])
def test_an_experiment_is_held_to_the_same_bounds(config, where, value):
    experiment = {"sweep": {"rank": [1], "gain": [1]}, "also": [{"gain": [2]}], "parameters": {}}
    config["experiments"] = {"mine": experiment}
    if "sweep" in where:
        experiment["sweep"]["gain"] = [value]
    elif "also" in where:
        experiment["also"][0]["gain"] = [value]
    else:
        experiment["parameters"]["gain"] = value
    assert refusal(config, SCHEMA).startswith(f"experiments.mine{where}")


@pytest.mark.parametrize(
    "key, value, words",
    [
        ("learning_rate", 1e-50, ["found 1.0e-50, in float32 0.0", "> 0"]),
        ("momentum", 1 - 1e-12, ["in float32 1.0", "< 1"]),
        ("divergence_loss", 1e40, ["found 1.0e+40", "≤ 1.0e+38", "`divergence_loss: 1000`"]),
        ("learning_rate", 1e30, ["found 1.0e+30", "≤ 1000000;", "`learning_rate: 0.003`"]),
        ("learning_rate", math.nan, ["found the number nan", "finite"]),
        ("learning_rate", "1e-3", ["found '1e-3'", "`learning_rate: 0.001`"]),
        ("learning_rate", "1e-5", ["`learning_rate: 1.0e-05`"]),
        ("steps", "100", ["found '100'", "`steps: 100`"]),
        ("rank", "3", ["found '3'", "`rank: 3`"]),
        ("rank", "fall", ["found 'fall'", "`rank: full`"]),
        ("constraint", False, ["found false", "no and off", "`none` or `dale`"]),
    ],
)
def test_what_is_said_of_a_number(sections, key, value, words):
    sections["parameters"][key] = value
    message = refusal(sections)
    assert all(word in message for word in [f"parameters.{key}", *words]), message


WRONG = [math.nan, 1e40, -1, "many", "1e1", "3", True, None, [1], {"a": 1}, "none"]


@pytest.mark.parametrize("value", WRONG, ids=map(str, WRONG))
@pytest.mark.parametrize("section, key", ENTRIES)
def test_the_line_that_a_message_offers_works(sections, section, key, value):
    old, sections[section][key] = sections[section][key], value
    try:
        checked(sections)
    except InputError as error:
        lines = re.findall(rf"`({key}: [^`]*)`", str(error))
        assert lines or old is None or isinstance(value, float | list), error
        for line in lines:
            checked({**sections, section: {**sections[section], **yaml.safe_load(line)}})


@given(st.floats())
def test_float32_is_what_numpy_makes_of_it(number):
    with np.errstate(over="ignore"):
        assert np.array_equal(in_float32(number), np.float32(number).astype(float), equal_nan=True)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_shown_as_yaml_reads_it(number):
    assert yaml.safe_load(f"a: {shown(number)}") == {"a": number}


@given(st.floats() | st.integers())
def test_whole_numbers_keep_every_value(number):
    found = whole_numbers({"a": [number]})["a"][0]
    assert found == number or math.isnan(number)
    assert isinstance(found, int) == (isinstance(number, int) or number.is_integer() and abs(number) < 2**63)


def test_every_argument_has_both_bounds():
    entries = [bounded(simulation_arguments(name)) for name in simulations.available()]
    entries += [bounded(builder_arguments(name)) for name in builders.available()]
    found = [number for entry in entries for number in numbers_of({"properties": entry})]
    assert len(found) > 15
    for entry in found:
        assert {"minimum", "exclusiveMinimum"} & set(entry) and {"maximum", "exclusiveMaximum"} & set(entry), entry


@pytest.mark.parametrize("section", ["statistics", "figures", "machine"])
def test_a_section_that_lacks_a_key_says_its_default(sections, section):
    required = SCHEMA["properties"][section]["required"]
    assert len(required) >= 4
    for key in required:
        lacking = {name: value for name, value in sections[section].items() if name != key}
        message = refusal({**sections, section: lacking})
        assert message.startswith(f"{section}: the key `{key}` is missing; allowed: "), message


@pytest.mark.parametrize("number, expected", [(0, False), (1e-9, True), (1, True), (1.5, False), (math.nan, False)])
def test_bounds(number, expected):
    assert within(number, {"exclusiveMinimum": 0, "maximum": 1}) == expected
