"""Small text files that keep their time while their content stays the same."""

import os
from pathlib import Path

from richlazy.errors import InputError


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
