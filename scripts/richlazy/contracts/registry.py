"""Rooms of modules that are found by name: put a file there and its name can be written in the config.

Whether a name exists, and the literal constants of its module, are known without importing any of them: a config is
checked before any numerical library is loaded.
"""

import ast
import importlib
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

from richlazy.errors import InputError

# What is found so counts where it is used: `reached_by_name` names it to the digest of code.
IMPORTS_BY_NAME = True


class Registry:
    """The modules of a package; `kind` is what one is called in messages."""

    def __init__(self, package: str, folder: str, kind: str):
        self._package, self._folder, self._kind = package, Path(folder), kind

    def available(self) -> list[str]:
        """Names of all modules, sorted; imports none of them."""
        return list(_names(self._folder))

    def path(self, name: str) -> Path:
        """File of the module `name`."""
        return self._folder / f"{name}.py"

    def find(self, name: str) -> ModuleType:
        """Import the module `name`. Raises InputError, naming the known ones."""
        if name not in self.available():
            raise InputError(f"no {self._kind} {name!r}; known: {', '.join(self.available())}")
        return importlib.import_module(f"{self._package}.{name}")

    def constant(self, name: str, constant: str, default: object = None) -> object:
        """A literal constant of the module `name`, to be read only, found without importing it; or `default`."""
        return literal(self.path(name), constant, default)


@cache
def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules([str(folder)])))


@cache
def constants(path: Path) -> dict[str, ast.expr]:
    """What a module assigns to each name at its top level, as syntax; imports nothing."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {
        target.id: node.value
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


@cache
def _literal(path: Path, constant: str) -> object:
    value = constants(path).get(constant)
    return None if value is None else ast.literal_eval(value)


def literal(path: Path, constant: str, default: object = None) -> object:
    """The literal value that a module assigns to `constant` at its top level, to be read only; or `default`."""
    value = _literal(path, constant)
    return default if value is None else value
