"""The command line of Snakemake, which the workflow otherwise learns only after the Snakefile was read."""

import sys
from functools import cache
from pathlib import Path
from typing import Any


@cache
def command_line() -> Any:
    """The options of the command, by Snakemake's own parser; None if this process is no Snakemake command."""
    if Path(sys.argv[0]).stem != "snakemake" and Path(sys.argv[0]).parent.name != "snakemake":
        return None
    from snakemake.cli import get_argument_parser

    return get_argument_parser().parse_known_args(sys.argv[1:])[0]


def targets() -> list[str]:
    """The targets of the command: names of rules and files."""
    given = command_line()
    return sorted(given.targets) if given else []


def further_names() -> list[str]:
    """Other rules and files in the command: those of --forcerun, --until and --omit-from."""
    given = command_line()
    return sorted({*given.forcerun, *given.until, *given.omit_from}) if given else []


def only_makes_room() -> bool:
    """Whether the command only unlocks or cleans, which needs no checks of memory and disk."""
    given = command_line()
    return bool(given) and (given.unlock or set(given.targets) == {"clean"})
