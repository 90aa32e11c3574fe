"""Files that appear whole or not at all, and small text files that keep their time while their content is the same."""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from richlazy.errors import InputError

# Of a file that is being written: .NAME.PROCESS@MACHINE.partial
_PARTIAL = re.compile(r"\..+\.(?P<process>\d+)@(?P<machine>[^@]+)\.partial")
# A time before that of any output.
_LONG_AGO = 1


@contextmanager
def whole(path: str | Path) -> Iterator[Path]:
    """A path to write to; what was written appears as `path` when the block ends, and nothing does if it fails.

    The path to write to is of this process alone, so that two writers of one file do not meet; the later one wins.
    Raises InputError, which names the file and the reason, where it cannot be written.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}@{socket.gethostname()}.partial")
    try:
        yield partial
        os.replace(partial, path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error}); mend that and repeat the command"
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()


def writer_of(name: str) -> tuple[int, str] | None:
    """Process and machine that write or wrote a file of this name under `whole`; None for any other file."""
    found = _PARTIAL.fullmatch(name)
    return (int(found["process"]), found["machine"]) if found else None


def write_text(path: str | Path, text: str) -> None:
    """Write a text file, as `whole` does."""
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_if_changed(path: Path, text: str) -> None:
    """Write a file unless it holds this text already, so that its time tells when its content changed."""
    if path.is_file() and path.read_bytes() == text.encode():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path.parent, error.strerror) from error
    write_text(path, text)


def check_writable(folder: Path) -> None:
    """Raise InputError for a folder that cannot be made or written in, on a read-only file system too."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error.strerror) from error
    if not os.access(folder, os.W_OK):
        raise _unwritable(folder, "read-only, or not yours")


def _unwritable(folder: Path, reason: str) -> InputError:
    return InputError(
        f"output: the folder {folder} cannot be written ({reason}); choose another with `output: ...` or run with "
        "`--directory DIR`"
    )


def date_plan(path: Path, made_from: Path) -> None:
    """Give a plan a time that is later than what was made from it only if `made_from`, the copy that the job left when
    all was written, is missing or says something else.

    Times alone would mislead: a dry run with another config, a copy that loses them or a clock that jumps changes them.
    """
    up_to_date = made_from.is_file() and made_from.read_bytes() == path.read_bytes()
    with suppress(PermissionError):  # of another user's file; what follows from it may then be made again
        os.utime(path, (_LONG_AGO, _LONG_AGO) if up_to_date else None)
