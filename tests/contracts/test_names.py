"""Names in the config become names of files, and the output folder stays inside the working directory."""

import re
from pathlib import Path

import pytest
from helpers.projects import checked_project
from richlazy.contracts.names import RESERVED
from richlazy.errors import InputError
from richlazy.planning.result_plans import Results
from richlazy.planning.targets import made_for, possible

ROOT = Path(__file__).parents[2]
TASK = {"environment": "GoNogo-v0"}
MATRIX = {"builder": "gaussian"}
EXPERIMENT = {"sweep": {"gain": [1]}}
NAMES = ["a/b", "..", ".a", "-a", "a\n", "a\nb", "{a}", "a b", "", "a*", "ä", "a\\b", "~", "$a", "a" * 61, 7]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("section, entry", [("tasks", TASK), ("matrices", MATRIX), ("experiments", EXPERIMENT)])
def test_a_name_that_is_no_name_of_a_file_is_refused(config, section, entry, name):
    config[section][name] = entry
    with pytest.raises(InputError, match=section):
        checked_project(config, ROOT)


@pytest.mark.parametrize(
    "section, name, entry", [("tasks", "dms", TASK), ("matrices", "Dale", MATRIX), ("experiments", "RANK", EXPERIMENT)]
)
def test_names_that_differ_in_case_alone_are_refused(config, section, name, entry):
    config[section][name] = entry
    with pytest.raises(InputError, match=rf"{section}\.{name}: '.*' is there too, and some file systems"):
        checked_project(config, ROOT)


@pytest.mark.parametrize("section, name", [(section, name) for section in RESERVED for name in RESERVED[section]])
def test_a_name_that_means_something_else_is_refused(config, section, name):
    config[section][name] = TASK if section == "tasks" else EXPERIMENT
    with pytest.raises(InputError, match=rf"{section}\.{name}: this is .*`{name}_1`"):
        checked_project(config, ROOT)
    config[section][f"{name}_1"] = config[section].pop(name)
    assert checked_project(config, ROOT)


def test_no_experiment_is_named_as_a_rule_or_a_folder_of_results():
    files = [ROOT / "workflow" / "Snakefile", *(ROOT / "workflow").rglob("*.smk")]
    rules = "\n".join(path.read_text(encoding="utf-8") for path in files)
    folders = re.findall(r"\bresults/(\w+)/", rules) + re.findall(r"\{OUTPUT\}/(\w+)/", rules)
    named = {*re.findall(r"^rule (\w+):", rules, re.MULTILINE), *folders}
    assert len(named) > 15 and named <= set(RESERVED["experiments"])


@pytest.mark.parametrize("name", ["none", "full", "own", "null_", "true_", "results", "index", "config"])
def test_an_experiment_may_have_a_name_that_means_something_elsewhere(config, name):
    config["experiments"] = {name: EXPERIMENT}
    assert list(checked_project(config, ROOT).experiments) == [name]


@pytest.mark.parametrize(
    "output", ["/tmp", "..", "../x", "results/../../x", "results\n", "-x", "a//b", ".git", "a/.b", "~/x", "", "a/"]
)
def test_an_output_outside_the_working_directory_is_refused(config, output):
    config["output"] = output
    with pytest.raises(InputError, match="output"):
        checked_project(config, ROOT)


@pytest.mark.parametrize("output", ["results", "results/mine-2", "my_results/a.b"])
def test_an_output_inside_is_taken(config, output):
    config["output"] = output
    config["experiments"] = {"rank": config["experiments"]["rank"]}
    project = checked_project(config, ROOT)
    files = made_for(Results(project), possible(project))
    assert files and all(file.startswith(f"{output}/") for file in files)


@pytest.mark.parametrize("environment", ["os:path", "a b", "", "builtins:eval"])
def test_an_environment_is_no_way_to_import_a_module(config, environment):
    config["tasks"]["2AF"]["environment"] = environment
    with pytest.raises(InputError, match=r"tasks\.2AF\.environment: found"):
        checked_project(config, ROOT)


def test_many_earlier_tasks_make_a_name_that_a_file_system_takes(config):
    earlier = [f"task_{number}_{'x' * 40}" for number in range(8)]
    config["tasks"] |= dict.fromkeys(earlier, TASK)
    experiment = {"sweep": {"rank": [1, 300]}, "parameters": {"earlier_tasks": earlier, "input_channels": 3}}
    config["experiments"] = {"many": experiment}
    names = [name for stage in checked_project(config, ROOT).plan.artefacts.values() for name in stage]
    assert len(names) == len(set(names)) and max(map(len, names)) <= 220


def test_an_experiment_of_too_many_points_is_refused(config):
    config["experiments"] = {"huge": {"sweep": {"rank": list(range(1, 301)), "steps": list(range(1, 101))}}}
    with pytest.raises(
        InputError, match=r"experiments\.huge\.sweep: its lists span 30000 points; allowed are up to 20000"
    ):
        checked_project(config, ROOT)


@pytest.mark.parametrize("seeds", [10**9, 2**70])
def test_seeds_without_number_are_refused(config, seeds):
    config["seeds"] = seeds
    with pytest.raises(InputError, match="seeds: found"):
        checked_project(config, ROOT)
