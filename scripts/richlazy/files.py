"""Small text files that keep their time while their content stays the same."""

import os
from pathlib import Path

from richlazy.errors import InputError


def mark_if_outdated(path: Path, made_from: Path) -> None:
    """Set the time of `path` to now if `made_from`, the copy that a job left of it, says something else.

    Times alone can mislead: a dry run with another config, or a copy that loses times, changes them.
    """
    if made_from.is_file() and made_from.read_bytes() != path.read_bytes():
        path.touch()


def write_if_changed(path: Path, text: str) -> None:
    """Write a file unless it holds this text already, so that its time tells when its content changed."""
    try:
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        raise InputError(
            f"output: the folder {path.parent} cannot be written ({error.strerror}); choose another with `output: ...` "
            "or run with `--directory DIR`"
        ) from error
