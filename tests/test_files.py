"""Files that appear whole or not at all, and plans whose time tells whether they were followed."""

import multiprocessing
import os
import socket
from pathlib import Path

import pytest
from richlazy.errors import InputError
from richlazy.files import check_writable, date_plan, whole, write_if_changed, writer_of


def test_a_file_appears_when_it_is_whole(tmp_path):
    with whole(tmp_path / "a.csv") as partial:
        partial.write_text("half", encoding="utf-8")
        assert not (tmp_path / "a.csv").exists()
        partial.write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "whole"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_file_that_fails_leaves_what_was_there(tmp_path, error):
    (tmp_path / "a.csv").write_text("before", encoding="utf-8")
    with pytest.raises(error), whole(tmp_path / "a.csv") as partial:
        partial.write_text("half", encoding="utf-8")
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "before"


def test_an_error_of_the_disk_names_the_file_and_the_reason(tmp_path):
    with (
        pytest.raises(InputError, match=r"a\.csv: cannot be written \(No space left on device\)"),
        whole(tmp_path / "a.csv"),
        open("/dev/full", "w", encoding="utf-8") as full,
    ):
        full.write("too much")


def _write_slowly(path, started, others):
    with whole(path) as partial:
        partial.write_text(str(os.getpid()), encoding="utf-8")
        started.put(partial.name)
        others.wait()


def test_two_writers_of_one_file_do_not_meet(tmp_path):
    context = multiprocessing.get_context("fork")
    started, others = context.Queue(), context.Barrier(2)
    writers = [context.Process(target=_write_slowly, args=(tmp_path / "a", started, others)) for _ in range(2)]
    for writer in writers:
        writer.start()
    names = {started.get(timeout=60) for _ in writers}
    for writer in writers:
        writer.join()
    assert {writer_of(name) for name in names} == {(writer.pid, socket.gethostname()) for writer in writers}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text(encoding="utf-8") in {str(writer.pid) for writer in writers}


@pytest.mark.parametrize("name", ["a.nc", ".a.nc.partial", ".filler", "measures.plan.json"])
def test_other_files_have_no_writer(name):
    assert writer_of(name) is None


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"other"])
def test_a_text_that_is_not_there_is_written(tmp_path, content):
    (tmp_path / "plan.json").write_bytes(content)
    write_if_changed(tmp_path / "plan.json", "text")
    assert (tmp_path / "plan.json").read_bytes() == b"text"


def test_a_text_that_is_there_keeps_its_time(tmp_path):
    write_if_changed(tmp_path / "plan.json", "text")
    os.utime(tmp_path / "plan.json", (5, 5))
    write_if_changed(tmp_path / "plan.json", "text")
    assert (tmp_path / "plan.json").stat().st_mtime == 5


@pytest.mark.parametrize(("copy", "followed"), [("plan", True), ("other", False), (None, False)])
@pytest.mark.parametrize("time", [10, 4e9])
def test_a_plan_is_older_than_what_followed_it_and_newer_than_what_did_not(tmp_path, copy, followed, time):
    plan, made_from = tmp_path / "plan.json", tmp_path / "copy.json"
    plan.write_text("plan", encoding="utf-8")
    if copy:
        made_from.write_text(copy, encoding="utf-8")
    os.utime(plan, (time, time))
    before = Path(tmp_path / "before")
    before.touch()
    date_plan(plan, made_from)
    assert (plan.stat().st_mtime_ns >= before.stat().st_mtime_ns) is not followed
    assert plan.stat().st_mtime < 2e9 and (plan.stat().st_mtime < 10) is followed


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "results").touch()
    with pytest.raises(InputError, match="the folder .*results/quick cannot be written"):
        check_writable(tmp_path / "results" / "quick")
