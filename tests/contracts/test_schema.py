"""The contract of the config: the files of the repository keep it, and errors say what to write."""

from pathlib import Path

import pytest
import yaml
from helpers.configs import read_config
from helpers.projects import checked_project
from richlazy.contracts import resource_parts
from richlazy.contracts.parts import stages
from richlazy.contracts.schema import (
    all_parameters,
    describe_allowed,
    general_parameters,
    load_schema,
    seed_list,
    validate,
)
from richlazy.contracts.study_parts import claims, figures
from richlazy.errors import InputError
from richlazy.planning.result_plans import Results

ROOT = Path(__file__).parents[2]


def overlay_of(text):
    return yaml.safe_load(text)


def refuse(config, schema):
    """The message with which a config is refused, by the schema or later."""
    with pytest.raises(InputError) as error:
        validate(config, schema)
        checked_project(config, ROOT)
    return str(error.value)


@pytest.mark.parametrize("name", ["config.yaml", "quick.yaml", "complete.yaml"])
def test_the_configs_of_the_repository_are_valid(config, overlay, schema, name):
    merged = overlay(config, read_config(name))
    validate(merged, schema)
    assert set(checked_project(merged, ROOT).illustrated) == {
        name for name, experiment in merged["experiments"].items() if experiment
    }


def test_quick_is_smaller_and_keeps_to_its_own_folder(config, overlay):
    quick = overlay(config, read_config("quick.yaml"))
    plans = [checked_project(c, ROOT).plan for c in (config, quick)]
    assert len(plans[1].artefacts["train"]) < len(plans[0].artefacts["train"])
    assert quick["output"] != config["output"]


@pytest.mark.parametrize("name", ["config.yaml", "complete.yaml"])
def test_structures_have_seeds_enough_for_a_verdict_in_each_family(config, overlay, name):
    merged = overlay(config, read_config(name))
    plan = checked_project(merged, ROOT).plan
    experiments = [experiment for experiment in plan.experiments.values() if "C3" in experiment.claims]
    assert experiments
    for experiment in experiments:
        nulls = [condition for _, condition in experiment.points if condition.parameters["null_model"] != "none"]
        # The least one-sided p of a signed-rank test, times the rows of the largest family: task by task.
        assert len(nulls) * 2.0 ** -len(experiment.seeds) < 0.05, experiment.name


def test_the_paper_is_the_schemas_default(config, schema):
    def defaults(entry):
        return {name: value["default"] for name, value in entry["properties"].items()}

    sections = schema["properties"]
    for section in ("statistics", "figures", "machine"):
        # A study may bring resources, which the config need not name.
        brought = set(resource_parts.fragments()) - {"mnist"} if section == "machine" else set()
        named = {key: value for key, value in defaults(sections[section]).items() if key not in brought}
        assert config[section] == named, section
    # The values of its own parts, and of those that its experiments choose.
    parameters = defaults(sections["parameters"])
    assert config["parameters"].items() <= parameters.items() and set(general_parameters()) <= set(config["parameters"])
    for key in ("preset", "seeds", "ensemble", "output"):
        assert config[key] == sections[key]["default"]
    assert set(config) == set(sections)


def keys_of(entry, where=""):
    """Every key of the schema with its path, patterns and choices included."""
    for name, value in {**entry.get("properties", {}), **entry.get("patternProperties", {})}.items():
        yield f"{where}.{name}", value
        yield from keys_of(value, f"{where}.{name}")
    for choice in entry.get("oneOf", []):
        yield from keys_of(choice, where)


def test_every_key_is_described_and_bounded(schema):
    keys = dict(keys_of(schema))
    assert len(keys) > 60 and ".experiments.^[A-Za-z0-9][A-Za-z0-9_]*$.sweep.rank" in keys
    for path, entry in keys.items():
        if ".^" in path and path.endswith("$") or ".sweep." in path:
            continue  # a name that the user chooses; a list of values of a parameter that is described elsewhere
        assert entry.get("description"), path
        for one in entry.get("anyOf", [entry]):  # parts that declare one parameter with different bounds
            assert {"type", "oneOf", "enum"} & set(one), path


def test_every_parameter_has_a_default_and_a_stage(schema):
    for name, entry in schema["properties"]["parameters"]["properties"].items():
        assert "default" in entry, name
    assert {entry["stage"] for entry in all_parameters().values()} == set(stages()) - {"compare"}


def test_experiments_know_the_same_parameters(schema):
    (experiment,) = schema["properties"]["experiments"]["patternProperties"].values()
    parameters = set(schema["properties"]["parameters"]["properties"])
    assert set(experiment["oneOf"][1]["properties"]["sweep"]["properties"]) == parameters
    assert set(experiment["oneOf"][1]["properties"]["parameters"]["properties"]) == parameters


def test_loading_twice_gives_the_same_schema():
    assert load_schema() == load_schema()


def test_the_preset_is_told_to_figures_and_changes_no_artefact(config):
    paper, mine = checked_project(config, ROOT), checked_project(config | {"preset": "mine"}, ROOT)
    assert set(paper.artefact_paths()) == set(mine.artefact_paths())
    results = Results(mine)
    assert results.figure("rank", "figure1").spec["preset"] == results.scorecard().spec["preset"] == "mine"


# What is refused: (overlay, what the message must say: the key, what was found, what is allowed)
BAD = {
    "a typing error": ("parameters: {hiden: 300}", ["parameters.hiden", "did you mean `hidden`?", "gain"]),
    "a key of earlier versions": (
        "parameters: {network: feedforward}",
        ["parameters.network", "called `learner` now", "write `learner: feedforward`"],
    ),
    "a parameter of a learner that is not chosen": (
        "experiments: {rank: {parameters: {depth: 2}}}",
        ["experiments.rank.parameters.depth", "learner `feedforward`", "`learner: feedforward`, or leave it out"],
    ),
    "a measure that is none": (
        "experiments: {rank: {measures: [los]}}",
        ["experiments.rank.measures", "no measure 'los'", "loss"],
    ),
    "measures of a simulation": (
        "experiments: {theory: {measures: [loss]}}",
        ["experiments.theory.measures", "`sweep`", "leave it out"],
    ),
    "a typing error at the top": ("seedz: 3", ["seedz", "did you mean `seeds`?", "ensemble"]),
    "an unknown key": (
        "machine: {colour: red}",
        ["machine.colour", "device, trainings_per_gpu, kernel_memory, report_every, icu_cohort, mnist"],
    ),
    "a wrong type": (
        "parameters: {hidden: many}",
        ["parameters.hidden", "'many'", "a whole number ≥ 1", "hidden: 300"],
    ),
    "a number for a text": ("output: 3", ["output", "found 3", "a relative path"]),
    "a text for a number": ("parameters: {gain: high}", ["parameters.gain", "'high'", "a number > 0"]),
    "a list for a number": ("parameters: {rank: [1, 2]}", ["parameters.rank", "[1, 2]", "`full`"]),
    "true for a number": ("parameters: {steps: true}", ["parameters.steps", "found true", "a whole number"]),
    "rank zero": ("parameters: {rank: 0}", ["parameters.rank", "found 0", "from 1 to `hidden`"]),
    "rank zero in a sweep": (
        "experiments: {rank: {sweep: {rank: [1, 0]}}}",
        ["experiments.rank.sweep.rank", "found 0", "`full`"],
    ),
    "a rank beyond hidden": (
        "experiments: {rank: {sweep: {rank: [301]}}}",
        ["experiments.rank", "rank: 301", "hidden = 300"],
    ),
    "a negative gain": ("parameters: {gain: -1}", ["parameters.gain", "found -1", "> 0"]),
    "an unknown choice": ("parameters: {optimizer: lion}", ["parameters.optimizer", "'lion'", "`adam`", "`sgd`"]),
    "an empty sweep": ("experiments: {new: {sweep: {}}}", ["experiments.new.sweep", "{}", "not empty"]),
    "an empty list of values": (
        "experiments: {rank: {sweep: {rank: []}}}",
        ["experiments.rank.sweep.rank", "[]", "at least one"],
    ),
    "a value twice": (
        "experiments: {rank: {sweep: {rank: [1, 1]}}}",
        ["experiments.rank.sweep.rank", "[1, 1]", "all different"],
    ),
    "a value that is no list": (
        "experiments: {rank: {sweep: {rank: 3}}}",
        ["experiments.rank.sweep.rank", "found 3", "a list"],
    ),
    "no sweep": (
        "experiments: {new: {claims: [C1]}}",
        ["experiments.new", "neither `sweep` nor `simulation` nor `collects`"],
    ),
    "an unknown swept name": (
        "experiments: {rank: {sweep: {rnak: [1]}}}",
        ["experiments.rank.sweep.rnak", "did you mean `rank`?"],
    ),
    "seeds twice": ("seeds: [1, 1]", ["seeds", "[1, 1]", "different whole numbers"]),
    "a negative seed": ("seeds: [-1]", ["seeds", "-1", "≥ 0"]),
    "no seeds": ("seeds: 0", ["seeds", "found 0", "≥ 1"]),
    "seeds of an experiment twice": (
        "experiments: {rank: {seeds: [1, 1]}}",
        ["experiments.rank.seeds", "[1, 1]", "different whole"],
    ),
    "an unknown task": (
        "experiments: {new: {parameters: {task: 3AF}, sweep: {rank: [1]}}}",
        ["experiments.new", "task", "'3AF'", "2AF, DMS, CXT"],
    ),
    "an unknown task in a sweep": (
        "experiments: {rank: {sweep: {task: [3AF]}}}",
        ["experiments.rank", "'3AF'", "2AF, DMS, CXT"],
    ),
    "a checkpoint beyond the end": (
        "experiments: {rank: {parameters: {checkpoints: [10001]}}}",
        ["experiments.rank", "checkpoints: 10001", "0 to steps = 10000"],
    ),
    "checkpoints that are no numbers": (
        "parameters: {checkpoints: often}",
        ["parameters.checkpoints", "'often'", "`log`"],
    ),
    "a probe larger than the pool": (
        "parameters: {probe_trials: 400000}",
        ["probe_trials: 400000", "training_trials = 320000"],
    ),
    "a kernel probe larger than the probe": (
        "parameters: {kernel_trials: 999}",
        ["kernel_trials: 999", "probe_trials = 320"],
    ),
    "a batch larger than the pool": ("parameters: {batch: 400000}", ["batch: 400000", "training_trials = 320000"]),
    "dt beyond tau": ("parameters: {dt: 200}", ["dt: 200", "tau = 100"]),
    "an unknown key of an experiment": (
        "experiments: {rank: {sweeps: {}}}",
        ["experiments.rank.sweeps", "did you mean `sweep`?"],
    ),
    "an unknown parameter of an experiment": (
        "experiments: {rank: {parameters: {ranks: 3}}}",
        ["experiments.rank.parameters.ranks", "did you mean `rank`?"],
    ),
    "an unknown claim": ("experiments: {rank: {claims: [C1, C99]}}", ["experiments.rank.claims", "'C99'", "C1, C2"]),
    "an unknown figure": (
        "experiments: {rank: {figures: [figure9]}}",
        ["experiments.rank.figures", "'figure9'", "figure1"],
    ),
    "a task without environment": ("tasks: {mine: {timing: {}}}", ["tasks.mine", "`environment` is missing"]),
    "a negative period": (
        "tasks: {2AF: {timing: {stimulus: -5}}}",
        ["tasks.2AF.timing.stimulus", "found -5", "≥ 0"],
    ),
    "a name of an experiment that is no path": (
        "experiments: {a/b: {sweep: {rank: [1]}}}",
        ["experiments.a/b", "letters, digits"],
    ),
    "a momentum of one": ("parameters: {momentum: 1}", ["parameters.momentum", "found 1", "≥ 0 and < 1"]),
    "a preset that is no name": ("preset: ''", ["preset", "found ''", "1 to 40 characters", "preset: paper"]),
    "a preset with a formula": ("preset: a$b", ["preset", "'a$b'", "without a dollar sign"]),
    "a preset of two lines": ('preset: "a\\nb"', ["preset", "in one line"]),
    "an output outside": ("output: 'a b'", ["output", "'a b'", "a relative path"]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_configs_are_refused_with_key_finding_and_remedy(config, overlay, schema, name):
    text, parts = BAD[name]
    message = refuse(overlay(config, overlay_of(text)), schema)
    for part in parts:
        assert part in message, message


@pytest.mark.parametrize("key", ["preset", "seeds", "parameters", "experiments", "output"])
def test_missing_sections_are_named(config, schema, key):
    del config[key]
    assert f"`{key}` is missing" in refuse(config, schema)


@pytest.mark.parametrize(
    "text",
    [
        "experiments: {rank: null, other: {sweep: {gain: [1, 2]}}}",
        "seeds: [3, 1, 2]",
        "preset: 3 seeds, my cortex (draft)",
        "experiments: {rank: {seeds: 3}}",
        "parameters: {checkpoints: []}",
        "parameters: {rank: full, gain: 1}",
        "tasks: {new.task_1: {environment: GoNogo-v0}}",
        "experiments: {new: {sweep: {checkpoints: [log, [1, 2]], normalise: [none, frobenius]}}}",
    ],
)
def test_good_configs_are_accepted(config, overlay, schema, text):
    merged = overlay(config, overlay_of(text))
    validate(merged, schema)
    assert checked_project(merged, ROOT).plan.artefacts["measure"]


def test_the_messages_offer_all_claims_and_figures(config, overlay, schema):
    message = refuse(overlay(config, {"experiments": {"rank": {"claims": ["none"]}}}), schema)
    assert all(name in message for name in claims.available())
    message = refuse(overlay(config, {"experiments": {"rank": {"figures": ["none"]}}}), schema)
    assert all(name in message for name in figures.available())


@pytest.mark.parametrize(
    "text", ["seeds: 10.0", "parameters: {steps: 10000.0}", "experiments: {rank: {sweep: {rank: [5.0]}}}"]
)
def test_whole_numbers_written_with_a_point_are_taken_as_whole(config, overlay, schema, text):
    merged = overlay(config, overlay_of(text))
    plan = checked_project(merged, ROOT).plan
    for artefact in plan.artefacts["train"].values():
        # Learners that draw their own weights have no rank.
        assert isinstance(artefact.parameters["steps"], int) and isinstance(artefact.parameters.get("rank", 1), int)


def test_seed_lists():
    assert seed_list(3) == [0, 1, 2] and seed_list([5, 2]) == [2, 5]


@pytest.mark.parametrize(
    "entry, words",
    [
        ({"type": "integer", "minimum": 1}, "a whole number ≥ 1"),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, "a number > 0 and < 1"),
        ({"type": "number", "minimum": 4, "maximum": 24}, "a number ≥ 4 and ≤ 24"),
        ({"enum": ["a", "b"]}, "`a` or `b`"),
        ({"type": "array", "minItems": 1}, "a list that is not empty"),
        ({"type": "integer", "allowed": "a prime"}, "a prime"),
    ],
)
def test_what_is_allowed_in_words(entry, words):
    assert describe_allowed(entry) == words
