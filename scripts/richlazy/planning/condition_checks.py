"""Checks of a condition: its parts must fit each other and the data, and its numbers must be consistent."""

from collections.abc import Mapping
from functools import cache

from richlazy.contracts.parameters import Chosen
from richlazy.contracts.parts import KINDS, Part
from richlazy.contracts.stages import Data
from richlazy.errors import InputError


def check_takes(parameters: Mapping, chosen: Chosen, data: Data, where: str) -> None:
    """Raise InputError for parts that do not take the kind of data, or do not fit each other."""
    for name, part in chosen.parts.items():
        takes = part.constant("TAKES")
        if takes is not None and data.kind not in takes:
            others = [Part(part.kind, other) for other in KINDS[part.kind].available()]
            fitting = [other.name for other in others if data.kind in other.constant("TAKES", [])]
            lines = "".join(f", or `{name}: {other}`" for other in fitting)
            raise InputError(
                f"{where}: {name}: {part.name} takes data of the kind {' or '.join(takes)}, and task: "
                f"{parameters['task']!r} has {data.kind}; choose another task{lines}"
            )
        _check_fits(name, part, chosen, where)
        _check_parts(name, part, parameters, data, where)


def _check_parts(name: str, part: Part, parameters: Mapping, data: Data, where: str) -> None:
    """Raise InputError for an act after an update that looks at a part that the data do not have."""
    known = ("training", "probe", "test", *data.parts)
    unknown = [one for one in part.constant("PARTS", ()) if one not in known]
    if unknown and part.kind == "after update":
        raise InputError(
            f"{where}: {name}: {part.name} looks at the part {unknown[0]!r} of the data, and task: "
            f"{parameters['task']!r} has {', '.join(known)}; choose another task, or write `{name}: none`"
        )


def _check_fits(name: str, part: Part, chosen: Chosen, where: str) -> None:
    """Raise InputError for a part that needs another objective or learner, or more than the learner offers."""
    for constant, other in (("OBJECTIVES", "objective"), ("LEARNERS", "learner")):
        wanted, found = part.constant(constant), chosen.parts[other].name
        if wanted and found not in wanted:
            raise InputError(
                f"{where}: {name}: {part.name} needs {' or '.join(f'`{other}: {one}`' for one in wanted)}, found "
                f"`{other}: {found}`; write one of them, or another `{name}`"
            )
    lacks = set(part.constant("ASKS", [])) - set(chosen.parts["learner"].constant("OFFERS"))
    if lacks:
        raise InputError(
            f"{where}: {name}: {part.name} asks for {', '.join(sorted(lacks))}, which the {chosen.parts['learner']} "
            f"does not offer; write another `{name}` or another `learner`"
        )


@cache
def _check_offers(learner: Part) -> None:
    """Raise InputError for a word of OFFERS that no measure asks for and no other learner offers."""
    others = [Part("learner", name) for name in KINDS["learner"].available() if name != learner.name]
    known = {what for other in others for what in other.constant("OFFERS", [])}
    known |= {what for name in KINDS["measure"].available() for what in KINDS["measure"].constant(name, "ASKS", [])}
    for what in learner.constant("OFFERS"):
        if what not in known | {"other_tasks"}:
            raise InputError(
                f"{learner.path}: OFFERS: no measure asks for {what!r}; allowed are {', '.join(sorted(known))}: write "
                "for example `OFFERS = ['outputs']`"
            )


def check_learner(parameters: Mapping, chosen: Chosen, data: Data, where: str) -> None:
    """Raise InputError for parameters or data that the learner does not support."""
    learner = chosen.parts["learner"]
    _check_offers(learner)
    if parameters["trained_weights"] == "studied" and "studied_matrices" not in learner.constant("OFFERS"):
        raise InputError(
            f"{where}: trained_weights: studied: the {learner} has no matrices under study; write "
            "`trained_weights: all`"
        )
    check = learner.function("check")
    if check:
        check(parameters, data, where)


def check_stream(parameters: Mapping, data: Data, where: str) -> None:
    """Raise InputError for a minibatch of the whole pool where trials are drawn anew at every step."""
    if data.stream and parameters["batch"] == "all":
        raise InputError(
            f"{where}: batch: all: the data of task: {parameters['task']!r} are a stream, whose trials are drawn anew "
            "at every step; allowed is a whole number: write for example `batch: 64`"
        )


def check_sizes(parameters: Mapping, where: str) -> None:
    """Raise InputError for a number of trials that exceeds its bound."""
    rules = (
        ("batch", "training_trials", "the pool of training trials"),
        ("kernel_trials", "probe_trials", "the probe"),
        ("probe_trials", "training_trials", "the pool of training trials"),
    )
    for small, large, meaning in rules:
        if parameters[small] != "all" and parameters[small] > parameters[large]:
            raise InputError(
                f"{where}: {small}: {parameters[small]} is larger than {meaning}, {large} = {parameters[large]}; "
                f"write `{small}: {parameters[large]}` or less, or raise `{large}`"
            )
