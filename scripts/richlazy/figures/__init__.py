"""The figures of a study: one module a figure with `draw(measures, style) -> (figure, caption)`.

NEEDS, where there is one, names the parameters that a study must sweep.
"""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from richlazy.errors import InputError


def available() -> list[str]:
    """Names of all figures; imports none of them."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def path(name: str) -> Path:
    """File of the module that draws the figure `name`."""
    return Path(__file__).parent / f"{name}.py"


def find(name: str) -> ModuleType:
    """Import the module that draws the figure `name`. Raises InputError, naming the known figures."""
    if name not in available():
        raise InputError(f"no figure {name!r}; known: {', '.join(available())}")
    return importlib.import_module(f"{__name__}.{name}")
