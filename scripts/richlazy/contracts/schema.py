"""The schema of the config, put together from general parameters and those of parts, and validation against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from richlazy.artefacts.code_digest import code_digest
from richlazy.artefacts.disk_cache import cached
from richlazy.artefacts.identity import digest
from richlazy.contracts import advice, derived, resource_parts
from richlazy.contracts.fragments import check_default, check_fragment
from richlazy.contracts.messages import describe_allowed, explain
from richlazy.contracts.numbers import bounded, in_float32, within
from richlazy.contracts.parts import CHOICES, Part, allows, declared, stages
from richlazy.errors import InputError

if TYPE_CHECKING:
    import jsonschema

SCHEMA_PATH = Path(__file__).parents[3] / "workflow" / "schemas" / "config.schema.yaml"


def load_yaml(path: Path) -> object:
    """Content of a YAML file, by the parser in C if PyYAML has it; the other one takes a tenth of a dry run."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


@cache
def _schema_file() -> dict:
    return load_yaml(SCHEMA_PATH)


def general_parameters() -> dict[str, dict]:
    """Schemas of the general parameters, without advice; those that choose a part have its allowed names."""
    found = {}
    for name, entry in _schema_file()["properties"]["parameters"]["properties"].items():
        own = {key: value for key, value in entry.items() if key not in advice.WORDS}
        found[name] = {**own, "enum": CHOICES[name].names()} if name in CHOICES else own
    return found


def all_parameters() -> dict[str, dict]:
    """Schemas of all parameters: general ones, those that parts declare, and derived ones, sorted by stage.

    In each stage, parameters of learners come first, then general ones, then those of other parts, then derived ones.
    A name with several fragments allows the values that any of them allows.
    """
    general, fragments = general_parameters(), {}
    for part, name, entry in declared():
        fragments.setdefault(name, []).append((part, _checked(part, name, entry)))
    fragments |= {name: [found] for name, found in derived.fragments([*general, *fragments]).items()}
    entries = [[str(part.path), name, dict(entry)] for name, of in fragments.items() for part, entry in of]
    code = code_digest([Path(__file__)])  # with what it imports
    cached(f"defaults {digest(entries)}", code, lambda: _check_defaults(fragments))
    found: dict[str, dict] = {}
    for stage in stages():
        own = [(name, part) for name, [(part, entry), *_] in fragments.items() if entry["stage"] == stage]
        names = [name for name, part in own if part.kind == "learner"]
        names += [name for name, entry in general.items() if entry["stage"] == stage]
        names += [name for name, part in own if part.kind != "learner"]
        for name in names:
            found.setdefault(name, _any_of(general.get(name), fragments.get(name, [])))
    return found


def _checked(part: Part, name: str, entry: Mapping) -> Mapping:
    """The fragment of a part. Raises InputError where it is none."""
    check_fragment(part.path, name, entry, ("trials",) if part.kind == "data set" else stages())
    return bounded({name: entry})[name]


def _check_defaults(fragments: Mapping[str, list[tuple[Part, Mapping]]]) -> None:
    """Raise InputError for a default that its own fragment forbids."""
    for name, declaring in fragments.items():
        for part, entry in declaring:
            check_default(part.path, name, entry)


def _any_of(general: dict | None, fragments: list[tuple[Part, Mapping]]) -> dict:
    """One schema for a parameter that is general, or that parts declare, or both."""
    whose = [] if general is None else [("matrices", general)]
    whose += [(str(part), entry) for part, entry in fragments]
    different = [(of, entry) for n, (of, entry) in enumerate(whose) if allows(entry) not in map(_allows, whose[:n])]
    entry = dict(whose[0][1])
    if len(different) == 1:
        return entry
    allowed = "; ".join(f"{describe_allowed(one)} ({of})" for of, one in different)
    common = {key: entry[key] for key in ("description", "default", "stage")}
    return {**common, "anyOf": [dict(one) for _, one in different], "allowed": allowed}


def _allows(whose: tuple[str, Mapping]) -> dict[str, object]:
    return allows(whose[1])


def load_schema() -> dict:
    """The schema of the config with all parameters, also in `experiments.<name>.sweep` and `.parameters`."""
    schema = deepcopy(_schema_file())
    for section in ("statistics", "figures", "machine"):  # `parameters` may be left out one by one
        schema["properties"][section]["required"] = list(schema["properties"][section]["properties"])
    schema["properties"]["machine"]["properties"] |= resource_parts.fragments()
    parameters = schema["properties"]["parameters"]["properties"] = all_parameters()
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


def validate(config: Mapping, schema: Mapping, section: str = "") -> None:
    """Raise InputError for the first violation of the schema; section: key of this part in the config.

    A positive result is cached on disk: the same config is not validated against the same schema again.
    """
    code = code_digest([Path(__file__)])
    cached(f"valid {digest([config, schema])}", code, lambda: _hold_against(config, schema, section))


def _hold_against(config: Mapping, schema: Mapping, section: str) -> None:
    import jsonschema  # here, since importing it takes as long as the rest of the library

    checks = {"float32": _check_float32}
    validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, checks)
    errors = validator(schema).iter_errors(config)
    first = min(errors, key=lambda error: [str(part) for part in error.absolute_path], default=None)
    if first is not None:
        raise InputError(explain(first, section))


def _check_float32(_: object, used: bool, value: object, entry: Mapping) -> Iterator[jsonschema.ValidationError]:
    """Check for the keyword `float32`: a value within its bounds must be within them when rounded to float32."""
    import jsonschema

    if used and isinstance(value, int | float) and within(value, entry) and not within(in_float32(value), entry):
        yield jsonschema.ValidationError("rounded to float32 it is out of bounds")


def seed_list(seeds: int | list[int]) -> list[int]:
    """The seeds by their number or as a list, sorted."""
    return list(range(seeds)) if isinstance(seeds, int) else sorted(seeds)
