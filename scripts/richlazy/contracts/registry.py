"""Registries of parts: files in a folder of the library or of a study, whose names the config uses.

The parts of one kind are in a package of the library and in the folders of the same last name of all studies, such as
`studies/<study>/measures`. Names of parts and literal constants of their files are known without importing any of them,
so that a config is checked before a numerical library is loaded.
"""

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType

from richlazy.contracts.constants import defined, literal
from richlazy.errors import InputError

# `planning.plugin_modules` adds the modules that are imported by name to the digests of the jobs that use them.
IMPORTS_BY_NAME = True
# The project's top folder, from which modules of studies are imported as `studies.<study>.<room>.<module>`.
PROJECT = Path(__file__).parents[3]
# Module with the contract of a part that is a package: literal constants and functions without numerical libraries.
_CONTRACT = "contract"


class Registry:
    """The parts of one kind.

    package, folder: dotted name and folder of the library's package, None if only studies have such parts. kind: their
    name in messages. room: name of their folder in a study, by default the last component of `package`; "" if studies
    cannot have such parts. marker: constant by which parts differ from other modules in the library's folder. defines:
    names that the file of a part must define, each with an example line of code. A part is a single file, or a package
    with its contract in `contract.py`.
    """

    def __init__(
        self,
        package: str | None,
        folder: str | Path | None,
        kind: str,
        room: str | None = None,
        marker: str = "",
        defines: Mapping[str, str] = MappingProxyType({}),
    ):
        self._package, self._folder, self.kind = package, Path(folder) if folder else None, kind
        self._room = (package or "").rpartition(".")[2] if room is None else room
        self._marker, self._defines = marker, defines

    @property
    def folder(self) -> Path | None:
        """The folder of these parts in the library."""
        return self._folder

    def available(self) -> list[str]:
        """Names of all parts, sorted; none is imported. Raises InputError for two parts with the same name."""
        return list(self._modules())

    def path(self, name: str) -> Path:
        """File with the contract of the part `name`. Raises InputError for an unknown name, with the known ones."""
        return self._module(name)[1]

    def module(self, name: str) -> str:
        """Dotted name of the part `name` for imports. Raises InputError for an unknown name, with the known ones."""
        return self._module(name)[0]

    def find(self, name: str) -> ModuleType:
        """Import the part `name`. Raises InputError for an unknown name, with the known ones."""
        return _imported(self.module(name))

    def contract(self, name: str) -> ModuleType | None:
        """Import the contract of a part that is a package, without its numerical libraries; None for a single file."""
        module, file = self._module(name)
        return _imported(f"{module}.{_CONTRACT}") if file.stem == _CONTRACT else None

    def constant(self, name: str, constant: str, default: object = None) -> object:
        """A literal constant of the part `name`, read without importing it; `default` if there is none. Read-only."""
        return literal(self.path(name), constant, default)

    def check(self, name: str) -> None:
        """Raise InputError for a part whose file does not define what its kind must have. A part that is a package
        has more than one file, and is not looked into."""
        file = self.path(name)
        for needed, line in self._defines.items() if file.stem != _CONTRACT else ():
            if needed not in defined(file):
                raise InputError(f"{file}: this {self.kind} has no `{needed}`; write `{line}`")

    def _modules(self) -> dict[str, tuple[str, Path]]:
        return _parts(PROJECT, self._package, self._folder, self._room, self._marker, self.kind)

    def _module(self, name: str) -> tuple[str, Path]:
        known = self._modules()
        if name not in known:
            raise InputError(f"no {self.kind} {name!r}; known: {', '.join(known)}")
        return known[name]


def studies() -> dict[str, Path]:
    """Folder of every study by its name, sorted; folders whose names begin with `_` or `.` are no studies."""
    return _studies(PROJECT / "studies")


@cache
def _studies(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir() and entry.name[0] not in "._")
    for name in names:
        if not name.isidentifier():
            word = re.sub(r"\W", "_", name)
            raise InputError(
                f"{folder / name}: a study has the name of its folder, of letters, digits and underscores, and no "
                f"digit first; rename it, for example to `{word if word.isidentifier() else f'study_{word}'}`"
            )
    return {name: folder / name for name in names}


@cache
def _parts(
    project: Path, package: str | None, folder: Path | None, room: str, marker: str, kind: str
) -> dict[str, tuple[str, Path]]:
    """Dotted name and file of all parts by name, sorted."""
    rooms = [(package, folder)] if package and folder else []
    rooms += [
        (f"studies.{study}.{room}", place / room) for study, place in _studies(project / "studies").items() if room
    ]
    found: dict[str, tuple[str, Path]] = {}
    for dotted, place in rooms:
        for name in _names(place):
            file = _file(place / name)
            if marker and marker not in defined(file):
                if place == folder:
                    continue
                raise InputError(
                    f"{file}: this {kind} has no {marker}; write `{marker} = ...`, or give a file that is none a name "
                    f"with an underscore first: `_{name}`"
                )
            if name in found:
                files = f"{found[name][1]} and {file}"
                raise InputError(f"two files are the {kind} {name!r}: {files}; give one of them another name")
            found[name] = f"{dotted}.{name}", file
    return dict(sorted(found.items()))


def _names(folder: Path) -> list[str]:
    return [module.name for module in pkgutil.iter_modules([str(folder)]) if not module.name.startswith("_")]


def _file(place: Path) -> Path:
    module = place.with_name(f"{place.name}.py")
    if module.is_file() and place.is_dir():
        raise InputError(f"{module}: the folder {place} has this name, too; give one of them another")
    return module if module.is_file() else place / f"{_CONTRACT}.py"


def _imported(module: str) -> ModuleType:
    if str(PROJECT) not in sys.path:
        sys.path.append(str(PROJECT))  # last, so that it hides no installed package
    return importlib.import_module(module)
