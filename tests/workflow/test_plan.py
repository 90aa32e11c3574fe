"""`richlazy plan` foretells the jobs of Snakemake, and what they take."""

import re
import subprocess
import sys
from collections import Counter

import pytest
import yaml
from helpers.tiny_config import tiny

pytestmark = pytest.mark.workflow
OWN = {"initial_matrices": "connectivity"}
STAGES = ("trials", "connectivity", "train", "measure", "compare", "replicate")


def plan(project, changes, *words):
    """What the command prints, in a process of its own; nothing but plans and a cache is written."""
    (project.folder / "tiny.yaml").write_text(yaml.safe_dump(tiny(changes), sort_keys=False), encoding="utf-8")
    command = [sys.executable, "scripts/richlazy", "plan", *words, "--configfile", "tiny.yaml"]
    answer = subprocess.run(command, cwd=project.folder, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def foretold(text):
    """Numbers of jobs by stage, and of all others."""
    stages = text.split("\nstage ")[1].split("\n\n")[0]
    rows = re.findall(r"^(\w[\w, ]*?) +\d+ +(\d+)$", stages, re.MULTILINE)
    return {name: int(to_make) for name, to_make in rows}


def of_snakemake(project, changes, *targets):
    """The same of a dry run, by its table of jobs."""
    answer = project.snakemake(changes, "--dry-run", *targets)
    assert answer.code == 0, answer.text
    table = re.search(r"^job +count\n[- ]+\n(.*?)^total", answer.text, re.MULTILINE | re.DOTALL)
    rows = (line.split() for line in (table[1] if table else "").splitlines())
    counted = Counter({OWN.get(rule, rule): int(number) for rule, number in rows})
    targets_alone = {"all", "everything", *targets}
    others = sum(count for rule, count in counted.items() if rule not in STAGES and rule not in targets_alone)
    return {stage: counted[stage] for stage in STAGES} | {"tables, figures, pages": others}


TWO = {
    "experiments": {
        "further": {"sweep": {"rank": [1, 2]}, "claims": ["C1"], "measures": ["activity_kurtosis"]},
        "gains": {"sweep": {"gain": [1.0, 1.25], "rank": [1]}},
    }
}


@pytest.mark.parametrize("targets", [[], ["rank"], ["further", "gains"], ["everything"]])
def test_it_foretells_the_jobs_of_a_first_run(unbuilt, targets):
    text = plan(unbuilt, TWO, *targets)
    assert foretold(text) == of_snakemake(unbuilt, TWO, *targets)


def test_it_foretells_that_nothing_is_to_be_done(project):
    text = plan(project, {})
    assert set(foretold(text).values()) == {0} and text.endswith("Nothing is to be done.\n")
    assert project.jobs() == set()


@pytest.mark.parametrize(
    "removed",
    [
        ["results/rank/measures.nc"],
        ["results/rank/claims.csv"],
        ["results/figures/rank-figure1.png"],
        ["results/train/*rank1-*.nc"],
        ["results/train/*rank1-*.nc", "results/measure/*rank1-*.nc", "results/rank/measures.nc"],
        ["results/trials/*.nc", "results/rank/summary.csv"],
        ["results/scorecard.csv"],
    ],
    ids=lambda removed: removed[0].split("/")[-1],
)
def test_it_foretells_what_a_lost_file_costs(project, removed):
    for pattern in removed:
        (path, *_) = project.folder.glob(pattern)
        path.unlink()
    text = plan(project, {})
    assert foretold(text) == of_snakemake(project, {})


def test_shared_trainings_are_told(unbuilt):
    rows = {line.split()[0]: line.split()[1:] for line in plan(unbuilt, TWO, "everything").splitlines() if line}
    # conditions, networks, trainings, there, to make, shared: `further` has the rank 1 of `rank`, `gains` at 1.25, too
    assert rows["rank"] == ["2", "4", "2", "0", "2", "0"]
    assert rows["further"] == ["2", "4", "2", "0", "2", "1"]
    assert rows["gains"] == ["2", "4", "2", "0", "2", "1"]


def test_times_are_those_that_were_measured(project):
    """The jobs of the tiny experiment were done; further ranks are equal jobs, of other files."""
    text = plan(project, {"experiments": {"rank": {"sweep": {"rank": [1, 4, 6]}}}})
    assert re.search(r"  from equal jobs that were done here: \d+ s \(1 train, 1 measure\)", text), text
    assert "time of trainings: not known" not in text
    assert re.search(r"time of one core: (at least )?\d+", text)


def test_without_measured_jobs_times_are_not_known_but_by_a_calibration(unbuilt):
    assert "time of trainings: not known" in plan(unbuilt, {}, "rank")
    text = plan(unbuilt, {}, "rank", "--calibrate")
    assert re.search(r"  from steps that were timed now: \d+ s \(2 train\)", text), text
    assert "time of trainings" not in text


def test_a_config_file_may_follow_another_as_for_snakemake(unbuilt):
    (unbuilt.folder / "mine.yaml").write_text("experiments: {rank: {sweep: {rank: [2]}}}\n", encoding="utf-8")
    command = [sys.executable, "scripts/richlazy", "plan", "rank", "--configfile", "tiny.yaml", "mine.yaml"]
    plan(unbuilt, {})  # writes tiny.yaml
    text = subprocess.run(command, cwd=unbuilt.folder, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^rank +1 +2 +1 ", text, re.MULTILINE)
