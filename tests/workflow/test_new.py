"""Parts and studies that `richlazy new` begins are right at once: they conform, their tests pass, and they run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from helpers.addresses import addresses
from helpers.conformity import check_conformity

pytestmark = pytest.mark.workflow
ROOT = Path(__file__).parents[2]
MADE = {
    "study": ("weather", None),
    "measure": ("weight_spread", "mine"),
    "matrix": ("rings", "mine"),
    "task": ("parity_of_two", "mine"),
    "learner": ("tanh_units", "mine"),
    "claim": ("Mine1_wide_is_lazy", "weather"),
    "figure": ("by_width", "weather"),
}


def process(folder, *command):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True)


def new(project, *words):
    return process(project.folder, "scripts/richlazy", "new", *words)


def copy_templates(project):
    """Give a copy of the project the tests of the templates."""
    for name in ("_example", "_template"):
        shutil.copytree(ROOT / "tests" / "studies" / name, project.folder / "tests" / "studies" / name)


@pytest.fixture
def checkout(unbuilt):
    """A copy of the project with the templates."""
    copy_templates(unbuilt)
    return unbuilt


@pytest.fixture(scope="module")
def added(sources, tmp_path_factory):
    """A copy of the project with one of each kind, what was printed of it, and its addresses before."""
    project = sources.copy_to(tmp_path_factory.mktemp("new") / "project")
    copy_templates(project)
    before, printed = addresses(project.folder), {}
    for kind, (name, study) in MADE.items():
        answer = new(project, kind, name, *(["--study", study] if study else []))
        assert answer.returncode == 0, answer.stderr
        printed[kind] = answer.stdout
    return project, printed, before


def test_it_says_which_files_it_made_and_what_comes_next(added):
    project, printed, _ = added
    for kind, text in printed.items():
        told, following = text.split("\n\nNext:\n")
        for line in told.splitlines():
            assert line.startswith(("made     ", "added to "))
            assert (project.folder / line[9:]).is_file(), line
        assert "pytest -n 0 tests/" in following and "snakemake --cores all" in following, kind
    assert "added to studies/mine/study.yaml" in printed["task"]
    assert "made     studies/mine/study.yaml" in printed["measure"]


def test_all_of_it_conforms_and_its_tests_pass(added, tmp_path):
    project, _, _ = added
    copy = project.copy_to(tmp_path / "copy")
    parts = [name.partition("_")[0] if kind == "claim" else name for kind, (name, _) in MADE.items()]
    check_conformity(copy.folder, [*parts, "Weather1", "weather_width"])
    answer = process(copy.folder, "-m", "pytest", "-n0", "-q", "tests/studies", "-p", "no:cacheprovider")
    assert answer.returncode == 0, answer.stdout[-5000:]
    for kind in MADE:
        assert f"made     tests/studies/{MADE[kind][1] or 'weather'}" in added[1][kind]


def test_its_code_is_in_the_style_of_the_project(added):
    folder = added[0].folder
    shutil.copy2(ROOT / "pyproject.toml", folder)
    for command in (["check"], ["format", "--check"]):
        answer = process(folder, "-m", "ruff", *command, "studies", "tests/studies")
        assert answer.returncode == 0, answer.stdout


def test_no_address_of_the_paper_changes(added):
    project, _, before = added
    assert before <= addresses(project.folder)


def test_what_it_adds_runs(added):
    project, _, _ = added
    answer = project.snakemake(None, "mine", "weather", "--configfile", "config/quick.yaml", cores=2)
    assert answer.code == 0, answer.text
    results = project.results / "quick"
    rows = pd.read_csv(results / "scorecard-weather.csv")
    assert set(rows.claim) == {"Weather1", "Mine1"} and (rows.diverged == 0).all()
    assert (results / "figures" / "try_by_width-by_width.pdf").is_file()
    summary = pd.read_csv(results / "try_weight_spread" / "summary.csv")
    assert (summary[summary.measure == "weight_spread"]["mean"].iloc[-1]) > 0
    for experiment in ("try_rings", "try_parity_of_two", "try_tanh_units"):
        assert (results / experiment / "measures.nc").is_file()


@pytest.mark.parametrize(
    "words, says",
    [
        (["measure", "accuracy"], "accuracy: there is a measure of this name, scripts/richlazy/measures/accuracy.py"),
        (["measure", "Weight-Entropy"], "write for example `weight_entropy`"),
        (["learner", "class"], "write for example `my_learner`"),
        (["claim", "wide"], "write for example `richlazy new claim Mine1_wide_is_lazy`"),
        (["claim", "C1_other"], "C1: there is a claim of this name"),
        (["task", "teacher"], "teacher: there is a task of this name, under `tasks:` of a config"),
        (["matrix", "gaussian"], "gaussian: there is a matrix of this name"),
        (["figure", "figure1"], "figure1: there is a figure of this name"),
        (["study", "grokking"], "grokking: there is a study of this name, studies/grokking"),
        (["study", "measure"], "measure: this is the name of a folder of results"),
        (["measure", "mine", "--study", "rank"], "rank: an experiment has this name, and a study cannot"),
        (["measure", "m" * 57], "the name has 57 letters; allowed are up to 56"),
    ],
)
def test_a_bad_or_taken_name_is_refused(checkout, words, says):
    answer = new(checkout, *words)
    assert (answer.returncode, answer.stdout) == (2, "") and says in answer.stderr and answer.stderr.count("\n") == 1
    assert not any((checkout.folder / place / "studies" / "mine").exists() for place in (".", "tests"))


def test_a_file_of_somebody_is_not_written_over(checkout):
    path = checkout.folder / "tests" / "studies" / "mine" / "measures" / "test_spread.py"
    path.parent.mkdir(parents=True)
    path.write_text("# mine\n", encoding="utf-8")
    answer = new(checkout, "measure", "spread")
    assert answer.returncode == 2 and "test_spread.py is there already, and nothing is written over" in answer.stderr
    assert path.read_text(encoding="utf-8") == "# mine\n" and not (checkout.folder / "studies" / "mine").exists()


def test_a_study_file_that_lines_cannot_be_added_to_is_left(checkout):
    folder = checkout.folder / "studies" / "mine"
    folder.mkdir()
    text = "experiments: {mine_own: {sweep: {rank: [1, full]}}}\n"
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    answer = new(checkout, "measure", "spread")
    assert answer.returncode == 2 and "nothing can be added to it as it is written" in answer.stderr
    assert "  try_spread: # small" in answer.stderr
    assert [path.name for path in folder.iterdir()] == ["study.yaml"]
    assert (folder / "study.yaml").read_text(encoding="utf-8") == text
