"""Every part says what it is in literal constants that can be read, are complete, and are what its module holds."""

import importlib
import subprocess
import sys

import jsonschema
import pytest
from helpers.every_part import PARTS, ROOT, names
from richlazy.contracts.parts import CHOICES, KINDS, stages

# The words that contracts may use.
KINDS_OF_DATA = {"trials", "regression"}
OFFERS = {
    "outputs",
    "features",
    "tangent_kernel",
    "studied_matrices",
    "state",
    "other_tasks",
    "read_out",
    "weight_groups",
}
# Kinds of parts with `ARGUMENTS`, which stand where a task, a matrix or an experiment of the config is defined.
DEFINED = ("data set", "builder")
STATED = ("TAKES", "STAGES", "OFFERS", "ASKS", "DATA", "KIND", "REPLICATE", "LONG_NAME", "UNITS", "RANGE")
STATED += (
    "PARAMETERS",
    "ARGUMENTS",
    "ADVICE",
    "EXAMPLE",
    "ENVIRONMENT",
    "SAMPLES",
    "STEPS",
    "PARTS",
    "PARAMETER",
    "OBJECTIVES",
    "SETS",
)

FRAGMENTS = [
    pytest.param(part, parameter, fragment, id=f"{part.kind}-{part.name}-{parameter}")
    for part in PARTS
    for parameter, fragment in (part.parameters | part.constant("ARGUMENTS", {})).items()
]


def ids(part):
    return f"{part.kind}-{part.name}"


def of_kind(kind):
    return [part for part in PARTS if part.kind == kind]


def branches(fragment):
    """The fragment, or the alternatives that it lists."""
    return fragment.get("oneOf", [fragment])


def test_there_are_parts_of_every_kind():
    assert {part.kind for part in PARTS} == set(KINDS)


@pytest.mark.parametrize("part", PARTS, ids=ids)
def test_what_is_read_without_an_import_is_what_the_module_holds(part):
    registry = KINDS[part.kind]
    module = registry.contract(part.name) or registry.find(part.name)
    stated = {name: part.constant(name) for name in STATED}
    stated = {name: value for name, value in stated.items() if value is not None}
    assert stated == {name: getattr(module, name) for name in stated}


@pytest.mark.parametrize("part, parameter, fragment", FRAGMENTS)
def test_a_fragment_describes_and_bounds_what_it_declares(part, parameter, fragment):
    assert parameter.isidentifier()
    jsonschema.Draft202012Validator.check_schema(fragment)
    description = fragment["description"].strip()
    assert (description[0].isupper() or description[0] == "`") and description.endswith("."), description
    for branch in branches(fragment):
        assert {"type", "const", "enum"} & set(branch), branch
        if branch.get("type") in ("number", "integer"):
            assert {"minimum", "exclusiveMinimum"} & set(branch), "a number has a lower bound"
            assert {"maximum", "exclusiveMaximum"} & set(branch), "a number has an upper bound"
    if len(branches(fragment)) > 1:
        assert fragment["allowed"], "alternatives are described in words"


@pytest.mark.parametrize("part, parameter, fragment", FRAGMENTS)
def test_a_default_is_allowed(part, parameter, fragment):
    if part.kind not in DEFINED or "default" in fragment:  # a file of one's own has no default path
        jsonschema.validate(fragment["default"], fragment)


@pytest.mark.parametrize("part", [part for part in PARTS if part.parameters], ids=ids)
def test_parameters_name_a_stage_that_there_is(part):
    assert {fragment["stage"] for fragment in part.parameters.values()} <= set(stages())


@pytest.mark.parametrize("part", of_kind("learner"), ids=ids)
def test_learners_take_need_and_offer_what_there_is(part):
    taken, offered = part.constant("TAKES"), part.constant("OFFERS")
    assert taken and set(taken) <= KINDS_OF_DATA
    assert "outputs" in offered and set(offered) <= OFFERS | own_words(part)
    assert set(part.constant("STAGES", [])) <= set(stages()) - {"trials", "train", "measure", "compare"}


def own_words(part):
    """What measures of the part's study ask of its learners; nothing in the library, whose words are OFFERS."""
    folder = part.path.parents[1]
    if folder.parent.name != "studies":
        return set()
    return {what for one in of_kind("measure") if one.path.parents[1] == folder for what in one.constant("ASKS", [])}


@pytest.mark.parametrize("part", [*of_kind("measure"), *of_kind("measure between seeds")], ids=ids)
def test_measures_ask_for_what_some_learner_offers(part):
    assert set(part.constant("ASKS", [])) <= OFFERS | own_words(part)
    assert set(part.constant("DATA", [])) <= KINDS_OF_DATA
    assert part.constant("LONG_NAME") and part.constant("UNITS")
    low, high = part.constant("RANGE", [None, None])
    assert low is None or high is None or low < high
    learners = of_kind("learner")
    assert any(set(part.constant("ASKS", [])) <= set(learner.constant("OFFERS")) for learner in learners)


@pytest.mark.parametrize("part", of_kind("objective"), ids=ids)
def test_objectives_take_kinds_of_data_that_there_are(part):
    assert part.constant("TAKES") and set(part.constant("TAKES")) <= KINDS_OF_DATA
    assert part.constant("LONG_NAME") and part.constant("UNITS")


@pytest.mark.parametrize("part", of_kind("data set"), ids=ids)
def test_data_sets_say_what_they_are(part):
    assert part.constant("KIND", "trials") in KINDS_OF_DATA
    assert part.constant("REPLICATE") in (None, "seed", "split")
    assert part.constant("ENVIRONMENT").isidentifier()


def test_no_two_data_sets_have_one_name_in_the_config():
    environments = [part.constant("ENVIRONMENT") for part in of_kind("data set")]
    assert len(set(environments)) == len(environments)


@pytest.mark.parametrize("part", of_kind("builder"), ids=ids)
def test_builders_cite_their_source(part):
    assert part.constant("SOURCE") and isinstance(part.constant("DENSE"), bool)


def test_every_part_that_is_no_measure_and_no_definition_is_chosen_by_a_parameter():
    chosen = {choice.kind for choice in CHOICES.values()}
    assert chosen == set(KINDS) - {"measure", "measure between seeds", "derived parameter", *DEFINED}
    for choice in CHOICES.values():
        assert set(choice.names()) - {"none"} <= set(names(choice.kind))


@pytest.mark.parametrize("part", PARTS, ids=ids)
def test_a_contract_imports_no_numerical_library(part):
    """A package says it in a file of its own; a single file is read, not imported, until it is used."""
    module = KINDS[part.kind].contract(part.name)
    if module is not None:
        heavy = ("numpy", "torch", "xarray", "scipy", "pandas")
        assert not [name for name in vars(module) if name in heavy or name == "np"]
        assert importlib.import_module(module.__name__) is module


def test_derived_parameters_import_no_numerical_library():
    """They are whole modules that the planner imports."""
    modules = [KINDS[part.kind].module(part.name) for part in of_kind("derived parameter")]
    program = (
        f"import importlib, sys; sys.path[:0] = [{str(ROOT / 'scripts')!r}, {str(ROOT)!r}]\n"
        f"for module in {modules!r}: importlib.import_module(module)\n"
        "print(sorted({'numpy', 'torch', 'xarray', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert modules and found.stdout.strip() == "[]", found.stdout + found.stderr
