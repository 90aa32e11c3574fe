"""What is cleared up after a run that did not end well, and what is left alone."""

import os
import socket
import subprocess
import sys
import time

from richlazy.leftovers import clear_up


def ended_process():
    """Number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_only_what_dead_processes_of_this_machine_were_writing_is_removed(tmp_path):
    here, dead = socket.gethostname(), ended_process()
    abandoned = [f"train/.a.nc.{dead}@{here}.partial", f"quick/figures/.b.png.{dead}@{here}.partial"]
    kept = [
        f"train/.a.nc.{os.getpid()}@{here}.partial",
        f"train/.a.nc.{dead}@other-{here}.partial",
        "train/a.nc",
        "train/a.nc.damaged",
        f"logs/.a.{dead}@{here}.partial",
    ]
    for name in [*abandoned, *kept]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    clear_up([str(tmp_path), str(tmp_path / "missing")])
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == set(kept)


def test_times_of_the_future_are_taken_back_and_others_kept(tmp_path):
    (tmp_path / "train").mkdir()
    times = {"train/future.nc": time.time() + 1e6, "train/past.nc": 1e9}
    for name, then in times.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (then, then))
    clear_up([str(tmp_path)])
    assert (tmp_path / "train" / "future.nc").stat().st_mtime <= time.time()
    assert (tmp_path / "train" / "past.nc").stat().st_mtime == 1e9
