"""Snakemake with progress bars (`--logger rich`), on a terminal and without one."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

LACKING = "" if find_spec("snakemake_logger_plugin_rich") else "pip install '.[rich]'"
pytestmark = [pytest.mark.workflow, pytest.mark.skipif(bool(LACKING), reason=LACKING)]

FIGURE = "results/figures/rank-figure1.png"


def on_a_terminal(project, *arguments):
    """Exit code of Snakemake with the tiny config, and what a terminal shows of it, without colours and movements."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--configfile", "tiny.yaml", *arguments]
    surroundings = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100", "CUDA_VISIBLE_DEVICES": ""}
    with subprocess.Popen(command, cwd=project.folder, env=surroundings, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return process.returncode, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # nobody has the other end open any more
        return b""


def test_a_terminal_shows_a_bar_for_each_rule_that_comes_to_its_end(project):
    (project.folder / FIGURE).unlink()
    code, shown = on_a_terminal(project, "--logger", "rich")
    assert code == 0, shown
    for name in ("Total Progress", "figure"):
        assert re.search(rf"✓ - {name} +━+ 100%", shown), shown


def test_without_a_terminal_a_job_that_fails_shows_its_error_and_its_log(project):
    (project.folder / FIGURE).unlink()
    drawing = "    drawn, caption = "
    project.edit("scripts/figure.py", (drawing, f'    raise OSError("the disk is gone")\n{drawing}'))
    answer = project.snakemake({}, FIGURE, "--logger", "rich")
    assert answer.code != 0
    assert "OSError: the disk is gone" in answer.text and "results/logs/figures/rank-figure1.log" in answer.text


def test_a_wrong_config_is_refused_as_briefly_as_without_bars(unbuilt):
    answer = unbuilt.snakemake({"parameters": {"hidden": "many"}}, "--logger", "rich")
    assert answer.code != 0 and len(answer.text.splitlines()) < 12, answer.text
    assert "parameters.hidden" in answer.text and "Traceback" not in answer.text
