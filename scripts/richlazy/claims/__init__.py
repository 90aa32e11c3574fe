"""The paper's claims as directional tests: one module a claim, `C<number>_<what it says>.py`.

Each has `STATEMENT`, `NEEDS` (the parameters that a study must sweep) and `test(measures, settings) -> list[Row]`.
"""

import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

from richlazy.errors import InputError


def available() -> dict[str, str]:
    """Id of every claim and the module that tests it, by the number of the claim; imports none of them."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if re.match(r"C\d+_", module.name)]
    return {name.split("_")[0]: name for name in sorted(names, key=lambda name: int(name[1:].split("_")[0]))}


def path(claim: str) -> Path:
    """File of the module that tests `claim`."""
    return Path(__file__).parent / f"{available()[claim]}.py"


def find(claim: str) -> ModuleType:
    """Import the module that tests `claim`, such as "C1". Raises InputError, naming the known ids."""
    known = available()
    if claim not in known:
        raise InputError(f"no claim {claim!r}; known: {', '.join(known)}")
    return importlib.import_module(f"{__name__}.{known[claim]}")
