"""Messages on violations of the config's schema: the key, what was found, what is allowed and a line that works."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from richlazy.contracts.numbers import in_float32, within

if TYPE_CHECKING:
    import jsonschema

# Largest number of characters of a value in a message.
_MOST_SHOWN = 200
# Keys of earlier versions and their present names.
_RENAMED = {"network": "learner"}


def explain(error: jsonschema.ValidationError, section: str) -> str:
    """The message for an error of jsonschema; section: key of the validated part in the config."""
    error = _innermost(error)
    where = ".".join(filter(None, [section, *(str(part) for part in error.absolute_path)]))
    if error.validator == "additionalProperties":
        return _explain_unknown_key(error, where)
    if error.validator == "required":
        return _explain_missing_key(error, where)
    entry = error.schema if "allowed" in error.schema or "type" in error.schema else {}
    message = f"{where}: found {shown(error.instance)}{_reading(error)}; allowed: {describe_allowed(entry)}"
    line = _line(where, error)
    return f"{message}; {line}" if line else message


def _innermost(error: jsonschema.ValidationError) -> jsonschema.ValidationError:
    """For a choice between null and an experiment, the reason why it is no valid experiment."""
    while error.validator == "oneOf" and "allowed" not in error.schema:
        error = next(reason for reason in error.context if reason.schema_path[0] == 1)
    return error


def _reading(error: jsonschema.ValidationError) -> str:
    if error.validator == "float32":
        return f", in float32 {shown(in_float32(error.instance))}"
    if isinstance(error.instance, bool):
        words = "yes and on" if error.instance else "no and off"
        return f" (as which YAML reads {words}, too)"
    return ""


def _line(where: str, error: jsonschema.ValidationError) -> str:
    """A line that works in place of the wrong one; "" if none is known."""
    number = _number_in_text(error)
    key, value = where.rpartition(".")[2], error.schema.get("default")
    if key.isdigit():
        return _entry_of_list(error, number)
    if number is not None:
        return f"write `{key}: {shown(number)}`, a number without quotes, with a point before an exponent"
    return "" if value is None else f"for example `{key}: {plain(value)}`"


def _entry_of_list(error: jsonschema.ValidationError, number: float | None) -> str:
    if number is not None:
        return f"write {shown(number)} in its place, without quotes"
    if error.schema.get("type") == "string" and isinstance(error.instance, int | float | None):
        return f"if {shown(error.instance)} is meant as text, write it in quotes"
    return ""


def _number_in_text(error: jsonschema.ValidationError) -> float | int | None:
    """The number in a text where a number is allowed: one in quotes, or 1e-3, which YAML reads as text."""
    if error.validator not in ("type", "oneOf") or not isinstance(error.instance, str):
        return None
    for entry in [error.schema, *error.schema.get("oneOf", [])]:
        for kind in {"integer": [int], "number": [int, float]}.get(entry.get("type"), []):
            with suppress(ValueError):
                number = kind(error.instance)
                return number if within(number, entry) else None
    return None


def _explain_missing_key(error: jsonschema.ValidationError, where: str) -> str:
    missing = next(key for key in error.schema["required"] if key not in error.instance)
    entry, under = error.schema.get("properties", {}).get(missing, {}), where or "config"
    allowed = f"; allowed: {describe_allowed(entry)}" if entry else ""
    example = f", for example `{missing}: {plain(entry['default'])}`" if entry.get("default") is not None else ""
    return f"{under}: the key `{missing}` is missing{allowed}; write `{missing}: ...` under `{under}`{example}"


def _explain_unknown_key(error: jsonschema.ValidationError, where: str) -> str:
    allowed = list(error.schema.get("properties", {}))
    patterns = [*allowed, *error.schema.get("patternProperties", {})]
    key = next(k for k in error.instance if k not in allowed and not _matches(k, error.schema))
    prefix = f"{where}." if where else ""
    if not allowed:
        return f"{prefix}{key}: this name cannot be used; allowed: {error.schema.get('allowed', ', '.join(patterns))}"
    if key in _RENAMED:
        value = plain(error.instance[key]) if isinstance(error.instance[key], str) else "..."
        return f"{prefix}{key}: this key is called `{_RENAMED[key]}` now; write `{_RENAMED[key]}: {value}`"
    close = difflib.get_close_matches(str(key), allowed, 1)
    hint = f"; did you mean `{close[0]}`?" if close else "."
    return f"{prefix}{key}: unknown key{hint} Allowed here: {', '.join(allowed)}"


def _matches(key: str, schema: Mapping) -> bool:
    return any(re.search(pattern, str(key)) for pattern in schema.get("patternProperties", {}))


def describe_allowed(entry: Mapping) -> str:
    """The allowed values of a key of the schema as text."""
    if "allowed" in entry:
        return entry["allowed"]
    if "enum" in entry:
        return " or ".join(f"`{value}`" for value in entry["enum"])
    nouns = {
        "integer": "a whole number",
        "number": "a number",
        "string": "text",
        "boolean": "`true` or `false`",
        "array": "a list",
        "object": "a mapping",
    }
    bounds = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    limits = [f"{sign} {shown(entry[bound])}" for bound, sign in bounds.items() if bound in entry]
    noun = nouns.get(entry.get("type"), "a value")
    if entry.get("minItems") or entry.get("minProperties"):
        noun = f"{noun} that is not empty"
    return " ".join([noun, " and ".join(limits)]).strip()


def shown(value: object) -> str:
    """A value as YAML, text in quotes; a long one is cut."""
    text = _spelled(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} ..."


def plain(value: object) -> str:
    """A value as YAML, text without quotes: for text that needs none."""
    return value if isinstance(value, str) else _spelled(value)


def _spelled(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        text = repr(value)  # 1e-05 would be text
        return text if "." in text else text.replace("e", ".0e")
    if isinstance(value, list):
        return f"[{', '.join(map(_spelled, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {_spelled(entry)}' for key, entry in value.items())}}}"
    return repr(value)
