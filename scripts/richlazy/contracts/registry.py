"""Parts that are found by name: a file in a folder of the library or of a study, and its name is written in the config.

The parts of one kind lie in a package of the library and in the folder of the same last name of every study, as
`studies/<study>/measures`. Whether a name exists, and the literal constants of its file, are known without importing
any of them: a config is checked before any numerical library is loaded.
"""

import ast
import importlib
import os
import pkgutil
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

from richlazy.errors import InputError

# What is found so counts where it is used: `plugin_modules` names it to the digest of code.
IMPORTS_BY_NAME = True
# The project's top folder, from which modules of studies are imported as `studies.<study>.<room>.<module>`.
PROJECT = Path(__file__).parents[3]
# File of a part that is a package in which its contract stands: literal constants and light functions.
_CONTRACT = "contract"


class Registry:
    """The parts of one kind.

    package, folder: name and place of the library's package of them, None where only studies have such parts; kind:
    what one is called in messages; room: name of their folder in a study, by default the last part of `package`, and
    "" where no study may have such parts; marker: constant that a module must have to be a part, where others lie
    beside them. A part is a module, or a package with its contract in `contract.py`.
    """

    def __init__(
        self, package: str | None, folder: str | Path | None, kind: str, room: str | None = None, marker: str = ""
    ):
        self._package, self._folder, self.kind = package, Path(folder) if folder else None, kind
        self._room = (package or "").rpartition(".")[2] if room is None else room
        self._marker = marker

    @property
    def folder(self) -> Path | None:
        """The library's folder of such parts."""
        return self._folder

    def available(self) -> list[str]:
        """Names of all parts, sorted; imports none. Raises InputError for a name that two of them have."""
        return list(self._modules())

    def path(self, name: str) -> Path:
        """File with the contract of the part `name`. Raises InputError, naming the known ones."""
        return self._module(name)[1]

    def module(self, name: str) -> str:
        """Dotted name of the part `name`, as it is imported. Raises InputError, naming the known ones."""
        return self._module(name)[0]

    def find(self, name: str) -> ModuleType:
        """Import the part `name`. Raises InputError, naming the known ones."""
        return _imported(self.module(name))

    def contract(self, name: str) -> ModuleType | None:
        """Import the contract of a part that is a package, which imports no numerical library; None for others."""
        module, file = self._module(name)
        return _imported(f"{module}.{_CONTRACT}") if file.stem == _CONTRACT else None

    def constant(self, name: str, constant: str, default: object = None) -> object:
        """A literal constant of the part `name`, to be read only, found without importing it; or `default`."""
        return literal(self.path(name), constant, default)

    def _modules(self) -> dict[str, tuple[str, Path]]:
        return _parts(PROJECT, self._package, self._folder, self._room, self._marker, self.kind)

    def _module(self, name: str) -> tuple[str, Path]:
        known = self._modules()
        if name not in known:
            raise InputError(f"no {self.kind} {name!r}; known: {', '.join(known)}")
        return known[name]


def studies() -> dict[str, Path]:
    """Folder of every study by its name, sorted; a folder whose name begins with `_` or `.` is none."""
    return _studies(PROJECT / "studies")


def literal(path: Path, constant: str, default: object = None) -> object:
    """The literal value that a module assigns to `constant` at its top level, to be read only; or `default`."""
    value = _literal(path, constant)
    return default if value is None else value


@cache
def _studies(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir() and entry.name[0] not in "._")
    return {name: folder / name for name in names if name.isidentifier()}


@cache
def _parts(
    project: Path, package: str | None, folder: Path | None, room: str, marker: str, kind: str
) -> dict[str, tuple[str, Path]]:
    """Dotted name and file of every part by its name, sorted."""
    rooms = [(package, folder)] if package and folder else []
    rooms += [
        (f"studies.{study}.{room}", place / room) for study, place in _studies(project / "studies").items() if room
    ]
    found: dict[str, tuple[str, Path]] = {}
    for dotted, place in rooms:
        for name in _names(place):
            file = _file(place / name)
            if marker and marker not in _constants(file):
                continue
            if name in found:
                files = f"{found[name][1]} and {file}"
                raise InputError(f"two files are the {kind} {name!r}: {files}; give one of them another name")
            found[name] = f"{dotted}.{name}", file
    return dict(sorted(found.items()))


def _names(folder: Path) -> list[str]:
    return [module.name for module in pkgutil.iter_modules([str(folder)]) if not module.name.startswith("_")]


def _file(place: Path) -> Path:
    module = place.with_suffix(".py")
    return module if module.is_file() else place / f"{_CONTRACT}.py"


def _imported(module: str) -> ModuleType:
    if str(PROJECT) not in sys.path:
        sys.path.append(str(PROJECT))  # last: nothing of the project hides an installed package
    return importlib.import_module(module)


@cache
def _literal(path: Path, constant: str) -> object:
    value = _constants(path).get(constant)
    return None if value is None else ast.literal_eval(value)


@cache
def _constants(path: Path) -> dict[str, ast.expr]:
    """What a module assigns to each name at its top level, as syntax."""
    try:
        body = ast.parse(path.read_text(encoding="utf-8")).body
    except FileNotFoundError:  # a package without a contract
        return {}
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path}: this is no Python: {error}") from None
    return {
        target.id: node.value
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
