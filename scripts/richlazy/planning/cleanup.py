"""Clean up after interrupted runs: partially written files, and modification times in the future."""

import os
import re
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from richlazy.artefacts.files import writer_of
from richlazy.artefacts.job import is_running
from richlazy.contracts.parts import artefact_stages
from richlazy.contracts.resource_parts import names as names_of_resources

# Folders of Snakemake, which are not cleaned up.
_APART = ("logs/", "benchmarks/")
_ARTEFACT = re.compile(r".+-[0-9a-f]{12}\.nc")
_COARSEST = 2.0  # seconds between two modification times that every file system tells apart (FAT: 2)


def clear_up(output: str, names: Iterable[str]) -> None:
    """Remove temporary files of killed processes of this machine, and set modification times in the future to the past.

    Snakemake fails for outputs whose inputs have a time in the future. names: names, below the output folder, of the
    files that the pipeline writes. Other files are not changed.
    """
    own: dict[Path, set[str]] = {}
    for name in names:
        if not name.startswith(_APART):
            own.setdefault(Path(output) / Path(name).parent, set()).add(Path(name).name)
    for folder, known in own.items():
        _clear(folder, known.__contains__)
    for stage in artefact_stages():
        _clear(Path("results") / stage, _ARTEFACT.fullmatch)
    fetched = re.compile(rf"{names_of_resources()}\.nc|.+\.whl")
    for folder in (Path("resources"), Path("resources/wheels")):
        _clear(folder, fetched.fullmatch)


def _clear(folder: Path, is_own: Callable[[str], object]) -> None:
    """Clean up one folder; is_own: whether a name is that of a file of the pipeline."""
    if not folder.is_dir():
        return
    now = time.time()
    then = now - _COARSEST  # plans that are dated next are newer, on file systems with coarse times too
    for entry in list(os.scandir(folder)):
        writer = writer_of(entry.name)
        # A job of another Snakemake may remove a file at the same time, and only its owner can set its time.
        with suppress(FileNotFoundError, PermissionError):
            if writer:
                ended = writer[1] == socket.gethostname() and not is_running(writer[0])
                if ended and is_own(_written_as(entry.name, *writer)):
                    os.unlink(entry.path)
            elif is_own(entry.name) and entry.stat(follow_symlinks=False).st_mtime > now:
                os.utime(entry.path, (then, then))


def _written_as(name: str, process: int, machine: str) -> str:
    """Name of the final file of a temporary one."""
    return name[1:].removesuffix(f".{process}@{machine}.partial")
