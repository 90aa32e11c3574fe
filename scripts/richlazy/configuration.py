"""The config: read against its schema, with errors that say what was found, what is allowed and what to write."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from richlazy.errors import InputError
from richlazy.identity import digest, file_digest
from richlazy.memory import remembered

if TYPE_CHECKING:
    import jsonschema

SCHEMA_PATH = Path(__file__).parents[2] / "workflow" / "schemas" / "config.schema.yaml"


def load_yaml(path: Path) -> object:
    """Content of a YAML file, by the parser in C where PyYAML has it: the other takes a tenth of a dry run."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def load_schema() -> dict:
    """The schema of the config, with `studies.<name>.sweep` and `.parameters` closed by the parameters themselves."""
    schema = load_yaml(SCHEMA_PATH)
    parameters = schema["properties"]["parameters"]["properties"]
    (study_pattern,) = schema["properties"]["studies"]["patternProperties"].values()
    study = study_pattern["oneOf"][1]["properties"]
    study["seeds"] |= {key: schema["properties"]["seeds"][key] for key in ("oneOf", "allowed")}
    study["parameters"] |= {"properties": deepcopy(parameters), "additionalProperties": False}
    sweep = {"properties": {n: _list_of(p) for n, p in parameters.items()}, "additionalProperties": False}
    study["sweep"] |= sweep
    study["also"]["items"] |= deepcopy(sweep)
    return schema


def _list_of(parameter: Mapping) -> dict:
    allowed = f"a list of at least one value, all different, each {describe_allowed(parameter)}"
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": deepcopy(parameter), "allowed": allowed}


def parameter_stages(schema: Mapping) -> dict[str, str]:
    """First stage that each parameter acts on."""
    return {name: entry["stage"] for name, entry in schema["properties"]["parameters"]["properties"].items()}


def whole_numbers(value: object) -> object:
    """The value with every number like 10.0 as 10, so that both are one condition. Raises InputError for nan, inf."""
    if isinstance(value, Mapping):
        return {key: whole_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [whole_numbers(entry) for entry in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"config: found the number {value}; allowed are finite numbers")
        return int(value) if value.is_integer() else value
    return value


def validate(config: Mapping, schema: Mapping, section: str = "") -> None:
    """Raise InputError for the first thing in the config that the schema forbids; `section` is where it stands.

    That it forbids nothing is remembered: the same config need not be held against the same schema again.
    """
    key = digest([config, schema, file_digest(Path(__file__))])
    remembered(f"valid {key}", lambda: _hold_against(config, schema, section))


def _hold_against(config: Mapping, schema: Mapping, section: str) -> None:
    import jsonschema  # takes as long as the rest of this library, and is wanted for a new config only

    errors = jsonschema.Draft202012Validator(schema).iter_errors(config)
    first = min(errors, key=lambda error: [str(part) for part in error.absolute_path], default=None)
    if first is not None:
        raise InputError(_explain(_innermost(first), section))


def _innermost(error: jsonschema.ValidationError) -> jsonschema.ValidationError:
    """Of a choice between null and a study, the reason why it is no study."""
    while error.validator == "oneOf" and "allowed" not in error.schema:
        error = next(reason for reason in error.context if reason.schema_path[0] == 1)
    return error


def _explain(error: jsonschema.ValidationError, section: str) -> str:
    where = ".".join(filter(None, [section, *(str(part) for part in error.absolute_path)]))
    if error.validator == "additionalProperties":
        return _explain_unknown_key(error, where)
    if error.validator == "required":
        missing = next(key for key in error.schema["required"] if key not in error.instance)
        return (
            f"{where or 'config'}: the key `{missing}` is missing; write `{missing}: ...` under `{where or 'config'}`"
        )
    parent = error.schema if "allowed" in error.schema or "type" in error.schema else {}
    message = f"{where}: found {error.instance!r}; allowed: {describe_allowed(parent)}"
    key, default = where.rpartition(".")[2], error.schema.get("default")
    return message if default is None or key.isdigit() else f"{message}; for example `{key}: {default}`"


def _explain_unknown_key(error: jsonschema.ValidationError, where: str) -> str:
    allowed = list(error.schema.get("properties", {}))
    patterns = [*allowed, *error.schema.get("patternProperties", {})]
    key = next(k for k in error.instance if k not in allowed and not _matches(k, error.schema))
    prefix = f"{where}." if where else ""
    if not allowed:
        return f"{prefix}{key}: this name cannot be used; allowed: {error.schema.get('allowed', ', '.join(patterns))}"
    close = difflib.get_close_matches(str(key), allowed, 1)
    hint = f"; did you mean `{close[0]}`?" if close else "."
    return f"{prefix}{key}: unknown key{hint} Allowed here: {', '.join(allowed)}"


def _matches(key: str, schema: Mapping) -> bool:
    return any(re.search(pattern, str(key)) for pattern in schema.get("patternProperties", {}))


def describe_allowed(entry: Mapping) -> str:
    """What a key of the schema allows, in words."""
    if "allowed" in entry:
        return entry["allowed"]
    if "enum" in entry:
        return " or ".join(f"`{value}`" for value in entry["enum"])
    nouns = {
        "integer": "a whole number",
        "number": "a number",
        "string": "text",
        "array": "a list",
        "object": "a mapping",
    }
    bounds = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    limits = [f"{sign} {entry[bound]}" for bound, sign in bounds.items() if bound in entry]
    noun = nouns.get(entry.get("type"), "a value")
    if entry.get("minItems") or entry.get("minProperties"):
        noun = f"{noun} that is not empty"
    return " ".join([noun, " and ".join(limits)]).strip()


def seed_list(seeds: int | list[int]) -> list[int]:
    """The seeds that a number or a list stands for, sorted."""
    return list(range(seeds)) if isinstance(seeds, int) else sorted(seeds)
