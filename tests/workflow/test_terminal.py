"""Snakemake on a terminal: the progress that it shows by itself, and progress bars (`--logger rich`)."""

import re
import sys
from importlib.util import find_spec

import pytest
import yaml
from helpers.terminal import on_a_terminal
from helpers.tiny_config import tiny

pytestmark = pytest.mark.workflow

LACKING = "" if find_spec("snakemake_logger_plugin_rich") else "pip install '.[rich]'"
BARS = pytest.mark.skipif(bool(LACKING), reason=LACKING)

FIGURE = "results/figures/rank-figure1.png"
# One training that takes seconds.
LONG = {
    "experiments": {"rank": {"sweep": {"rank": [1]}, "figures": []}},
    "parameters": {"steps": 30_000},
    "machine": {"report_every": 0.2},
}
COUNTED = re.compile(r"^\[[#-]{20}\] \d of \d+ jobs done, 1 running, [\d a-z]+$", re.MULTILINE)
REPORTED = re.compile(
    r"^  2AF-gaussian-rank1-seeds0to1  step \d+ of 30000, \d+ steps/s, [\d a-z]+ left, loss 0\.\d{4}$"
)


def shown_by(project, changes, *arguments):
    """What a terminal shows of Snakemake with the tiny config."""
    (project.folder / "tiny.yaml").write_text(yaml.safe_dump(tiny(changes), sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *arguments, "--configfile", "tiny.yaml"]
    return on_a_terminal(command, project.folder, {"CUDA_VISIBLE_DEVICES": ""})


def test_a_terminal_shows_jobs_and_the_steps_of_trainings_and_no_file_holds_it(unbuilt):
    shown = shown_by(unbuilt, LONG, "--until", "train")
    assert shown.code == 0, shown.last
    assert any(COUNTED.search(screen) for screen in shown.screens), shown.screens[-5:]
    lines = [line for screen in shown.screens for line in screen.splitlines()]
    assert any(REPORTED.match(line) for line in lines), shown.screens[-5:]
    assert "Finished jobid" in shown.last and "jobs done" not in shown.last
    (kept,) = unbuilt.folder.glob(".snakemake/log/*.log")
    text = kept.read_text(encoding="utf-8")
    assert "Finished jobid" in text and "jobs done" not in text and "\x1b" not in text


def test_a_job_that_fails_shows_its_error_on_a_terminal_and_the_block_is_gone(project):
    (project.folder / FIGURE).unlink()
    drawing = "    drawn, caption = "
    project.edit("scripts/figure.py", (drawing, f'    raise OSError("the disk is gone")\n{drawing}'))
    shown = shown_by(project, {}, FIGURE)
    assert shown.code != 0 and shown.ever("0 of 1 jobs done, 1 running") and shown.ever("OSError: the disk is gone")
    assert "jobs done" not in shown.last


def test_without_a_terminal_there_is_nothing_but_what_snakemake_prints(project):
    (project.folder / FIGURE).unlink()
    answer = project.snakemake({}, FIGURE)
    assert answer.code == 0 and "1 of 1 steps (100%) done" in answer.text
    assert "\x1b" not in answer.text and "jobs done" not in answer.text


@BARS
def test_a_terminal_shows_a_bar_for_each_rule_that_comes_to_its_end(project):
    (project.folder / FIGURE).unlink()
    shown = shown_by(project, {}, FIGURE, "--logger", "rich")
    assert shown.code == 0, shown.last
    for name in ("Total Progress", "figure"):
        assert re.search(rf"✓ - {name} +━+ 100%", shown.printed), shown.printed
    assert "jobs done" not in shown.printed


@BARS
def test_bars_without_a_terminal_show_the_error_of_a_job_that_fails_and_its_log(project):
    (project.folder / FIGURE).unlink()
    drawing = "    drawn, caption = "
    project.edit("scripts/figure.py", (drawing, f'    raise OSError("the disk is gone")\n{drawing}'))
    answer = project.snakemake({}, FIGURE, "--logger", "rich")
    assert answer.code != 0
    assert "OSError: the disk is gone" in answer.text and "results/logs/figures/rank-figure1.log" in answer.text


@BARS
def test_with_bars_a_wrong_config_is_refused_as_briefly_as_without(unbuilt):
    answer = unbuilt.snakemake({"parameters": {"hidden": "many"}}, "--logger", "rich")
    assert answer.code != 0 and len(answer.text.splitlines()) < 12, answer.text
    assert "parameters.hidden" in answer.text and "Traceback" not in answer.text
