"""Files that appear whole or not at all, small text files that keep their time while their content is the same, and
damaged files that are moved aside."""

import errno
import itertools
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from richlazy.errors import InputError

# Of a file that is being written: .NAME.PROCESS@MACHINE.partial
_PARTIAL = re.compile(r"\..+\.(?P<process>\d+)@(?P<machine>[^@]+)\.partial")


@contextmanager
def atomic_write(path: str | Path, durable: bool = True) -> Iterator[Path]:
    """A path to write to; what was written appears as `path` when the block ends, and nothing does if it fails.

    The path to write to is of this process alone, so that two writers of one file do not meet; the later one wins.
    durable: whether the file must be on the disk before it appears, so that a loss of power leaves no empty one.
    Raises InputError, which names the file and the reason, where it cannot be written.
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
    """Have a file, or the names in a folder, written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # of file systems that cannot be asked
            raise
    finally:
        os.close(descriptor)


def writer_of(name: str) -> tuple[int, str] | None:
    """Process and machine that write or wrote a file of this name under `whole`; None for any other file."""
    found = _PARTIAL.fullmatch(name)
    return (int(found["process"]), found["machine"]) if found else None


def write_text(path: str | Path, text: str) -> None:
    """Write a text file, as `whole` does."""
    with atomic_write(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_if_changed(path: Path, text: str) -> None:
    """Write a file unless it holds this text already, so that its time tells when its content changed."""
    if path.is_file() and path.read_bytes() == text.encode():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path.parent, error.strerror) from error
    with atomic_write(path, durable=False) as partial:  # what is lost is written again when the Snakefile is read
        partial.write_text(text, encoding="utf-8")


def move_aside(path: Path) -> Path:
    """Move a file that is not what it should be to a name that is free, which is returned."""
    names = (path.with_name(f"{path.name}.damaged{number}") for number in itertools.chain([""], itertools.count(2)))
    aside = next(name for name in names if not os.path.lexists(name))
    os.rename(path, aside)
    return aside


def set_aside(path: Path) -> str:
    """Move such a file; returns what became of it and what to do, for a message."""
    try:
        aside = move_aside(path)
    except FileNotFoundError:
        return "another job moved it away: repeat the command, which makes it again"
    except OSError as error:
        return f"it cannot be moved away ({error.strerror}): remove it and repeat the command, which makes it again"
    return f"it was moved to {aside}: repeat the command, which makes it again"


def check_writable(folder: Path) -> None:
    """Raise InputError for a folder that cannot be made or written in, as on a read-only file system; none is made."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not there.is_dir():
        raise _unwritable(folder, f"{there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise _unwritable(folder, "read-only, or not yours")


def _unwritable(folder: Path, reason: str) -> InputError:
    return InputError(
        f"output: the folder {folder} cannot be written ({reason}); choose another with `output: ...` or run with "
        "`--directory DIR`"
    )
