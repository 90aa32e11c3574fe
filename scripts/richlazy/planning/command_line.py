"""What the command asks of Snakemake, which tells it to the workflow only when it has read the Snakefile."""

import sys
from functools import cache
from pathlib import Path
from typing import Any


@cache
def command_line() -> Any:
    """The options of the command as Snakemake's own parser reads them; None where it is not that of Snakemake."""
    if Path(sys.argv[0]).stem != "snakemake" and Path(sys.argv[0]).parent.name != "snakemake":
        return None
    from snakemake.cli import get_argument_parser

    return get_argument_parser().parse_known_args(sys.argv[1:])[0]


def targets() -> list[str]:
    """What the command is to make: rules and files by name."""
    given = command_line()
    return sorted(given.targets) if given else []


def further_names() -> list[str]:
    """Rules and files that the command names beside its targets: to force them, to stop there or to leave them out."""
    given = command_line()
    return sorted({*given.forcerun, *given.until, *given.omit_from}) if given else []


def only_makes_room() -> bool:
    """Whether the command only takes a lock or files away, for which a machine need hold nothing."""
    given = command_line()
    return bool(given) and (given.unlock or set(given.targets) == {"clean"})
