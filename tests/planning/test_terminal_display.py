"""The block of progress on a terminal: below what is printed, gone at the end, and on a terminal alone."""

import io
import logging
import os
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers.terminal import on_a_terminal
from richlazy.planning.terminal_display import display_progress, is_terminal

SCRIPTS = Path(__file__).parents[2] / "scripts"
HEAD = "of 12 jobs done"
# A run of two jobs, of which one reports; `event` logs as Snakemake does, and `wait` lets the block be drawn.
RUN = """
import logging, sys, time
from types import SimpleNamespace
from richlazy.planning.terminal_display import display_progress, end_display

logger = logging.getLogger("run")
logger.setLevel(logging.INFO)
logger.propagate = False
prints = logging.StreamHandler()
prints.name = "DefaultStreamHandler"
logger.addHandler(prints)
quiet = [SimpleNamespace(name=name) for name in sys.argv[1:]]
settings = SimpleNamespace(quiet=quiet)
manager = SimpleNamespace(logger=logger)
workflow = SimpleNamespace(logger_manager=manager, output_settings=settings, dag=range(12), local_exec=True)


def event(kind, text, **facts):
    logger.info(text, extra={"event": kind, **facts})


def wait():  # until the log was read, and the block drawn
    while display and not display._reports:
        time.sleep(0.05)


display = display_progress(workflow)
event("job_info", "first job", jobid=1, rule_msg="Train first", rule_name="train", log=["first.log"])
event("job_info", "second job", jobid=2, rule_msg="Measure second", rule_name="measure", log=[])
time.sleep(0.1)
with open("first.log", "w") as log:
    log.write("seed 0: step 100 of 2000, loss 0.5, 120 steps/s, 900 s left\\n")
wait()
"""


def run(tmp_path, code="", *arguments, **size):
    script = tmp_path / "run.py"
    script.write_text(RUN + textwrap.dedent(code), encoding="utf-8")
    command = [sys.executable, str(script), *arguments]
    return on_a_terminal(command, tmp_path, {"PYTHONPATH": str(SCRIPTS)}, **size)


def test_the_block_stands_below_what_is_printed_and_is_gone_at_the_end(tmp_path):
    shown = run(tmp_path, "end_display(workflow, display); logger.info('last words')")
    assert shown.code == 0, shown.last
    with_block = next(screen for screen in reversed(shown.screens) if "900 s" in screen or "min" in screen)
    printed, _, block = with_block.partition("\n\n")
    assert printed.splitlines() == ["first job", "second job"]
    head, *jobs = block.splitlines()
    assert head.startswith(f"[--------------------] 0 {HEAD}, 2 running, ")
    assert jobs[0].startswith("  first") and "step 100 of 2000, 120 steps/s, 14 min 5" in jobs[0]
    assert jobs[1].startswith("  Measure second  for ")
    assert shown.last.splitlines() == ["first job", "second job", "last words"]


def test_what_others_print_meanwhile_stays_whole(tmp_path):
    shown = run(
        tmp_path,
        "print('printed by a job', file=sys.stderr, flush=True); wait(); event('progress', 'x', done=1, total=12)",
    )
    assert shown.ever(f"1 {HEAD}")
    assert shown.last.splitlines() == ["first job", "second job", "printed by a job", "x"]


def test_at_the_lower_edge_of_a_small_terminal_no_line_is_lost(tmp_path):
    texts = [f"line {number}" for number in range(30)]
    shown = run(tmp_path, f"[logger.info(text) for text in {texts}]; wait()", columns=60, rows=10)
    last = next(screen for screen in reversed(shown.screens) if HEAD in screen)
    printed, _, block = last.partition("\n\n")
    assert printed.splitlines() == texts[-6:] and len(block.splitlines()) == 3


@pytest.mark.parametrize("end", ["raise OSError('the disk is gone')", "sys.exit('the end')"])
def test_the_block_is_removed_however_the_process_ends(tmp_path, end):
    shown = run(tmp_path, end)
    assert shown.code == 1 and shown.ever(HEAD)
    assert HEAD not in shown.last and shown.last.endswith(end.partition("'")[2].rstrip("')"))


def test_an_error_of_the_block_is_told_once_and_does_not_end_the_run(tmp_path):
    shown = run(
        tmp_path, "event('job_info', 'without facts'); event('job_info', 'again'); end_display(workflow, display)"
    )
    assert shown.code == 0 and shown.last.count("KeyError") == 1
    assert shown.last.endswith("again")


@pytest.mark.parametrize("choice", ["PROGRESS", "ALL"])
def test_a_quiet_run_shows_no_block(tmp_path, choice):
    shown = run(tmp_path, "assert display is None", choice)
    assert shown.code == 0 and not shown.ever(HEAD)
    assert run(tmp_path, "assert display is not None", "RULES").code == 0


def workflow_with(*handlers):
    logger = logging.Logger("run")
    for handler in handlers:
        logger.addHandler(handler)
    settings = SimpleNamespace(quiet=None)
    return SimpleNamespace(
        logger_manager=SimpleNamespace(logger=logger), output_settings=settings, dag=[], local_exec=True
    )


def printing_to(stream):
    handler = logging.StreamHandler(stream)
    handler.name = "DefaultStreamHandler"
    return handler


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_without_a_terminal_nothing_is_changed(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    for handlers, output in [
        ([printing_to(io.StringIO())], Terminal()),  # snakemake 2> file
        ([printing_to(Terminal())], io.StringIO()),  # snakemake > file
        ([logging.StreamHandler(Terminal())], Terminal()),  # a plugin prints
        ([], Terminal()),
    ]:
        monkeypatch.setattr(sys, "stdout", output)
        workflow = workflow_with(*handlers)
        assert display_progress(workflow) is None
        assert workflow.logger_manager.logger.handlers == handlers


@pytest.mark.parametrize("name", ["dumb", None])
def test_a_terminal_that_cannot_move_its_cursor_is_none(monkeypatch, name):
    monkeypatch.setenv("TERM", "xterm")
    assert is_terminal(Terminal()) == (os.name == "posix")
    monkeypatch.setenv("TERM", name) if name else monkeypatch.delenv("TERM")
    assert not is_terminal(Terminal())
