"""What is cleared up after a run that did not end well, and what is left alone."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from richlazy.planning.cleanup import clear_up


def ended_process():
    """Number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


NAMES = ["rank/measures.nc", "figures/rank-figure1.png", "logs/scorecard.log", "index.csv"]
ARTEFACT = "results/train/2AF-gaussian-rank1-0123456789ab.nc"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(*names):
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


def half(name, process, machine=None):
    """Name of a file that a process is writing."""
    path = Path(name)
    return path.with_name(f".{path.name}.{process}@{machine or socket.gethostname()}.partial").as_posix()


def test_only_what_dead_processes_of_this_machine_were_writing_is_removed(folder):
    dead = ended_process()
    own = [ARTEFACT, "mine/rank/measures.nc", "mine/figures/rank-figure1.png", "resources/mnist.nc"]
    abandoned = [half(name, dead) for name in own]
    kept = [
        *own,
        *(half(name, os.getpid()) for name in own),
        *(half(name, dead, f"other-{socket.gethostname()}") for name in own),
        f"{ARTEFACT}.damaged",
        half("mine/logs/scorecard.log", dead),
        # Files of somebody else, whatever they look like.
        half("mine/notes.txt", dead),
        half("mine/rank/notes.nc", dead),
        half("mine/other/measures.nc", dead),
        half("results/train/mine.nc", dead),
        half("results/mine/measures.nc", dead),
        half("resources/photo.png", dead),
    ]
    touch(*abandoned, *kept)
    clear_up("mine", NAMES)
    assert {path.as_posix() for path in Path().rglob("*") if path.is_file()} == set(kept)


def test_times_of_the_future_are_taken_back_of_the_pipelines_files_alone(folder):
    future, past = time.time() + 1e6, 1e9
    times = {ARTEFACT: future, "mine/index.csv": future, "mine/rank/measures.nc": past}
    foreign = {"mine/notes.txt": future, "results/train/mine.nc": future, "results/notes.txt": future}
    for name, then in (times | foreign).items():
        touch(name)
        os.utime(name, (then, then))
    clear_up("mine", NAMES)
    later = Path("mine/plan.json")
    touch(later)  # with the coarse clock of the file system
    assert all(Path(name).stat().st_mtime < later.stat().st_mtime for name in times)
    assert Path("mine/rank/measures.nc").stat().st_mtime == past
    assert all(Path(name).stat().st_mtime == then for name, then in foreign.items())
