"""Claims and figures of this project's studies, whatever else Python finds under the name `studies`."""

import importlib
import sys
from pathlib import Path

from richlazy.contracts.registry import PROJECT
from richlazy.errors import InputError


def use_own_studies() -> None:
    """Import the studies beside this library, whose modules claims and figures are.

    A notebook that runs in a checkout would find the folder `studies` there before that of the installed library.
    Raises InputError where another package of this name is imported already.
    """
    if "studies" not in sys.modules:
        sys.path.insert(0, str(PROJECT))
        try:
            importlib.import_module("studies")
        finally:
            sys.path.remove(str(PROJECT))
    found, own = Path(sys.modules["studies"].__file__ or "").parent, PROJECT / "studies"
    if found.resolve() != own.resolve():
        raise InputError(
            f"studies: Python has imported {found} under this name, and the claims and figures of richlazy are in "
            f"{own}; restart Python, and import richlazy before that package, or rename it"
        )
