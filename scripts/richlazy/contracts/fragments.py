"""Fragments of the config's schema, as parts declare them in PARAMETERS: whether one is a parameter at all."""

from collections.abc import Mapping
from pathlib import Path

from richlazy.contracts.constants import TYPES
from richlazy.contracts.messages import describe_allowed, shown
from richlazy.errors import InputError

_NEEDED = ("description", "default", "stage")
# What a fragment may say besides: words of JSON schemas, and some that explain them.
_KEYS = (
    *_NEEDED,
    *("type", "enum", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "items", "minItems", "maxItems"),
    *("uniqueItems", "oneOf", "anyOf", "const", "pattern", "minLength", "maxLength", "properties", "required"),
    *("additionalProperties", "minProperties", "unit", "allowed", "float32"),
)
# Names that axes of a table have, or that torch modules are given beside their parameters.
_TAKEN = ("seed", "step", "component", "inputs", "outputs", "self")


def check_fragment(path: Path, name: str, entry: object, stages: tuple[str, ...]) -> None:
    """Raise InputError for a name or a fragment that cannot be a parameter; `path`: file of the part.

    Whether the default keeps to the fragment is looked at elsewhere, since that needs an import that takes long.
    """
    where = f"{path}: PARAMETERS: {name!r}"
    if not name.isidentifier() or name in _TAKEN:
        raise InputError(
            f"{where}: a parameter cannot have this name; allowed are letters, digits and underscores, without "
            f"{', '.join(_TAKEN)}: write for example `{name if name.isidentifier() else 'my'}_value`"
        )
    lacks = [key for key in _NEEDED if key not in entry] if isinstance(entry, Mapping) else _NEEDED
    if lacks or entry["stage"] not in stages:
        found = ", ".join(f"{key}: {shown(value)}" for key, value in entry.items()) if not lacks else shown(entry)
        raise InputError(
            f"{where} needs a description, a default and a stage ({', '.join(stages)}), found {found}; write for "
            "example `{'description': '...', 'type': 'number', 'default': 1, 'stage': 'train'}`"
        )
    unknown = [key for key in entry if key not in _KEYS]
    if unknown:
        raise InputError(f"{where}: unknown key {unknown[0]!r}; allowed are {', '.join(_KEYS)}")
    if "type" in entry and entry["type"] not in TYPES:
        raise InputError(
            f"{where}: type: found {shown(entry['type'])}; allowed are {', '.join(TYPES)}: write for example "
            "`'type': 'number'`"
        )


def check_default(path: Path, name: str, entry: Mapping) -> None:
    """Raise InputError for a fragment whose default it forbids."""
    import jsonschema

    try:
        keeps = jsonschema.Draft202012Validator(entry).is_valid(entry["default"])
    except (jsonschema.SchemaError, jsonschema.exceptions.UnknownType, TypeError, AttributeError) as error:
        raise InputError(f"{path}: PARAMETERS: {name!r}: this is no schema: {error}") from None
    if not keeps:
        raise InputError(
            f"{path}: PARAMETERS: {name!r}: default: found {shown(entry['default'])}; allowed: "
            f"{describe_allowed(entry)}; write another default, or allow this one"
        )
