"""What a run that did not end well leaves in the results: half-written files, and times of a clock that was wrong."""

import os
import socket
import time
from collections.abc import Iterable
from contextlib import suppress

from richlazy.files import writer_of
from richlazy.job import is_running

# Folders of Snakemake, in which nothing is looked for.
_APART = {"logs", "benchmarks"}


def clear_up(folders: Iterable[str]) -> None:
    """Remove what killed processes of this machine left half-written below the folders, and take back times that lie in
    the future: Snakemake takes what is made from a file of the future for a failure."""
    now = time.time()
    for entry in (entry for folder in folders for entry in _files(folder)):
        # A job of another Snakemake may move or remove a file meanwhile, and only its owner can set its time.
        with suppress(FileNotFoundError, PermissionError):
            writer = writer_of(entry.name)
            if writer and writer[1] == socket.gethostname() and not is_running(writer[0]):
                os.unlink(entry.path)
            elif not writer and entry.stat(follow_symlinks=False).st_mtime > now:
                os.utime(entry.path, (now, now))


def _files(folder: str) -> list[os.DirEntry]:
    if not os.path.isdir(folder):
        return []
    with os.scandir(folder) as found:
        entries = [entry for entry in found if entry.name not in _APART]
    files = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    below = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    return files + [file for path in below for file in _files(path)]
