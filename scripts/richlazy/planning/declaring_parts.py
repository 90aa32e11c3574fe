"""Text on the parts that declare a parameter, for a condition that does not have it."""

from collections.abc import Mapping

from richlazy.contracts.parts import CHOICES, KINDS, Part, declaring


def undeclared(name: str, general: Mapping[str, Mapping]) -> str:
    """Which parts or stages have a parameter, with lines of a config that choose them.

    general: the general parameters, as entries of the schema by name.
    """
    parts = declaring(name)
    if parts:
        lines = " or ".join(f"`{_line(part)}`" for part in parts)
        return f"this is a parameter of the {' and the '.join(map(str, parts))}; write {lines}, or leave it out"
    stage = general[name]["stage"]
    having = [learner for learner in KINDS["learner"].available() if stage in _stages_of(learner)]
    lines = " or ".join(f"`learner: {learner}`" for learner in having)
    return f"this is a parameter of learners with the stage {stage}; write {lines}, or leave it out"


def _line(part: Part) -> str:
    """The line of a config that chooses a part; a data set is chosen where a task is defined."""
    if part.kind == "data set":
        return f"environment: {part.constant('ENVIRONMENT')}"
    choosing = (name for name, choice in CHOICES.items() if choice.kind == part.kind and part.name in choice.names())
    return f"{next(choosing)}: {part.name}"


def _stages_of(learner: str) -> list[str]:
    return KINDS["learner"].constant(learner, "STAGES", [])
