"""The measures of a condition: the standard ones that its learner and data allow, and those that experiments name or
take by default."""

from collections.abc import Collection, Iterable
from functools import cache

from richlazy.contracts import parts
from richlazy.contracts.measure_names import check_name, check_part, group, lacks_part, split
from richlazy.contracts.schema import all_parameters
from richlazy.errors import InputError
from richlazy.planning.conditions import Condition

_MEASURES, _LEARNERS = parts.KINDS["measure"], parts.KINDS["learner"]


def standard_measures(condition: Condition) -> list[str]:
    """The standard measures that can be taken of a condition, in their order."""
    return [name for name, obstacle in _of_standard(condition.learner, condition.data.kind).items() if not obstacle]


def further_measures(
    asked: Iterable[str], default: Iterable[str], conditions: Collection[Condition], where: str
) -> dict[str, list[tuple[str, ...]]]:
    """The measures beside the standard ones of each condition, by its key: the lists of names that one job takes, one
    for each group of measures and one for each measure without a group.

    asked: measures that the experiment names. default: those that are left out where learner or data cannot serve them.
    Raises InputError for one that does not exist, and for one of `asked` that the learner or the data of a condition do
    not allow.
    """
    asked, default = _checked(asked, f"{where}.measures"), _checked(default, f"{where}.default_measures")
    for name in asked:
        for condition in conditions:
            check_part(_MEASURES, name, condition.data.parts, f"{where}.measures")
            if obstacle := _obstacle(name, condition.learner, condition.data.kind):
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
def _by_group(names: frozenset[str]) -> list[tuple[str, ...]]:
    """Names of measures by their groups, in an order that does not depend on that of the config."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        found.setdefault(group(_MEASURES, name), []).append(name)
    return [tuple(found[key]) for key in sorted(found)]


def _checked(names: Iterable[str], where: str) -> list[str]:
    """The names, each once. Raises InputError for a measure that does not exist or has an invalid contract."""
    names = list(dict.fromkeys(names))
    for name in names:
        try:
            measure, _ = split(_MEASURES, name)
        except InputError as error:
            raise InputError(f"{where}: {error}") from None
        _MEASURES.check(measure)
        check_name(_MEASURES, measure, all_parameters())
        group(_MEASURES, measure)
        _check_asked(measure)
    return names


def _check_asked(measure: str) -> None:
    """Raise InputError for a measure that asks for what no learner offers."""
    offered = {what for name in _LEARNERS.available() for what in _LEARNERS.constant(name, "OFFERS")}
    for what in _MEASURES.constant(measure, "ASKS", []):
        if what not in offered:
            raise InputError(
                f"{_MEASURES.path(measure)}: ASKS: no learner offers {what!r}; allowed are "
                f"{', '.join(sorted(offered))}: write for example `ASKS = ['outputs']`"
            )


def _lacking(name: str, condition: Condition) -> str:
    """The reason why a measure cannot be taken of a condition; "" if it can."""
    if _lacks_part(name, condition.data.parts):
        return f"is taken on a part that the data of the task {condition.parameters['task']} do not have"
    return _obstacle(name, condition.learner, condition.data.kind)


@cache
def _lacks_part(name: str, of_data: tuple[str, ...]) -> bool:
    return lacks_part(_MEASURES, name, of_data)


@cache
def _of_standard(learner: parts.Part, kind: str) -> dict[str, str]:
    """The standard measures, each with its obstacle ("" for none)."""
    return {name: _obstacle(name, learner, kind) for name in parts.standard_measures()}


@cache
def _obstacle(name: str, learner: parts.Part, kind: str) -> str:
    """The reason why a measure cannot be taken of a learner on data of this kind; "" if it can."""
    measure, _ = split(_MEASURES, name)
    offers = learner.constant("OFFERS")
    lacks = [what for what in _MEASURES.constant(measure, "ASKS", []) if what not in offers]
    if lacks:
        return f"asks for {', '.join(lacks)}, which the {learner} does not offer"
    kinds = _MEASURES.constant(measure, "DATA")
    if kinds is not None and kind not in kinds:
        return f"is taken on {' or '.join(kinds)}, not on data of the kind {kind}"
    return ""
