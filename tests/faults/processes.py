"""The processes that a project has running."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def jobs_of(folder: Path) -> list[int]:
    """Processes that run a script of the project's Snakemake, with those that they forked."""
    mark = os.fsencode(folder / ".snakemake" / "scripts")
    return sorted(int(entry) for entry in os.listdir("/proc") if entry.isdigit() and mark in _command(entry))


def _command(process: str) -> bytes:
    try:
        return Path("/proc", process, "cmdline").read_bytes()  # empty for one that has ended
    except OSError:
        return b""


def left_over(folder: Path, seconds: float = 60) -> list[int]:
    """Jobs that still run after so many seconds; one that was loading its libraries ends when it has."""
    wait_until(lambda: not jobs_of(folder), seconds)
    return jobs_of(folder)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether a condition came to hold within so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
