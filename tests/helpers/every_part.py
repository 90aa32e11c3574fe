"""Every registered part of the library and of all studies, and tiny experiments that use one.

What a tiny experiment must say beside naming a part stands in the part's own literal
`EXAMPLE = {"parameters": {...}, "arguments": {...}}`, both of which may be left out.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema
import yaml
from helpers.configs import read_config
from richlazy.contracts.parts import CHOICES, KINDS, Part
from richlazy.errors import InputError

ROOT = Path(__file__).parents[2]
PARTS = [Part(kind, name) for kind, registry in KINDS.items() for name in registry.available()]
# What cannot be made from the project alone: a file of the user's, packages and images that are fetched. Tests of their
# own read files and packages that stand for these.
NEED_FILES = {"file", "reconstruction"} | {part.name for part in PARTS if part.constant("RESOURCES")}
# Matrices of which every null model, and every truncation, can be made.
_MATRICES = {"null model": {"connectivity": "sparse"}, "truncation": {"connectivity": "dale_balanced", "rank": 4}}
# Sizes of tiny experiments.
SIZES = {
    "hidden": 20,
    "steps": 12,
    "batch": 4,
    "training_trials": 60,
    "probe_trials": 12,
    "test_trials": 12,
    "kernel_trials": 4,
}
EXAMPLE = "example"


def label(part: Part) -> str:
    """Name of a part among the cases of a test."""
    return f"{part.kind}-{part.name}"


def names(kind: str) -> list[str]:
    """Names of all parts of a kind."""
    return KINDS[kind].available()


def made_here(kind: str) -> list[str]:
    """Names of all parts of a kind that can be made from the project alone."""
    return [name for name in names(kind) if name not in NEED_FILES]


def schema(part: Part) -> dict[str, Mapping]:
    """Fragments of all that the part declares: parameters, or the arguments of a definition."""
    if part.kind == "builder":
        from richlazy.connectivity import builders

        return builders.arguments(part.name)
    return {**part.parameters, **part.constant("ARGUMENTS", {})}


def arguments(part: Part) -> dict[str, object]:
    """Arguments of a definition that uses the part: those of its EXAMPLE, else the defaults.

    Raises AssertionError for one that has neither.
    """
    given, declared = _arguments(part), schema(part)
    chosen = {name: entry["default"] for name, entry in declared.items() if "default" in entry} | given
    missing = sorted(set(declared) - set(chosen))
    assert not missing, f"{part}: {missing} have no default; write EXAMPLE = {{'arguments': {{...}}}} into {part.path}"
    return chosen


def experiment(part: Part, name: str = EXAMPLE) -> dict:
    """Overlay of a config: the experiment `name`, which uses the part, and a task or matrix of this name."""
    section = {"parameters": dict(part.constant("EXAMPLE", {}).get("parameters", {}))}
    given = _arguments(part)
    if part.kind == "data set":
        section["parameters"] = _learner_of(part) | section["parameters"]
        task = {"environment": part.constant("ENVIRONMENT"), "arguments": given}
        return _overlay(name, section | {"sweep": {"task": [name]}}, tasks={name: task})
    if part.kind == "builder":
        matrix = {"builder": part.name, **given}
        return _overlay(name, section | {"sweep": {"connectivity": [name]}}, matrices={name: matrix})
    if part.kind in ("measure", "measure between seeds"):
        section["parameters"] = _served_by(part) | section["parameters"]
        return _with_data(name, section | {"sweep": {"trial_seed": [0]}, "measures": [part.name]})
    if part.kind == "derived parameter":
        named = {name: entry["default"] for name, entry in part.parameters.items()}
        return _with_data(name, section | {"sweep": {"trial_seed": [0]}, "parameters": named | section["parameters"]})
    section["parameters"] = _MATRICES.get(part.kind, {}) | section["parameters"]
    parameter = next(choice.parameter for choice in CHOICES.values() if _chooses(choice, part))
    section["sweep"] = {parameter: [part.name]}
    if part.kind == "learner":
        return _with_data(name, section, part)
    return (
        _overlay(name, section) if "trials" in part.constant("TAKES", ["trials"]) else _with_regression(name, section)
    )


def _arguments(part: Part) -> dict:
    """What a definition must say beside the defaults."""
    return part.constant("EXAMPLE", {}).get("arguments", {})


def _overlay(name: str, section: dict, **definitions: dict) -> dict:
    return {"experiments": {name: section}, **definitions}


def _with_data(name: str, section: dict, learner: Part | None = None) -> dict:
    """The overlay of an experiment on class labels where its learner takes them, else on real targets."""
    named = section["parameters"].get("learner", "recurrent")
    learner = learner or Part("learner", named)
    if "trials" in learner.constant("TAKES"):
        return _overlay(name, section)
    return _with_regression(name, section | {"parameters": {"learner": learner.name} | section["parameters"]})


def _with_regression(name: str, section: dict) -> dict:
    """The overlay of an experiment on the first table of real targets."""
    table = next(
        Part("data set", one) for one in names("data set") if KINDS["data set"].constant(one, "KIND") != "trials"
    )
    task = {"environment": table.constant("ENVIRONMENT"), "arguments": _arguments(table)}
    given = {"task": table.name} | section["parameters"]
    served = _learner_of(table)
    if "learner" in given:  # one that may have no `hidden`
        served.pop("hidden")
    section["parameters"] = served | given
    return _overlay(name, section, tasks={table.name: task})


def _chooses(choice, part: Part) -> bool:
    return choice.kind == part.kind and part.name in choice.names()


def _learner_of(part: Part) -> dict:
    """Parameters with which a data set can be learned."""
    found = {"learner": "feedforward" if part.constant("STEPS", 1) == 1 else "recurrent", "hidden": 64}
    return found | ({"objective": "squared_error"} if part.constant("KIND", "trials") == "regression" else {})


def _served_by(part: Part) -> dict:
    """Parameters of a learner that a measure is for, and that offers what it asks for."""
    asked = set(part.constant("ASKS", []))
    learners = [Part("learner", name) for name in part.constant("LEARNERS", ("recurrent", *names("learner")))]
    learner = next(learner for learner in learners if asked <= set(learner.constant("OFFERS")))
    return {"learner": learner.name} | learner.constant("EXAMPLE", {}).get("parameters", {})


def tiny_config(*overlays: Mapping) -> dict:
    """A whole config with these overlays of it: all its experiments are theirs, its tasks those of all studies."""
    config = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    config |= {"tasks": read_config()["tasks"], "seeds": 2, "ensemble": 2, "experiments": {}}
    config["parameters"] |= SIZES
    config["machine"] = config["machine"] | {"device": "cpu"}
    for overlay in overlays:
        for section, entries in overlay.items():
            config[section] = {**config[section], **entries}
    return config


def wrong_values(fragment: Mapping) -> Iterator[object]:
    """Values that a fragment of the schema does not allow, of several types and beyond its bounds."""
    bounds = [
        branch[bound]
        for branch in fragment.get("oneOf", [fragment])
        for bound in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        if bound in branch
    ]
    beyond = [value for bound in bounds for value in (bound, bound - 1, bound + 1)]
    for value in ["no_such_value", 2.5, True, -3, [], ["no_such_value"], {"no": "such"}, *beyond]:
        try:
            jsonschema.validate(value, fragment)
        except jsonschema.ValidationError:
            yield value


def refusal(config: Mapping) -> str | None:
    """What a config is refused with, when it is planned; None for one that can be run. Computes nothing."""
    from richlazy.planning.project import read_project

    try:
        project = read_project(config, ROOT)
    except InputError as error:
        return str(error)
    return next((str(error) for error in project.refused.values()), None)
