"""Writing files safely: atomic writes, text files that are rewritten only when their content changes, and damaged files
that are moved aside."""

import errno
import itertools
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from richlazy.errors import InputError

# Name of a file that is being written: .NAME.PROCESS@MACHINE.partial
_PARTIAL = re.compile(r"\..+\.(?P<process>\d+)@(?P<machine>[^@]+)\.partial")


@contextmanager
def atomic_write(path: str | Path, durable: bool = True) -> Iterator[Path]:
    """Give a temporary path to write to; it is renamed to `path` when the block ends, and removed if the block fails.

    The temporary path belongs to this process, so that two writers of one file do not collide; the later one wins.
    durable: flush the file to the disk before the rename, so that a loss of power leaves no empty file.
    Raises InputError, with the path and the reason, where the file cannot be written.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}@{socket.gethostname()}.partial")
    try:
        yield partial
        if durable:
            _flush(partial)
        os.replace(partial, path)
        if durable:
            _flush(path.parent)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error}); mend that and repeat the command"
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()


def _flush(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems do not support fsync
            raise
    finally:
        os.close(descriptor)


def writer_of(name: str) -> tuple[int, str] | None:
    """Process and machine that `atomic_write` put into the name of a temporary file; None for any other name."""
    match = _PARTIAL.fullmatch(name)
    return (int(match["process"]), match["machine"]) if match else None


def write_text(path: str | Path, text: str) -> None:
    """Write a text file atomically, see `atomic_write`."""
    with atomic_write(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_if_changed(path: Path, text: str) -> None:
    """Write a text file unless it holds this text already, so that its time is that of its last change."""
    if path.is_file() and path.read_bytes() == text.encode():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path.parent, error.strerror) from error
    with atomic_write(path, durable=False) as partial:  # a lost file is written again when the Snakefile is read
        partial.write_text(text, encoding="utf-8")


def move_aside(path: Path) -> Path:
    """Rename a damaged file to a free name beside it, and return that path."""
    names = (path.with_name(f"{path.name}.damaged{number}") for number in itertools.chain([""], itertools.count(2)))
    free = next(name for name in names if not os.path.lexists(name))
    os.rename(path, free)
    return free


def set_aside(path: Path) -> str:
    """Move a damaged file aside; returns the second half of an error message: what happened to it and what to do."""
    try:
        aside = move_aside(path)
    except FileNotFoundError:
        return "another job moved it away: repeat the command, which makes it again"
    except OSError as error:
        return f"it cannot be moved away ({error.strerror}): remove it and repeat the command, which makes it again"
    return f"it was moved to {aside}: repeat the command, which makes it again"


def check_writable(folder: Path) -> None:
    """Raise InputError for a folder that cannot be created or written to. The folder itself is not created."""
    existing = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not existing.is_dir():
        raise _unwritable(folder, f"{existing} is no folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise _unwritable(folder, "read-only, or not yours")


def _unwritable(folder: Path, reason: str) -> InputError:
    return InputError(
        f"output: the folder {folder} cannot be written ({reason}); choose another with `output: ...` or run with "
        "`--directory DIR`"
    )
