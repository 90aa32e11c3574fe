"""The measures of a condition: the standard ones that its learner and data allow, and those that experiments name or
take by default."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from richlazy.contracts import parts
from richlazy.contracts.measure_names import check_name, check_part, group, lacks_part, split
from richlazy.contracts.registry import Registry
from richlazy.contracts.schema import all_parameters
from richlazy.errors import InputError
from richlazy.planning.conditions import Condition

_MEASURES, _PAIRS, _LEARNERS = (parts.KINDS[kind] for kind in ("measure", "measure between seeds", "learner"))


def standard_measures(condition: Condition) -> list[str]:
    """The standard measures that can be taken of a condition, in their order."""
    return [name for name, obstacle in _of_standard(condition.learner, condition.data.kind).items() if not obstacle]


class Lists(NamedTuple):
    """Measures of a condition beside the standard ones, in lists of names of which one job takes each: one list for
    each group of measures and one for each measure without a group.

    further: measures of single networks. between_seeds: measures of pairs of networks.
    """

    further: list[tuple[str, ...]] = []
    between_seeds: list[tuple[str, ...]] = []


def measure_lists(
    asked: Iterable[str], default: Iterable[str], conditions: Collection[Condition], where: str
) -> dict[str, Lists]:
    """The measures beside the standard ones of each condition, by its key.

    asked: measures that the experiment names. default: those that are left out where learner or data cannot serve them.
    Raises InputError for one that does not exist, and for one of `asked` that the learner or the data of a condition do
    not allow.
    """
    asked, default = _checked(asked, f"{where}.measures"), _checked(default, f"{where}.default_measures")
    for name in asked:
        for condition in conditions:
            if name not in _PAIRS.available():
                check_part(_MEASURES, name, condition.data.parts, f"{where}.measures")
            if obstacle := _lacking(name, condition):
                raise InputError(f"{where}.measures: {name} {obstacle}; leave it out")
    found = {}
    for condition in conditions:
        taken = frozenset([*asked, *(name for name in default if not _lacking(name, condition))])
        found[condition.key] = _by_group(taken - set(parts.standard_measures()))
    return found


def left_out(conditions: Iterable[Condition], where: str, default: Iterable[str] = ()) -> list[str]:
    """A remark for each reason why standard or default measures of an experiment are not taken."""
    reasons: dict[str, list[str]] = {}
    for condition in conditions:
        for name in dict.fromkeys([*parts.standard_measures(), *default]):
            if obstacle := _lacking(name, condition):
                names = reasons.setdefault(obstacle, [])
                names += [] if name in names else [name]
    return [f"{where}: left out is what {reason}: {', '.join(names)}" for reason, names in reasons.items()]


@cache
def _by_group(names: frozenset[str]) -> Lists:
    """Names of measures by their groups, in an order that does not depend on that of the config."""
    found: tuple[dict[str, list[str]], dict[str, list[str]]] = {}, {}
    for name in sorted(names):
        of_pairs = name in _PAIRS.available()
        found[of_pairs].setdefault(group(_PAIRS if of_pairs else _MEASURES, name), []).append(name)
    return Lists(*([tuple(groups[key]) for key in sorted(groups)] for groups in found))


def _checked(names: Iterable[str], where: str) -> list[str]:
    """The names, each once. Raises InputError for a measure that does not exist or has an invalid contract."""
    names = list(dict.fromkeys(names))
    for name in names:
        registry, measure = _found(name, where)
        registry.check(measure)
        check_name(registry, measure, all_parameters())
        group(registry, measure)
        _check_asked(registry, measure)
    return names


def _found(name: str, where: str) -> tuple[Registry, str]:
    """The registry of a measure, and its name there. Raises InputError for an unknown one."""
    if name in _PAIRS.available():
        if name in _MEASURES.available():
            files = f"{_MEASURES.path(name)} and {_PAIRS.path(name)}"
            raise InputError(f"{where}: two files are the measure {name!r}: {files}; give one of them another name")
        return _PAIRS, name
    try:
        return _MEASURES, split(_MEASURES, name)[0]
    except InputError as error:
        between = f"; between seeds: {', '.join(_PAIRS.available())}" if _PAIRS.available() else ""
        raise InputError(f"{where}: {error}{between}") from None


def _check_asked(registry: Registry, measure: str) -> None:
    """Raise InputError for a measure that asks for what no learner offers."""
    offered = {what for name in _LEARNERS.available() for what in _LEARNERS.constant(name, "OFFERS")}
    for what in registry.constant(measure, "ASKS", []):
        if what not in offered:
            raise InputError(
                f"{registry.path(measure)}: ASKS: no learner offers {what!r}; allowed are "
                f"{', '.join(sorted(offered))}: write for example `ASKS = ['outputs']`"
            )


def _lacking(name: str, condition: Condition) -> str:
    """The reason why a measure cannot be taken of a condition; "" if it can."""
    task = condition.parameters["task"]
    if name in _PAIRS.available():
        if condition.data.replicate is not None:
            return f"compares networks on the same trials, of which the task {task} has others for every seed"
        return _obstacle(_PAIRS, name, condition.learner, condition.data.kind)
    if _lacks_part(name, condition.data.parts):
        return f"is taken on a part that the data of the task {task} do not have"
    return _obstacle(_MEASURES, split(_MEASURES, name)[0], condition.learner, condition.data.kind)


@cache
def _lacks_part(name: str, of_data: tuple[str, ...]) -> bool:
    return lacks_part(_MEASURES, name, of_data)


@cache
def _of_standard(learner: parts.Part, kind: str) -> dict[str, str]:
    """The standard measures, each with its obstacle ("" for none)."""
    return {name: _obstacle(_MEASURES, name, learner, kind) for name in parts.standard_measures()}


@cache
def _obstacle(registry: Registry, measure: str, learner: parts.Part, kind: str) -> str:
    """The reason why a measure cannot be taken of a learner on data of this kind; "" if it can."""
    offers = learner.constant("OFFERS")
    lacks = [what for what in registry.constant(measure, "ASKS", []) if what not in offers]
    if lacks:
        return f"asks for {', '.join(lacks)}, which the {learner} does not offer"
    kinds = registry.constant(measure, "DATA")
    if kinds is not None and kind not in kinds:
        return f"is taken on {' or '.join(kinds)}, not on data of the kind {kind}"
    return ""
