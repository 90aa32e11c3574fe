"""Kills, damaged files, full and read-only disks, wrong clocks and a second Snakemake: the command that is repeated
completes everything as if nothing had happened. The long form is `python tests/faults/campaign.py`.
"""

import os
import random
import shutil
import time

import pytest
from faults import state
from faults.damage import fill, read_only, small_disk, why_no_mounts
from faults.damaged_files import damage_and_repeat, damage_results_and_repeat
from faults.kills import Kill, carry_out
from faults.processes import jobs_of, left_over, wait_until
from faults.stages import STAGES
from helpers.result_files import assert_same_results
from richlazy.artefacts.file_list import LIST
from richlazy.planning.plan_files import FOLDER

pytestmark = [pytest.mark.workflow, pytest.mark.faults]

NEW_RANK = {"experiments": {"rank": {"sweep": {"rank": [4]}}}}


@pytest.fixture
def mounts(tmp_path):
    """Skips where nothing can be mounted."""
    if reason := why_no_mounts(tmp_path):
        pytest.skip(f"nothing can be mounted here: {reason}")


@pytest.mark.parametrize(
    "kill",
    [
        Kill("job", "measure", side="before", number=1),
        Kill("Snakemake", "connectivity", seconds=0.2),
        Kill("both", "aggregate", side="after", number=1),
    ],
    ids=lambda kill: f"{kill.victim}-{kill.stage}",
)
def test_after_a_kill_the_command_completes_everything(built, tmp_path, kill):
    outcome = carry_out(kill, built, tmp_path / "project", {})
    assert outcome.met and outcome.harmless, outcome


@pytest.mark.parametrize(
    ("stage", "reader", "damage"),
    [
        ("measure", "aggregate", "truncated"),
        ("aggregate", "claims", "one bit flipped"),
        ("train", "measure", "exchanged for another"),
        ("connectivity", "train", "saved by another program"),
    ],
)
def test_a_damaged_file_is_named_and_made_again(built, tmp_path, stage, reader, damage):
    ruin = damage_and_repeat(stage, reader, damage, built, tmp_path / "project", {}, random.Random(0))
    assert ruin.harmless, ruin


@pytest.mark.parametrize("damage", ["empty", "exchanged for another"])  # all six in the campaign
def test_damaged_tables_pages_and_figures_are_set_aside_and_made_again(built, tmp_path, damage):
    damaged_files = damage_results_and_repeat(damage, built, tmp_path, {}, random.Random(0))
    kinds = {ruin.stage.rpartition(".")[2] for ruin in damaged_files if ruin.named}
    assert all(ruin.harmless for ruin in damaged_files), [ruin for ruin in damaged_files if not ruin.harmless]
    assert all(ruin.commands == 1 for ruin in damaged_files) and kinds >= {"csv", "html"}


def test_a_dry_run_names_changed_tables_and_moves_nothing(project):
    table = project.results / "scorecard.csv"
    table.write_bytes(table.read_bytes().replace(b",", b";"))
    before = {path: path.read_bytes() for path in state.files(project)}
    answer = project.snakemake({}, "--dry-run")
    assert "results/scorecard.csv: the file is not as the pipeline wrote it" in answer.text
    assert {path: path.read_bytes() for path in state.files(project)} == before
    assert project.jobs() == {"scorecard", "explorer", "provenance"}


def test_a_changed_table_stays_where_the_run_does_not_make_it_again(project):
    table = project.results / "scorecard.csv"
    table.write_bytes(b"mine")
    (project.results / "rank" / "summary.csv").unlink()
    assert "aggregate rank" in project.run({}, "results/rank/summary.csv")
    assert table.read_bytes() == b"mine"


def test_results_of_another_config_in_the_place_of_these_are_made_again(built, project, tmp_path):
    """A folder of results that was copied over another is whole, but not what is asked for."""
    other = built.copy_to(tmp_path / "other")
    other.run(NEW_RANK, cores=2)
    for path in (other.results / "rank").iterdir():
        shutil.copy2(path, project.results / "rank")
    assert {"aggregate rank", "claims rank"} <= project.run()
    assert_same_results(built, project)


def test_a_full_disk_is_named_and_nothing_is_half_written(built, tmp_path, mounts):
    folder = tmp_path / "project"
    built.copy_to(folder, without=["results"])
    (folder / "results").mkdir()
    with small_disk(folder / "results", "4m"):
        project = built.copy_to(folder)
        for path in STAGES["aggregate"].made(project):
            path.unlink()
        filler = fill(project.results, leave=20_000)
        answer = project.snakemake({})
        assert answer.code != 0
        assert "rank/measures.nc: cannot be written (No space left on device)" in answer.text
        assert not state.partial(project) and not STAGES["aggregate"].made(project)
        filler.unlink()
        project.run()
        assert_same_results(built, project)


def test_a_read_only_folder_of_results_is_refused_before_any_job(project, mounts):
    for path in STAGES["aggregate"].made(project):
        path.unlink()
    with read_only(project.results):
        answer = project.snakemake({})
    assert answer.code != 0
    assert "output: the folder results cannot be written (read-only, or not yours)" in answer.text
    assert "Traceback" not in answer.text and "rule aggregate" not in answer.text


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_that_jumps_makes_nothing_stale_and_nothing_twice(project, years):
    then = time.time() + years * 365.25 * 86400
    for path in state.files(project):
        os.utime(path, (then, then))
    assert project.jobs() == set()
    asked = project.jobs(NEW_RANK)
    done = project.run(NEW_RANK)
    assert done == asked
    assert "aggregate rank" in done and "claims rank" in done and "scorecard" in done
    assert project.jobs(NEW_RANK) == set()


def test_a_second_snakemake_ends_with_one_message_and_harms_nothing(built, project):
    for path in STAGES["measure"].made(project):
        path.unlink()
    targets = STAGES["measure"].targets(built)
    first = project.start({}, "all", *targets)
    assert wait_until(lambda: jobs_of(project.folder), seconds=120)
    second = project.snakemake({}, "all", *targets)
    assert second.code != 0
    assert second.text.count("Error: Directory cannot be locked.") == 1 and "Traceback" not in second.text
    text, _ = first.communicate()
    assert first.returncode == 0, text
    assert not left_over(project.folder)
    assert_same_results(built, project)


def test_a_table_keeps_the_plan_that_it_was_made_from(built, project):
    """Whatever happens to the plan meanwhile."""
    for path in STAGES["aggregate"].made(project):
        path.unlink()
    run = project.start({})
    assert wait_until(lambda: jobs_of(project.folder), seconds=120)
    (plan,) = (project.folder / FOLDER / "plan" / "results" / "rank").glob("measures-*.json")
    plan.write_text("{}", encoding="utf-8")
    text, _ = run.communicate()
    assert run.returncode == 0, text
    copies = [at.results / "rank" / "measures.plan.json" for at in (built, project)]
    assert copies[0].read_bytes() == copies[1].read_bytes()


def test_damaged_plans_index_and_memory_are_written_again(built, project):
    kept = [project.results / name for name in ("index.csv", "config.yaml")]
    damaged = [*kept, project.results / LIST, *(project.folder / FOLDER).rglob("*.json")]
    for path in damaged:
        path.write_bytes(b"\xff\x00" + path.read_bytes()[:20])
    assert len(damaged) > 8
    # Without a list of files only its mark can tell whose a file is.
    answer = project.snakemake({})
    assert answer.code != 0 and "output: results holds results/index.csv" in answer.text
    kept[0].rename(project.folder / "away")
    assert project.run() == set()
    (project.results / "config.yaml.damaged").unlink()
    assert_same_results(built, project)
    kept[0].write_bytes(b"\xff\x00")
    assert project.run() == set()
    (project.results / "index.csv.damaged").unlink()
    assert_same_results(built, project)
