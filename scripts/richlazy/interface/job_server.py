"""A process that has imported the large packages once, and forks itself for every job.

To import them takes seconds, and the jobs of a small run less. It runs one thread and opens no file, so that a fork is
like a process that has just started. It is told jobs as lines of JSON, and writes the status of each into a file when
it ends; it ends itself when its input is closed.
"""

import importlib
import json
import os
import selectors
import sys
import traceback
from pathlib import Path

from richlazy.artefacts.files import write_text
from richlazy.interface.job_process import run

# No stage imports this module.
IMPORTS_BY_NAME = True
PACKAGES = ("numpy", "pandas", "xarray", "netCDF4", "scipy.stats", "torch")
# Seconds between two looks at the forks.
_PAUSE = 0.02


def serve() -> None:
    """Fork for each job on standard input until that is closed and all forks have ended."""
    for package in PACKAGES:
        importlib.import_module(package)
    selector, running, is_open = selectors.DefaultSelector(), {}, True
    selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
    buffer = b""
    while is_open or running:
        if is_open and selector.select(_PAUSE if running else None):
            text = os.read(sys.stdin.fileno(), 1 << 16)
            is_open, buffer = bool(text), buffer + text
            *lines, buffer = buffer.split(b"\n")
            for line in lines:
                job = json.loads(line)
                running[_forked(job)] = job
        for process in list(running):
            ended, status = os.waitpid(process, os.WNOHANG if is_open else 0)
            if ended:
                write_text(running.pop(process)["ended"], str(os.waitstatus_to_exitcode(status)))


def _forked(job: dict) -> int:
    """The process of a job; its errors go to the file that the job names."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        errors = os.open(job["errors"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(errors, 2)
        run(job)
        status = 0
    except BaseException:  # the process ends here, whatever happened
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


class Fork:
    """A job of the server, with what is asked of a process."""

    def __init__(self, ended: Path):
        self._ended, self.returncode = ended, None

    def poll(self) -> int | None:
        """The status of the job; None while it runs."""
        if self.returncode is None and self._ended.is_file():
            self.returncode = int(self._ended.read_text(encoding="utf-8"))
            self._ended.unlink()
        return self.returncode


if __name__ == "__main__":
    serve()
