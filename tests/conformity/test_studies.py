"""Every study, and what only studies have: claims, figures and simulations say what they are and what they need."""

import inspect
import re

import pytest
import yaml
from helpers.every_part import EXAMPLE, refusal, tiny_config, wrong_values
from richlazy.contracts import study_parts
from richlazy.contracts.messages import shown
from richlazy.contracts.registry import literal, studies
from richlazy.contracts.schema import all_parameters
from richlazy.contracts.studies import with_studies
from richlazy.contracts.study_parts import claims, figures, simulations

TEMPLATE = "_template"
CLAIMS, FIGURES, SIMULATIONS = list(claims.available()), figures.available(), simulations.available()
ARGUMENTS = [
    pytest.param(name, argument, entry, id=f"{name}-{argument}")
    for name in SIMULATIONS
    for argument, entry in study_parts.arguments(name).items()
]


def folders():
    found = dict(studies())
    template = next(iter(found.values())).parent / TEMPLATE
    return {**found, TEMPLATE: template}


@pytest.mark.parametrize("study", folders())
def test_a_study_says_its_question_and_its_experiments(study):
    folder = folders()[study]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert re.match(r"# \S.*\n", readme)
    content = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    assert content["experiments"]


def test_the_template_is_no_study():
    assert TEMPLATE not in studies()


def test_every_claim_and_figure_is_named_by_an_experiment_of_its_study():
    """At one of the sizes: what takes a cluster or a GPU is in the complete one alone."""
    plain = {"experiments": {}, "tasks": {}, "matrices": {}, "parameters": {}}
    configs = [with_studies(plain | {"size": size}) for size in ("standard", "complete")]
    sections = [section for config in configs for section in config["experiments"].values() if section]
    for kind, registry in (("claims", claims), ("figures", figures)):
        assert set(registry.available()) == {name for section in sections for name in section.get(kind, [])}, kind


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_states_what_it_tests(claim):
    module = claims.find(claim)
    assert re.fullmatch(r"[A-Z]\w*?\d+[a-z]?", claim)
    assert module.STATEMENT[0].isupper() and module.STATEMENT.endswith(".")
    assert list(inspect.signature(module.test).parameters) == ["measures", "settings"]
    check_needs(claims.path(claim))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_says_what_it_needs(figure):
    module = figures.find(figure)
    first, style, *background = inspect.signature(module.draw).parameters
    path = figures.path(figure)
    assert style == "style"
    assert (first == "experiments") == (literal(path, "EACH_NEEDS") is not None)
    assert bool(background) == (literal(path, "BACKGROUND") is not None)
    check_needs(path)


def check_needs(path):
    """What is needed is there: parameters that can be swept, or a simulation."""
    needs, each = literal(path, "NEEDS", ()), literal(path, "EACH_NEEDS", ())
    assert {*needs, *each, *literal(path, "COMPARES", {})} <= set(all_parameters())
    simulation = literal(path, "SIMULATION")
    run = [simulation] if isinstance(simulation, str) else simulation or []
    assert set(run) <= set(SIMULATIONS) and not (run and (needs or each))


@pytest.mark.parametrize("name, argument, entry", ARGUMENTS)
def test_an_argument_of_a_simulation_is_described_and_has_a_default(name, argument, entry):
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(entry)
    assert entry["description"].strip().endswith(".")
    jsonschema.validate(entry["default"], entry)
    assert literal(simulations.path(name), "SOURCE")


@pytest.mark.parametrize("name, argument, entry", ARGUMENTS)
def test_a_wrong_argument_of_a_simulation_is_refused(name, argument, entry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def config(value):
        section = {"simulation": name, "arguments": {argument: value}}
        return tiny_config({"experiments": {EXAMPLE: section}})

    assert refusal(config(entry["default"])) is None
    for value in wrong_values(entry):
        message = refusal(config(value))
        assert message is not None, f"{value!r} was taken"
        assert f"experiments.{EXAMPLE}.arguments.{argument}" in message and "\n" not in message
        wrong = value[0] if value and isinstance(value, list) and entry["type"] == "array" else value
        assert f"found {shown(wrong)[:40]}" in message and "allowed" in message, message
