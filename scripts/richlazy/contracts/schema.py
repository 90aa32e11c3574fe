"""The config: read against its schema, with errors that say what was found, what is allowed and what to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from richlazy.artefacts.code_digest import code_digest
from richlazy.artefacts.disk_cache import cached
from richlazy.artefacts.identity import digest
from richlazy.contracts.messages import describe_allowed, explain
from richlazy.contracts.numbers import in_float32, within
from richlazy.errors import InputError

if TYPE_CHECKING:
    import jsonschema

SCHEMA_PATH = Path(__file__).parents[3] / "workflow" / "schemas" / "config.schema.yaml"


def load_yaml(path: Path) -> object:
    """Content of a YAML file, by the parser in C where PyYAML has it: the other takes a tenth of a dry run."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def load_schema() -> dict:
    """The schema of the config, with `experiments.<name>.sweep` and `.parameters` closed by the parameters
    themselves."""
    schema = load_yaml(SCHEMA_PATH)
    for section in ("statistics", "figures", "machine"):  # `parameters` may be left out one by one
        schema["properties"][section]["required"] = list(schema["properties"][section]["properties"])
    parameters = schema["properties"]["parameters"]["properties"]
    (experiment_pattern,) = schema["properties"]["experiments"]["patternProperties"].values()
    experiment = experiment_pattern["oneOf"][1]["properties"]
    experiment["seeds"] |= {key: schema["properties"]["seeds"][key] for key in ("oneOf", "allowed")}
    experiment["parameters"] |= {"properties": deepcopy(parameters), "additionalProperties": False}
    sweep = {"properties": {n: _list_of(p) for n, p in parameters.items()}, "additionalProperties": False}
    experiment["sweep"] |= sweep
    experiment["also"]["items"] |= deepcopy(sweep)
    return schema


def _list_of(parameter: Mapping) -> dict:
    allowed = f"a list of at least one value, all different, each {describe_allowed(parameter)}"
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": deepcopy(parameter), "allowed": allowed}


def parameter_stages(schema: Mapping) -> dict[str, str]:
    """First stage that each parameter acts on."""
    return {name: entry["stage"] for name, entry in schema["properties"]["parameters"]["properties"].items()}


def validate(config: Mapping, schema: Mapping, section: str = "") -> None:
    """Raise InputError for the first thing in the config that the schema forbids; `section` is where it stands.

    That it forbids nothing is remembered: the same config need not be held against the same schema again.
    """
    code = code_digest([Path(__file__)])
    cached(f"valid {digest([config, schema])}", code, lambda: _hold_against(config, schema, section))


def _hold_against(config: Mapping, schema: Mapping, section: str) -> None:
    import jsonschema  # takes as long as the rest of this library, and is wanted for a new config only

    checks = {"float32": _check_float32}
    validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, checks)
    errors = validator(schema).iter_errors(config)
    first = min(errors, key=lambda error: [str(part) for part in error.absolute_path], default=None)
    if first is not None:
        raise InputError(explain(first, section))


def _check_float32(_: object, used: bool, value: object, entry: Mapping) -> Iterator[jsonschema.ValidationError]:
    """For the key `float32`: a value within the bounds of its entry must keep to them when it is rounded."""
    import jsonschema

    if used and isinstance(value, int | float) and within(value, entry) and not within(in_float32(value), entry):
        yield jsonschema.ValidationError("rounded to float32 it is out of bounds")


def seed_list(seeds: int | list[int]) -> list[int]:
    """The seeds that a number or a list stands for, sorted."""
    return list(range(seeds)) if isinstance(seeds, int) else sorted(seeds)
