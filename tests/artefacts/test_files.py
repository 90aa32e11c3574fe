"""Files that appear whole or not at all, on the disk, and files that are moved aside."""

import errno
import multiprocessing
import os
import socket

import pytest
from richlazy.artefacts.files import atomic_write, check_writable, set_aside, write_if_changed, write_text, writer_of
from richlazy.errors import InputError


def test_a_file_appears_when_it_is_whole(tmp_path):
    with atomic_write(tmp_path / "a.csv") as partial:
        partial.write_text("half", encoding="utf-8")
        assert not (tmp_path / "a.csv").exists()
        partial.write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "whole"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_file_that_fails_leaves_what_was_there(tmp_path, error):
    (tmp_path / "a.csv").write_text("before", encoding="utf-8")
    with pytest.raises(error), atomic_write(tmp_path / "a.csv") as partial:
        partial.write_text("half", encoding="utf-8")
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "before"


def test_an_error_of_the_disk_names_the_file_and_the_reason(tmp_path):
    with (
        pytest.raises(InputError, match=r"a\.csv: cannot be written \(No space left on device\)"),
        atomic_write(tmp_path / "a.csv"),
        open("/dev/full", "w", encoding="utf-8") as full,
    ):
        full.write("too much")


def _write_slowly(path, started, others):
    with atomic_write(path) as partial:
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


def test_what_was_set_aside_before_stays(tmp_path):
    for content in ("first", "second", "third"):
        (tmp_path / "a.csv").write_text(content)
        told = set_aside(tmp_path / "a.csv")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a.csv.damaged": "first",
        "a.csv.damaged2": "second",
        "a.csv.damaged3": "third",
    }
    assert "it was moved to " in told and "a.csv.damaged3: repeat the command" in told
    assert "another job moved it away: repeat the command" in set_aside(tmp_path / "a.csv")


def test_a_file_is_on_the_disk_before_it_appears_and_so_is_its_name(tmp_path, monkeypatch):
    done = []
    paths = {"a.csv": tmp_path / "a.csv", "folder": tmp_path}

    def flushed(descriptor):
        held = os.fstat(descriptor)
        (name,) = [name for name, path in paths.items() if path.exists() and os.path.samestat(held, path.stat())] or [
            "partial"
        ]
        done.append((name, paths["a.csv"].exists(), held.st_size))

    monkeypatch.setattr(os, "fsync", flushed)
    write_text(tmp_path / "a.csv", "whole")
    assert [entry[:2] for entry in done] == [("partial", False), ("folder", True)]
    assert done[0][2] == len("whole")


def test_a_disk_that_fails_to_flush_leaves_what_was_there(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a.csv").write_text("before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"a\.csv: cannot be written \(No space left on device\)"):
        write_text(tmp_path / "a.csv", "after")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "results").touch()
    with pytest.raises(InputError, match="the folder .*results/quick cannot be written"):
        check_writable(tmp_path / "results" / "quick")


def test_a_folder_that_can_be_made_is_not_made(tmp_path):
    check_writable(tmp_path / "results" / "quick")
    assert not list(tmp_path.iterdir())
