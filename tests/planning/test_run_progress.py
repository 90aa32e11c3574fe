"""What the lines on the progress of a run say, from events as Snakemake logs them and logs as trainings write them."""

import logging
import os

import numpy as np
import pytest
from richlazy.planning.run_progress import RunProgress, last_report
from richlazy.training.progress import Progress
from snakemake_interface_logger_plugins.common import LogEvent

START = 1000.0
WIDE = 110


def logged(event, **facts):
    return logging.makeLogRecord({"event": event, **facts})


def started(number, name, log=()):
    facts = {"jobid": number, "rule_msg": f"Train {name}-0123456789ab", "rule_name": "train", "log": list(log)}
    return logged(LogEvent.JOB_INFO, **facts)


def write_log(path, seconds, *lines):
    """A log that was last written at this time."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    os.utime(path, (seconds, seconds))
    return str(path)


@pytest.fixture
def run():
    return RunProgress(12, START)


def shown(run, now, columns=WIDE, rows=10):
    return run.lines(run.reports(), now, columns, rows)


def test_a_run_counts_its_jobs_and_its_time(run):
    assert shown(run, START) == ["", "[--------------------] 0 of 12 jobs done, 0 s"]
    run.note(started(4, "2AF-rank1"), START + 1)
    run.note(started(5, "2AF-rank2"), START + 2)
    run.note(logged(LogEvent.JOB_FINISHED, job_id=4), START + 60)
    run.note(logged(LogEvent.PROGRESS, done=3, total=12), START + 60)
    assert shown(run, START + 62) == [
        "",
        "[#####---------------] 3 of 12 jobs done, 1 running, 1 min 2 s",
        "  Train 2AF-rank2  for 1 min 0 s",
    ]


def test_a_job_that_failed_is_counted_until_it_is_tried_again(run):
    run.note(started(4, "2AF-rank1"), START)
    run.note(logged(LogEvent.JOB_ERROR, jobid=4), START)
    assert shown(run, START)[1:] == ["[--------------------] 0 of 12 jobs done, 1 failed, 0 s"]
    run.note(started(4, "2AF-rank1"), START)
    assert "failed" not in shown(run, START)[1] and "1 running" in shown(run, START)[1]


def test_other_records_and_rules_without_a_message_do_no_harm(run):
    run.note(logging.makeLogRecord({"msg": "Select jobs to execute..."}), START)
    run.note(logged(LogEvent.SHELLCMD, cmd="true"), START)
    run.note(logged(LogEvent.JOB_FINISHED, job_id=77), START)
    run.note(logged(LogEvent.JOB_INFO, jobid=1, rule_msg=None, rule_name="rank", log=[]), START)
    assert shown(run, START)[2:] == ["  rank  for 0 s"]


def test_the_lines_of_trainings_are_read_from_their_logs(run, tmp_path, monkeypatch):
    log = tmp_path / "train.log"
    with log.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr("richlazy.training.progress.time.monotonic", iter([0.0, 10.0, 20.0]).__next__)
        report = Progress([0, 1], 1000, 5, stream)
        report([0], 100, np.array([0.75]))
        report([0], 200, np.array([0.5]))
    os.utime(log, (START + 20, START + 20))
    run.note(started(7, "2AF-rank1", [log]), START)
    # 200 of 2 x 1000 steps in 20 s: 10 steps/s, 180 s left when that was written, 30 s ago.
    assert shown(run, START + 50)[2:] == [
        "  2AF-rank1  step 200 of 1000, 10 steps/s, 2 min 30 s left, loss 0.5000",
    ]


def test_a_log_without_such_a_line_an_older_one_or_none_tells_nothing(tmp_path):
    path = tmp_path / "train.log"
    assert last_report(str(path), START) is None
    write_log(path, START + 5, "seed 0: step 100 of 2000, loss 0.5, 120 ste")  # it is being written
    assert last_report(str(path), START) is None
    write_log(path, START - 5, "seed 0: step 100 of 2000, loss 0.5, 120 steps/s, 9 s left")
    assert last_report(str(path), START) is None
    write_log(path, START + 5, "seed 0: step 100 of 2000, loss nan, 120 steps/s, 9 s left", "seed 0: step 1")
    assert last_report(str(path), START).loss == "loss nan" and last_report(str(path), START).end == START + 14


def test_only_the_end_of_a_long_log_counts(tmp_path):
    seeds = ", ".join(map(str, range(200)))  # of a GPU, where all networks train together
    lines = [f"seed {seeds}: step {step} of 2000, loss 0.5, 120 steps/s, 9 s left" for step in (100, 200)]
    assert last_report(write_log(tmp_path / "train.log", START, *lines), START).step == "step 200 of 2000, 120 steps/s"


def test_the_log_of_an_earlier_try_is_not_that_of_the_job(run, tmp_path):
    log = write_log(tmp_path / "train.log", START + 5, "seed 0: step 100 of 2000, loss 0.5, 120 steps/s, 9 s left")
    run.note(started(7, "2AF-rank1", [log]), START + 9)
    assert run.reports() == {}


def test_of_many_jobs_those_that_report_come_first_and_the_others_are_counted(run, tmp_path):
    for number in range(20):
        run.note(started(number, f"rank{number}", [tmp_path / f"{number}.log"]), START)
    write_log(tmp_path / "15.log", START + 1, "seed 0: step 100 of 2000, loss 0.5, 120 steps/s, 9 s left")
    lines = shown(run, START + 1, rows=6)
    assert lines[2:] == [
        "  rank15       step 100 of 2000, 120 steps/s, 9 s left, loss 0.5",
        "  Train rank0  for 1 s",
        "  Train rank1  for 1 s",
        "  and 17 more",
    ]
    assert len(shown(run, START + 1, rows=2)) == 2


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (81, "  2AF-gaussian-rank100-seeds0to4  step 1 of 2000, 120 steps/s, 9 s left, loss 0.5"),
        (80, "  2AF-gaussian-rank100-seeds0to4  step 1 of 2000, 120 steps/s, 9 s left"),
        (60, "  2AF-gaussian-ran...  step 1 of 2000, 120 steps/s, 9 s left"),
        (30, "  2AF-gau...  step 1 of 2000, "),
    ],
)
def test_a_narrow_terminal_has_lines_without_the_loss_and_with_shorter_titles(run, tmp_path, columns, line):
    log = write_log(tmp_path / "1.log", START, "seed 0: step 1 of 2000, loss 0.5, 120 steps/s, 9 s left")
    run.note(started(1, "2AF-gaussian-rank100-seeds0to4", [log]), START)
    told = shown(run, START, columns)
    assert max(map(len, told)) <= columns and told[2] == line


def test_jobs_of_a_cluster_are_submitted_and_have_no_time_until_they_report(tmp_path):
    run = RunProgress(12, START, remote=True)
    log = write_log(tmp_path / "1.log", START + 5, "seed 0: step 1 of 2000, loss 0.5, 120 steps/s, 9 s left")
    run.note(started(1, "waits"), START + 1)
    run.note(started(2, "runs", [log]), START + 9)  # on a machine whose clock is late
    assert shown(run, START + 9)[1:] == [
        "[--------------------] 0 of 12 jobs done, 2 submitted, 9 s",
        "  runs         step 1 of 2000, 120 steps/s, 5 s left, loss 0.5",
        "  Train waits",
    ]
