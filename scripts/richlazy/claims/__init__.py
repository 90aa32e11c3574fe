"""The paper's claims as directional tests: one module a claim, `C<number>_<what it says>.py`.

Each has `STATEMENT`, `test(measures, settings) -> list[Row]` and either `NEEDS`, the parameters that an experiment must
sweep, or `SIMULATION`, the simulation that it must run.
"""

import re
from functools import cache
from pathlib import Path
from types import ModuleType

from richlazy.contracts.registry import Registry
from richlazy.errors import InputError

_registry = Registry(__name__, __path__[0], "claim")


@cache
def available() -> dict[str, str]:
    """Id of every claim and the module that tests it, by the number of the claim, to be read only; imports none."""
    names = [name for name in _registry.available() if re.match(r"C\d+_", name)]
    return {name.split("_")[0]: name for name in sorted(names, key=lambda name: int(name[1:].split("_")[0]))}


def path(claim: str) -> Path:
    """File of the module that tests `claim`."""
    return _registry.path(available()[claim])


def find(claim: str) -> ModuleType:
    """Import the module that tests `claim`, such as "C1". Raises InputError, naming the known ids."""
    known = available()
    if claim not in known:
        raise InputError(f"no claim {claim!r}; known: {', '.join(known)}")
    return _registry.find(known[claim])
