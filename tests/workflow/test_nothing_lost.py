"""What commands leave as it was: a dry run all results, a run whatever the pipeline did not write."""

import csv
import json

import pytest
import yaml
from helpers.tiny_config import tiny
from richlazy.artefacts.file_list import LIST

pytestmark = pytest.mark.workflow

STAGES = ("trials", "connectivity", "train", "measure")
FEWER_RANKS = {"experiments": {"rank": {"sweep": {"rank": [4]}}}}
OTHER_STUDY = {
    "experiments": {"rank": None, "four": {"sweep": {"task": ["2AF"], "rank": [4]}, "claims": [], "figures": []}},
}
NOTES = "\n# my notes\n"


def contents(project):
    """Bytes and times of all files and folders but for Snakemake's own records and the config that a test writes."""
    found = {}
    for path in sorted(project.folder.rglob("*")):
        parts = path.relative_to(project.folder).parts
        if parts[0] not in (".snakemake", "tiny.yaml") and "__pycache__" not in parts:
            state = path.read_bytes() if path.is_file() else None
            found["/".join(parts)] = (state, path.stat().st_mtime_ns if path.is_file() else None)
    return found


def changed(project, before):
    after = contents(project)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_dry_run_before_anything_leaves_no_file(unbuilt):
    before = contents(unbuilt)
    assert unbuilt.jobs()
    assert not changed(unbuilt, before)


COMMANDS = {
    "dry run": ["--dry-run"],
    "dry run of all": ["--dry-run", "--forceall"],
    "summary": ["--summary"],
    "unlock": ["--unlock"],
    "list": ["--list-rules"],
    "graph": ["--dag"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_with_another_config_that_run_no_job_leave_all_results_as_they_were(project, command):
    # What a dry run would clear up or restore, if it did.
    abandoned = project.results / "rank" / ".measures.nc.4194304@elsewhere.partial"
    abandoned.touch()
    before = contents(project)
    answer = project.snakemake(FEWER_RANKS, *COMMANDS[command])
    assert answer.code == 0, answer.text
    assert not changed(project, before)


def test_a_dry_run_restores_nothing_and_the_run_after_it_does(project):
    for name in ("index.csv", "config.yaml", "rank/config.yaml", LIST):
        (project.results / name).unlink()
    before = contents(project)
    assert project.jobs() == set()
    assert not changed(project, before)
    assert project.run() == set()
    assert {name for name in changed(project, before) if name != "results"} == {
        f"results/{name}" for name in ("index.csv", "config.yaml", "rank/config.yaml", LIST)
    }


def test_the_list_of_files_names_exactly_what_a_run_makes(built):
    listed = set(json.loads((built.results / LIST).read_text())["files"])
    paths = (path.relative_to(built.results) for path in built.results.rglob("*") if path.is_file())
    shared = {*STAGES, *(f"{folder}/{stage}" for folder in ("logs", "benchmarks") for stage in STAGES)}
    made = {path.as_posix() for path in paths if not {parent.as_posix() for parent in path.parents} & shared}
    assert made == listed | {LIST}


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)], ids=["run", "dry run"])
def test_a_config_in_the_folder_that_it_names_as_output_stays(unbuilt, arguments):
    overlay = unbuilt.folder / "mine" / "config.yaml"
    overlay.parent.mkdir()
    overlay.write_text(yaml.safe_dump(tiny({"output": "mine"})) + NOTES)
    before = contents(unbuilt)
    answer = unbuilt.snakemake(None, *arguments, "--configfile", "mine/config.yaml")
    assert answer.code != 0 and "Traceback" not in answer.text
    assert "output: mine holds mine/config.yaml" in answer.text and "write `output: results/mine`" in answer.text
    assert not changed(unbuilt, before)


@pytest.mark.parametrize("output", ["config", "profiles/default", "scripts", "results/train"])
def test_a_folder_of_the_project_is_refused_and_stays(unbuilt, output):
    before = contents(unbuilt)
    for arguments in ((), ("--dry-run",)):
        answer = unbuilt.snakemake({"output": output}, *arguments)
        assert answer.code != 0 and f"output: {output} is" in answer.text and "Traceback" not in answer.text
    assert not changed(unbuilt, before)


def test_files_of_other_names_beside_the_results_stay(project):
    mine = ["mine/notes.txt", "mine/rank/summary of mine.csv", "mine/figures/sketch.png", "results/train/weights.nc"]
    for name in mine:
        (project.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (project.folder / name).write_text(NOTES)
    before = contents(project)
    project.run({"output": "mine"}, "all")
    assert not {name for name in changed(project, before) if name in before and "/logs" not in name}
    assert (project.folder / "mine" / "scorecard.csv").is_file()


def test_what_another_config_made_in_the_same_folder_keeps_its_records(project):
    before = contents(project)
    first = _rows(project)
    project.run(OTHER_STUDY)
    kept = [name for name in before if name.startswith("results/rank/")]
    assert kept and not changed(project, before) & set(kept)
    assert [row for row in _rows(project) if row["experiment"] == "rank"] == first
    assert {row["experiment"] for row in _rows(project)} == {"rank", "four"}
    configs = {name: yaml.safe_load((project.results / name / "config.yaml").read_text()) for name in ("rank", "four")}
    assert configs["rank"]["experiments"]["rank"] and not configs["four"]["experiments"]["rank"]
    # Going back makes the tables over all experiments again, and nothing else.
    assert project.jobs() == {"scorecard", "explorer", "provenance"}


def _rows(project):
    with (project.results / "index.csv").open(newline="") as table:
        return list(csv.DictReader(table))


def test_a_run_warns_of_versions_that_are_not_those_of_the_environments(project):
    project.edit("envs/figures.yaml", ("seaborn =", "seaborn =9"))
    answer = project.snakemake({}, "results/figures/rank-figure1.pdf")
    assert answer.code == 0, answer.text
    assert answer.text.count("Versions that are not those of envs/: seaborn ") == 1 and ", pinned 9" in answer.text
