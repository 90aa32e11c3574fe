"""A GPU is demanded of the machine that trains: of this one where jobs run here, of none where they are sent away."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.workflow

PLUGINS = {"PYTHONPATH": str(Path(__file__).parents[1] / "remote_executor")}
SENT_AWAY = ("--executor", "elsewhere", "--jobs", "2")
DEMANDS = {"cuda": {"machine": {"device": "cuda"}}, "tf32": {"parameters": {"precision": "tf32"}}}
FIGURE = "results/figures/rank-figure1.png"


def answer(project, changes, *arguments):
    """What Snakemake returned and printed where it knows the executor `elsewhere`."""
    process = project.start(changes, *arguments, variables=PLUGINS)
    text, _ = process.communicate()
    return process.returncode, text


@pytest.mark.parametrize("demand", DEMANDS)
def test_a_dry_run_of_jobs_for_elsewhere_is_not_refused(unbuilt, demand):
    code, text = answer(unbuilt, DEMANDS[demand], "--dry-run", *SENT_AWAY)
    assert code == 0, text
    assert "Train " in text


def test_light_work_runs_here_while_a_gpu_is_demanded_elsewhere(project):
    (project.folder / FIGURE).unlink()
    code, text = answer(project, DEMANDS["cuda"], *SENT_AWAY)
    assert code == 0, text
    assert (project.folder / FIGURE).is_file()


@pytest.mark.parametrize("arguments", [("--dry-run",), ("--jobs", "2")], ids=["dry run", "run with a number of jobs"])
def test_jobs_that_run_here_are_refused_before_any(unbuilt, arguments):
    # With a number of jobs the executor may be one that sends them away: only the start of the run tells.
    code, text = answer(unbuilt, DEMANDS["cuda"], *arguments)
    assert code != 0
    assert text.count("machine.device: cuda") == 1 and "Traceback" not in text
    assert not unbuilt.artefacts("trials", "connectivity", "train", "measure")
    assert not (unbuilt.results / "logs").is_dir()
    again = unbuilt.snakemake({}, "--dry-run")
    assert again.code == 0, again.text
