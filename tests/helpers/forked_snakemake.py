"""Snakemake's own main function in a process forked from one that has imported it, which a test then need not wait for.

An import takes two seconds, and tests call Snakemake a hundred times. What depends on the project (its config, its
library, its Snakefile) is read anew in every fork; only packages that are installed have been imported before.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["snakemake.cli", "snakemake.io", "pandas", "xarray", "jsonschema"])


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
    output = os.open(printed, os.O_WRONLY | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = ["", *filter(_is_installed, sys.path)]
    sys.argv = ["snakemake", *arguments]

    from snakemake.cli import main

    main()


def _is_installed(place: str) -> bool:
    """Whether a folder of modules is not the project's own; its virtual environment may lie within it."""
    return Path(place).is_relative_to(sys.prefix) or not Path(place).is_relative_to(ROOT)
