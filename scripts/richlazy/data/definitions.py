"""Definitions of the tasks of a config: completed with the defaults of their arguments, and checked before drawing."""

from collections.abc import Mapping

from richlazy.contracts.constants import defined
from richlazy.contracts.numbers import bounded
from richlazy.contracts.parts import KINDS
from richlazy.contracts.schema import validate
from richlazy.contracts.study_parts import argument_refusal
from richlazy.data import MIXTURE, is_mixture
from richlazy.data.neurogym_tasks.durations import check_durations
from richlazy.data.table_constants import table_size
from richlazy.data.tables import TABLES, is_table, registry
from richlazy.errors import InputError


def define(name: str, entry: Mapping, parameters: Mapping, tasks: Mapping[str, Mapping]) -> dict[str, object]:
    """Definition of the task `name`: environment, timing and arguments, with the default arguments of a table.

    parameters: of the condition; those that a table declares join its arguments. tasks: the entries of all tasks by
    name, from which a mixture takes its members. Raises InputError for arguments that a table or a mixture does not
    have, or that do not fit each other, for more trials than a table has samples, and for durations of periods that are
    not a whole number of time steps, or too long.
    """
    definition = {"timing": {}, "arguments": {}, **entry}
    if is_mixture(definition):
        return _mixture(name, definition, parameters, tasks)
    if not is_table(definition):
        _check_own_keys(name, definition["arguments"])
        check_durations(f"tasks.{name}.timing", definition["timing"], parameters["dt"])
        return definition
    if definition["timing"]:
        raise InputError(
            f"tasks.{name}.timing: {definition['environment']} has samples and no periods; found "
            f"{', '.join(definition['timing'])}; leave `timing` out"
        )
    module = TABLES[definition["environment"]]
    KINDS["data set"].check(module)
    _check_stream(module)
    _check_size(name, _samples(module), parameters)
    arguments = _arguments(name, module, definition["arguments"])
    arguments |= {parameter: parameters[parameter] for parameter in registry.constant(module, "PARAMETERS", {})}
    if why := argument_refusal(module, arguments):
        raise InputError(f"tasks.{name}: {why}")
    complete = {**definition, "arguments": arguments}
    for constant in ("STEPS", "CHANNELS"):
        table_size(complete, constant)  # refuses one that cannot be known
    return complete


_MIXED = {
    "tasks": {
        "description": "Names of the tasks whose trials take turns.",
        "type": "array",
        "items": {"type": "string"},
        "minItems": 2,
        "uniqueItems": True,
        "allowed": "a list of at least two different names of tasks",
    }
}


def _mixture(name: str, definition: Mapping, parameters: Mapping, tasks: Mapping[str, Mapping]) -> dict[str, object]:
    where = f"tasks.{name}.arguments"
    schema = {"type": "object", "properties": _MIXED, "additionalProperties": False, "required": ["tasks"]}
    validate(definition["arguments"], schema, where)
    if definition["timing"]:
        raise InputError(
            f"tasks.{name}.timing: a mixture has the timing of its tasks; found {', '.join(definition['timing'])}; "
            "leave `timing` out"
        )
    mixed = definition["arguments"]["tasks"]
    for member in mixed:
        _check_member(where, member, tasks)
    members = [{"name": member, **define(member, tasks[member], parameters, tasks)} for member in mixed]
    return {**definition, "arguments": {"tasks": members}}


def _check_member(where: str, member: str, tasks: Mapping[str, Mapping]) -> None:
    allowed = [name for name, entry in tasks.items() if not (is_table(entry) or is_mixture(entry))]
    if member not in allowed:
        raise InputError(
            f"{where}.tasks: {member!r} is no task that a `{MIXTURE}` takes; allowed are {', '.join(allowed)}; or "
            "define it under `tasks:` with the id of a NeuroGym environment"
        )


def _arguments(name: str, module: str, given: Mapping) -> dict[str, object]:
    schema = bounded(registry.constant(module, "ARGUMENTS"))
    swept = registry.constant(module, "PARAMETERS", {})
    for argument in swept:
        if argument in schema:
            raise InputError(f"{registry.path(module)}: {argument!r} is in ARGUMENTS and PARAMETERS; leave one out")
        if argument in given:
            raise InputError(
                f"tasks.{name}.arguments.{argument}: this is a parameter of the task, which can be swept; leave it out "
                f"here, and write `{argument}: {_flow(given[argument])}` under parameters"
            )
    if given and not schema:
        raise InputError(
            f"tasks.{name}.arguments: {registry.constant(module, 'ENVIRONMENT')} takes none; found {', '.join(given)}; "
            "leave `arguments` out"
        )
    validate(given, {"type": "object", "properties": schema, "additionalProperties": False}, f"tasks.{name}.arguments")
    return {argument: entry["default"] for argument, entry in schema.items()} | dict(given)


def _check_own_keys(name: str, arguments: Mapping) -> None:
    """Raise InputError for arguments of an environment that are separate keys of the config."""
    for key, place in (("dt", "parameters"), ("timing", f"tasks.{name}")):
        if key in arguments:
            raise InputError(
                f"tasks.{name}.arguments.{key}: this key has a place of its own; leave it out here, and write "
                f"`{key}: {_flow(arguments[key])}` under {place}"
            )


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {entry}' for key, entry in value.items())}}}"
    return "..." if value is None else str(value)


def _check_stream(module: str) -> None:
    """Raise InputError where the author of a stream wrote an invalid one."""
    stream, path = registry.constant(module, "STREAM", False), registry.path(module)
    if not isinstance(stream, bool):
        raise InputError(f"{path}: STREAM: found {stream!r}; allowed are True and False: write `STREAM = True`")
    if stream and "Stream" not in defined(path):
        raise InputError(f"{path}: STREAM: this data set has no `Stream`; write `class Stream:`")
    if stream and registry.constant(module, "KIND") != "trials":
        raise InputError(f"{path}: STREAM: a stream has class labels; write `KIND = 'trials'`, or leave STREAM out")


_PARTS = ("training", "probe", "test")


def _samples(module: str) -> int | dict[str, int] | None:
    """The constant SAMPLES of a table. Raises InputError where its author wrote an invalid one."""
    samples = registry.constant(module, "SAMPLES")
    numbers = [samples] if not isinstance(samples, dict) else list(samples.values())
    known = not isinstance(samples, dict) or set(samples) == set(_PARTS)
    if samples is not None and not (known and all(type(number) is int and number > 0 for number in numbers)):
        raise InputError(
            f"{registry.path(module)}: found SAMPLES = {samples!r}; allowed are None for any number of trials, a whole "
            f"number of all, or one of each part: `SAMPLES = {{'training': 900, 'probe': 50, 'test': 50}}`"
        )
    return samples


def _check_size(name: str, samples: int | Mapping[str, int] | None, parameters: Mapping) -> None:
    sizes = {part: parameters[f"{part}_trials"] for part in _PARTS}
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
