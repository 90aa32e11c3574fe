"""The measures of a condition: the standard ones that its learner and data allow, and those that experiments name."""

from collections.abc import Iterable
from functools import cache

from richlazy.contracts import parts
from richlazy.contracts.measure_names import check_name, check_part, split
from richlazy.contracts.schema import all_parameters
from richlazy.errors import InputError
from richlazy.planning.conditions import Condition

_MEASURES, _LEARNERS = parts.KINDS["measure"], parts.KINDS["learner"]


def standard_measures(condition: Condition) -> list[str]:
    """The standard measures that can be taken of a condition, in their order."""
    return [name for name, obstacle in _of_standard(condition.learner, condition.data.kind).items() if not obstacle]


def further_measures(asked: Iterable[str], conditions: Iterable[Condition], where: str) -> list[str]:
    """The measures of an experiment beside the standard ones. Raises InputError for one that does not exist, or that
    the learner or the data of one of its conditions do not allow."""
    found = [name for name in dict.fromkeys(asked) if name not in parts.standard_measures()]
    for name in asked:
        try:
            measure, _ = split(_MEASURES, name)
        except InputError as error:
            raise InputError(f"{where}.measures: {error}") from None
        _MEASURES.check(measure)
        check_name(_MEASURES, measure, all_parameters())
        _check_asked(measure)
        for condition in conditions:
            check_part(_MEASURES, name, condition.data.parts, f"{where}.measures")
            if obstacle := _obstacle(name, condition.learner, condition.data.kind):
                raise InputError(f"{where}.measures: {name} {obstacle}; leave it out")
    return found


def left_out(conditions: Iterable[Condition], where: str) -> list[str]:
    """A remark for each reason why standard measures of an experiment are not taken."""
    reasons: dict[str, list[str]] = {}
    for condition in conditions:
        for name, obstacle in _of_standard(condition.learner, condition.data.kind).items():
            if obstacle:
                names = reasons.setdefault(obstacle, [])
                names += [] if name in names else [name]
    return [f"{where}: left out is what {reason}: {', '.join(names)}" for reason, names in reasons.items()]


def _check_asked(measure: str) -> None:
    """Raise InputError for a measure that asks for what no learner offers."""
    offered = {what for name in _LEARNERS.available() for what in _LEARNERS.constant(name, "OFFERS")}
    for what in _MEASURES.constant(measure, "ASKS", []):
        if what not in offered:
            raise InputError(
                f"{_MEASURES.path(measure)}: ASKS: no learner offers {what!r}; allowed are "
                f"{', '.join(sorted(offered))}: write for example `ASKS = ['outputs']`"
            )


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
