"""The tasks that a config names, complete with the defaults of their arguments and checked before anything is drawn."""

from collections.abc import Mapping

from richlazy.configuration import validate
from richlazy.errors import InputError
from richlazy.tasks.tables import TABLES, is_table, registry


def define(name: str, entry: Mapping, parameters: Mapping) -> dict[str, object]:
    """Definition of the task `name`: environment, timing and arguments, with the defaults of a table filled in.

    Raises InputError for what a table does not take, and for more trials than it has samples.
    """
    definition = {"timing": {}, "arguments": {}, **entry}
    if not is_table(definition):
        return definition
    if definition["timing"]:
        raise InputError(
            f"tasks.{name}.timing: {definition['environment']} has samples and no periods; found "
            f"{', '.join(definition['timing'])}; leave `timing` out"
        )
    module = TABLES[definition["environment"]]
    _check_size(name, registry.constant(module, "SAMPLES"), parameters)
    return {**definition, "arguments": _arguments(name, module, definition["arguments"])}


def _arguments(name: str, module: str, given: Mapping) -> dict[str, object]:
    schema = registry.constant(module, "ARGUMENTS")
    validate(given, {"type": "object", "properties": schema, "additionalProperties": False}, f"tasks.{name}.arguments")
    return {argument: entry["default"] for argument, entry in schema.items()} | dict(given)


def _check_size(name: str, samples: int | Mapping[str, int] | None, parameters: Mapping) -> None:
    sizes = {part: parameters[f"{part}_trials"] for part in ("training", "probe", "test")}
    if isinstance(samples, Mapping):
        _check_parts(name, samples, sizes)
    elif samples is not None and sum(sizes.values()) > samples:
        rest = samples - sizes["probe"] - sizes["test"]
        advice = f"`training_trials: {rest}` or less" if rest > 0 else "smaller `probe_trials` and `test_trials`"
        raise InputError(
            f"tasks.{name}: {' + '.join(f'{part}_trials = {size}' for part, size in sizes.items())} are more than the "
            f"{samples} samples that there are, none of which may be in two parts; write {advice}"
        )


def _check_parts(name: str, samples: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    for part, most in samples.items():
        if sizes[part] > most:
            raise InputError(
                f"tasks.{name}: {part}_trials = {sizes[part]} are more than the {most} samples that there are for this "
                f"part; write `{part}_trials: {most}` or less"
            )
