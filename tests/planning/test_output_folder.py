"""Output folders that are refused before anything is written: the project's own, and those with files of others."""

import json
import re
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from conftest import merge, read_config
from helpers.projects import checked_project
from helpers.tiny_config import tiny
from richlazy.artefacts.file_list import LIST, add_to_list
from richlazy.errors import InputError
from richlazy.planning import output_folder
from richlazy.planning.output_files import files_by_plan
from richlazy.planning.output_folder import PROJECT, check_output
from richlazy.planning.result_plans import Results
from richlazy.planning.targets import possible

ROOT = Path(__file__).parents[2]
HEADER = "experiment,point,seeds,trials,connectivity,train,measure\n"
EXPERIMENT = {"sweep": {"rank": [1, 4]}}


@cache
def tiny_work(*experiments):
    """The tiny config with further experiments of these names."""
    changes = {"experiments": dict.fromkeys(experiments, EXPERIMENT)}
    return checked_project(merge(read_config("config.yaml"), tiny(changes)), ROOT)


def planned(output, base=ROOT, *experiments):
    """The same as a project in the folder `base` has it, with this output folder."""
    work = tiny_work(*experiments)
    return replace(work, base=base, config={**work.config, "output": output})


def check(work):
    """Check the output folder for all that the config makes."""
    check_output(work, files_by_plan(Results(work), possible(work)))


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder that stands for the project and is the working directory."""
    for folder in (*PROJECT, ".git"):
        (tmp_path / folder).mkdir()
    (tmp_path / "config" / "config.yaml").write_text("seeds: 10\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(output, home):
    """The message with which an output folder is refused; nothing was written or made."""
    before = contents(home)
    with pytest.raises(InputError) as error:
        check(planned(output, home))
    assert contents(home) == before
    return str(error.value)


def contents(folder):
    found = sorted(folder.rglob("*"))
    return {path: (path.read_bytes() if path.is_file() else None, path.lstat().st_mtime_ns) for path in found}


def check_line_works(message, home):
    """The line that a message tells to write is taken."""
    check(planned(re.search(r"write `output: (\S+)`", message)[1], home))


OWN = [*PROJECT, "config/tables", "profiles/default", "Config", "resources", "resources/wheels"]
OWN += [f"results/{name}" for name in ("trials", "connectivity", "train", "measure", "logs", "benchmarks", "figures")]


@pytest.mark.parametrize("output", [*OWN, "results/train/mine", "results/Train"])
def test_folders_of_the_project_and_of_the_pipeline_are_refused(home, output):
    message = refused(output, home)
    assert message.startswith(f"output: {output} is ")
    check_line_works(message, home)


@pytest.mark.parametrize("target", [".", "..", "config", ".git", "profiles/default", "results/train", "resources"])
def test_a_link_to_such_a_folder_is_refused(home, target):
    (home / target).mkdir(parents=True, exist_ok=True)
    (home / "mine").symlink_to(target, target_is_directory=True)
    for output in ("mine", "mine/below") if target not in (".", "..") else ("mine",):
        check_line_works(refused(output, home), home)


def test_a_folder_of_a_project_elsewhere_is_refused(home, tmp_path_factory, monkeypatch):
    """As for a workflow that uses this one as a module, from a clone below its own folder."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    Path("clone").symlink_to(home, target_is_directory=True)
    for output in ("clone", "clone/config"):
        with pytest.raises(InputError, match="output: clone"):
            check(planned(output, home))
    check(planned("clone/results/mine", home))


def test_the_list_of_the_projects_folders_is_complete():
    listed = subprocess.run(["git", "ls-tree", "-d", "--name-only", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git checkout")
    assert {name for name in listed.stdout.split() if not name.startswith(".")} == set(PROJECT)


@pytest.mark.parametrize("output", ["results", "results/quick", "mine", "mine/configs", "config2"])
def test_empty_and_new_folders_are_taken(home, output):
    check(planned(output, home))
    (home / output).mkdir(parents=True)
    (home / output / "notes.txt").write_text("mine")
    check(planned(output, home))
    assert not (home / "results" / "train").exists()


def names():
    return [
        name for found in files_by_plan(Results(planned("mine")), possible(planned("mine"))).values() for name in found
    ]


@pytest.mark.parametrize("name", sorted(names()))
def test_a_foreign_file_of_any_name_that_a_run_writes_is_refused_and_kept(home, name):
    path = home / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_text("# my notes\nseeds: 3\n")
    message = refused("mine", home)
    assert f"holds mine/{name}, which the pipeline did not write" in message
    check_line_works(message, home)
    path.rename(home / "away")
    check(planned("mine", home))


@pytest.mark.parametrize("name", ["config.yaml", "rank/measures.nc", "scorecard.csv"])
@pytest.mark.parametrize("kind", ["broken link", "link", "folder"])
def test_links_and_folders_of_such_names_are_foreign_too(home, name, kind):
    path = home / "mine" / name
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    else:
        (home / "notes").write_text("mine")
        path.symlink_to(home / ("notes" if kind == "link" else "nowhere"))
    assert f"holds mine/{name}" in refused("mine", home)


def test_what_is_listed_is_the_pipelines_whatever_a_killed_job_left(home):
    work = planned("mine", home)
    (home / "mine" / "rank").mkdir(parents=True)
    listed = [name for name in names() if not name.endswith("config.yaml")]
    add_to_list(home / "mine", listed)
    for name in ("scorecard.csv", "rank/measures.nc", "index.csv"):
        (home / "mine" / name).write_text("half")
    check(work)
    # A kept config is known by its own mark: it is what people edit.
    (home / "mine" / "config.yaml").write_text("seeds: 3\n")
    assert "holds mine/config.yaml" in refused("mine", home)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}'])
def test_without_a_list_a_table_is_known_by_the_copy_of_its_plan(home, content):
    (home / "mine" / "rank").mkdir(parents=True)
    (home / "mine" / LIST).write_text(content)
    (home / "mine" / "rank" / "measures.nc").write_text("a table")
    assert "holds mine/rank/measures.nc" in refused("mine", home)
    (home / "mine" / "rank" / "measures.plan.json").write_text(json.dumps({"code": "0123"}))
    check(planned("mine", home))


def test_an_output_folder_of_an_earlier_version_is_taken(home):
    (home / "mine" / "rank").mkdir(parents=True)
    (home / "mine" / "index.csv").write_text(HEADER)
    (home / "mine" / "rank" / "summary.csv").write_text("half of a job that was killed")
    check(planned("mine", home))


def test_a_file_in_the_place_of_a_folder_is_refused(home):
    (home / "mine").mkdir()
    (home / "mine" / "rank").write_text("mine")
    assert "mine/rank cannot be written (mine/rank is no folder)" in refused("mine", home)


@pytest.mark.parametrize("there", [True, False])
def test_downloads_may_be_read_only_where_nothing_is_fetched(home, monkeypatch, there):
    (home / "resources").mkdir()
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != "resources")
    work = planned("mine", home)
    check(work)
    monkeypatch.setattr(output_folder, "downloads", lambda artefact: {"resources": ["resources/images.nc"]})
    if there:
        (home / "resources" / "images.nc").touch()
        check(work)
    else:
        with pytest.raises(InputError, match="the folder resources cannot be written"):
            check(work)


def test_a_link_inside_that_leads_into_the_project_is_refused(home):
    for link in ("results", "mine/figures", "results/train", "results/logs", "resources"):
        (home / link).parent.mkdir(exist_ok=True)
        (home / link).symlink_to(home / "docs")
        assert f"remove the link: `rm {link}`" in refused("mine", home)
        (home / link).unlink()
    (home / "elsewhere").mkdir()
    (home / "mine" / "figures").symlink_to(home / "elsewhere")
    check(planned("mine", home))


def test_an_experiment_folder_of_results_of_an_earlier_version_is_refused(home):
    (home / "results" / "rank").mkdir(parents=True)
    (home / "results" / "quick").mkdir()
    kept = (
        "# The config that these results were made with, and the digests of the code of every stage.\n# plans: 0123\n"
    )
    for name in ("index.csv", "quick/index.csv"):
        (home / "results" / name).write_text(HEADER)
    for name in ("rank/config.yaml", "quick/config.yaml"):
        (home / "results" / name).write_text(kept)
    assert "which belongs to the results in results" in refused("results/rank", home)
    check(planned("results/quick", home))
    check(planned("results", home))


def test_a_folder_that_belongs_to_other_results_is_refused(home):
    add_to_list(home / "results", names())
    (home / "results" / "rank").mkdir()
    message = refused("results/rank", home)
    assert "holds results/rank/config.yaml, which belongs to the results in results" in message
    check_line_works(message, home)


def test_an_experiment_named_as_the_output_folder_of_another_config_is_refused(home):
    add_to_list(home / "results" / "quick", ["config.yaml"])
    with pytest.raises(InputError, match=r"experiments\.quick: results/quick is the output folder of another config"):
        check(planned("results", home, "quick"))
