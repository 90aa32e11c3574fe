"""Snakemake and its jobs in processes forked from one that has imported packages, which tests then need not wait for.

An import takes two seconds, and tests call Snakemake a hundred times, which runs hundreds of jobs. What depends on the
project (its config, its library, its Snakefile, its scripts) is read anew in every fork; only packages that are
installed have been imported before. `Project.start` starts Snakemake as people do, with an interpreter for every job.
"""

import multiprocessing
import os
import re
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parents[2]

PACKAGES = ("pandas", "xarray", "netCDF4", "jsonschema", "scipy.stats", "matplotlib.figure", "torch")
# What Snakemake has a shell do for a job with a script.
_JOB = re.compile(rf"set -euo pipefail; +{re.escape(sys.executable)} (\S+/\.snakemake/scripts/\S+\.py)")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["snakemake.cli", "snakemake.io", *PACKAGES])


def call(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Exit status of `snakemake *arguments` in the folder, and what it printed: standard output and error together."""
    with tempfile.NamedTemporaryFile() as printed:
        process = _FORKS.Process(target=_snakemake, args=(list(arguments), folder, dict(environment), printed.name))
        process.start()
        process.join()
        return process.exitcode, printed.read().decode()


def _snakemake(arguments: list[str], folder: Path, environment: dict[str, str], printed: str) -> None:
    """Become what a shell would have started."""
    os.setsid()
    _become(folder, environment, printed, ["snakemake", *arguments], "")

    from snakemake.cli import main

    sys.modules["snakemake.shell"].sp = _WithForkedJobs(printed)
    # The server that forked this process forks its jobs, too. Python knows its address, and would start another one.
    forkserver._forkserver.ensure_running = lambda: None
    main()


class _WithForkedJobs:
    """The module `subprocess`, but that jobs with a script are forked, which print to the file `printed`."""

    def __init__(self, printed: str):
        self._printed = printed

    def __getattr__(self, name: str) -> object:
        return getattr(subprocess, name)

    def Popen(self, command: str, *, env: dict[str, str], **arguments: object) -> object:  # noqa: N802 - its name there
        job = _JOB.fullmatch(command.strip())
        # PyTorch was imported for one thread.
        if not job or env["OMP_NUM_THREADS"] != "1":
            return subprocess.Popen(command, env=env, **arguments)
        return _Job(job[1], env, self._printed)


class _Job:
    """A process that runs a script, with what Snakemake asks of a process."""

    def __init__(self, script: str, environment: dict[str, str], printed: str):
        # Where a job ends before Snakemake looks up its process to measure it, Snakemake fails: it ends when it may.
        self._may_end, waits = _FORKS.Pipe()
        # Tests are not on the path of modules where this is called, so that no function of theirs is found.
        job = {"JOB": (script, Path.cwd(), environment, printed, waits)}
        self._process = _FORKS.Process(target=runpy.run_path, args=(__file__, job, "job"))
        self._process.start()
        # Whoever starts a process next would ask all others whether they have ended. The status can be read once: where
        # that thread reads it while another one waits here, the latter finds nothing and takes the job for failed.
        multiprocessing.process._children.discard(self._process)
        waits.close()
        self.pid = self._process.pid

    def wait(self) -> int:
        self._may_end.close()
        self._process.join()
        return self._process.exitcode


def _run(script: str, folder: Path, environment: dict[str, str], printed: str, may_end: Connection) -> None:
    """Become `python script`, which ends when the other end of `may_end` is closed."""
    _become(folder, environment, printed, [script], str(Path(script).parent))
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        may_end.poll(None)


def _become(folder: Path, environment: Mapping[str, str], printed: str, arguments: list[str], first: str) -> None:
    """What a new process has: folder, environment, output, arguments and paths of modules, `first` at their head."""
    output = os.open(printed, os.O_WRONLY | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    added = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    sys.path[:] = [first, *added, *filter(_is_installed, sys.path)]
    # A fork makes the imports of the main script again: the long campaign's bring the library, which is not the copy's.
    for name in [name for name in sys.modules if name.partition(".")[0] in ("richlazy", "studies")]:
        del sys.modules[name]
    sys.argv = arguments


def _is_installed(place: str) -> bool:
    """Whether a folder of modules is not the project's own; its virtual environment may lie within it."""
    return Path(place).is_relative_to(sys.prefix) or not Path(place).is_relative_to(ROOT)


if __name__ == "job":
    _run(*globals()["JOB"])
