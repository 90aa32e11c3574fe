"""The torch modules of the tests as learners of a study, which are found and imported by their names."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import torch_modules
from helpers.guest import forget
from richlazy.contracts import registry

import studies

_STUDY = "of_tests"


@contextmanager
def learners_of_a_study(folder: Path) -> Iterator[None]:
    """`folder` as the project, with one study, whose learners are the files of `torch_modules`."""
    files = Path(next(iter(torch_modules.__path__)))
    shutil.copytree(files, folder / "studies" / _STUDY / "learners", ignore=shutil.ignore_patterns("__pycache__"))
    project, registry.PROJECT = registry.PROJECT, folder
    studies.__path__.append(str(folder / "studies"))
    forget()
    try:
        yield
    finally:
        registry.PROJECT = project
        forget()
        studies.__path__.remove(str(folder / "studies"))
        for name in [name for name in sys.modules if name.startswith(f"{studies.__name__}.{_STUDY}")]:
            del sys.modules[name]
