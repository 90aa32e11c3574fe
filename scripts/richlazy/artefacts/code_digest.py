"""Digest of the code behind a job: it changes with what the code does, not with how it is written or where it lies.

The digest of a module is over its essence (`canonical_syntax`) and, for every name that it imports from a module of the
project, over the digest of that module and the name there; packages on the way count where they have statements. A
module that moves, with the imports of it, changes nothing. What cannot be followed is refused rather than missed.
Snakemake itself would track the script file alone.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from richlazy.artefacts.canonical_syntax import Essence, Import, essence
from richlazy.artefacts.disk_cache import cached
from richlazy.errors import InputError

LIBRARY = Path(__file__).parents[1]
# The project's own packages by name, and the folder of each.
ROOTS: dict[str, str] = {LIBRARY.name: str(LIBRARY), "studies": str(LIBRARY.parents[1] / "studies")}
# A module that imports what a value names says so by assigning this name; what it finds counts where it is used.
DECLARATION = "IMPORTS_BY_NAME"


def code_digest(files: Iterable[Path]) -> str:
    """Twelve hexadecimal digits over `files` (scripts, modules, templates) and all own modules that they reach.

    Raises InputError for code that cannot be followed: a cycle of imports, an import of everything, of a local file
    outside the roots or of a module that is not there, and an import by a name that is a value, where nothing says so.
    """
    return _sha256(json.dumps(sorted(_counted(str(file)) for file in files)))[:12]


def reached(files: Iterable[Path]) -> set[Path]:
    """`files` with all own modules that they import, directly or not, packages on the way included."""
    waiting, found = [str(file) for file in files], set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend([*_way_to(path), *(file for file, *_ in _brought(path))])
    return set(map(Path, found))


def _counted(path: str) -> str:
    """Digest of a file that a job is given, with the packages that are imported on the way to it."""
    return _sha256(json.dumps([_digest(path), sorted(map(_digest, _way_to(path)))]))


# Paths are text from here on: a dry run looks thousands of them up, and a `Path` is slow to make and to compare.

_in_progress: list[str] = []


@cache
def _digest(path: str) -> str:
    if path in _in_progress:
        cycle = [*_in_progress[_in_progress.index(path) :], path]
        raise InputError(f"{path}: modules import each other: {' → '.join(map(_shown, cycle))}; break the circle")
    _in_progress.append(path)
    try:
        brought = sorted([bound, _digest(file), attribute] for file, bound, attribute in _brought(path))
        return _sha256(json.dumps([_read(path).dump, brought]))
    finally:
        _in_progress.pop()


@cache
def _brought(path: str) -> tuple[tuple[str, str, str], ...]:
    """What a module imports of the project: file, name under which it is bound ("" where it is not) and name there."""
    own = set(_way_to(path))
    found = [entry for one in _read(path).imports for entry in _resolved(path, one)]
    named = [(_file(name), "", "") for name in _read(path).strings if "." in name and _file(name)]
    return tuple(
        entry for entry in dict.fromkeys([*found, *named]) if entry[0] != path and (entry[1] or entry[0] not in own)
    )


def _resolved(path: str, one: Import) -> Iterator[tuple[str, str, str]]:
    """What one import of the module `path` brings, and the packages that are imported on the way."""
    file, attribute = _file(one.module), one.attribute
    below = _file(f"{one.module}.{attribute}") if attribute else None
    if below and not (file and _binds_anew(file, attribute)):
        file, attribute = below, ""
    if file is None or (attribute and not {attribute, "__getattr__"} & _names(file)):
        raise InputError(f"{path}: imports {one.module}{f'.{attribute}' if attribute else ''}, which is not there")
    yield file, one.bound, attribute
    for package in _way_to(file):
        yield package, "", ""


def _binds_anew(package: str, name: str) -> bool:
    """Whether a package gives a name that a module in it has to something else, which Python then takes."""
    own = [one for one in _read(package).imports if one.bound == name]
    return name in _read(package).names or any(one.attribute != name or _file(one.module) != package for one in own)


@cache
def _names(path: str) -> frozenset[str]:
    """Names that a module has: those that its statements bind, and those that it imports from the project."""
    return frozenset([*_read(path).names, *(one.bound.partition(".")[0] for one in _read(path).imports)])


@cache
def _way_to(path: str) -> tuple[str, ...]:
    """The packages, from the outermost on, that are imported before an own module and have statements."""
    root = next((folder for folder in ROOTS.values() if path.startswith(f"{folder}{os.sep}")), None)
    if root is None:
        return ()
    folders, folder = [], os.path.dirname(path)
    while len(folder) >= len(root):
        folders.append(os.path.join(folder, "__init__.py"))
        folder = os.path.dirname(folder)
    return tuple(file for file in reversed(folders) if file != path and os.path.isfile(file) and _says(file))


def _says(path: str) -> bool:
    return _read(path).has_statements


@cache
def _file(name: str) -> str | None:
    """File of an own module by its dotted name; None where there is none."""
    root, *parts = name.split(".")
    place = os.path.join(ROOTS[root], *parts)
    package = os.path.join(place, "__init__.py")
    if os.path.isfile(package):
        return package
    return f"{place}.py" if parts and os.path.isfile(f"{place}.py") else None


@cache
def _read(path: str) -> Essence:
    """The essence of a file, checked; that of a file that is no Python is its text."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not path.endswith(".py"):
        return Essence(_sha256(text), (), (), (), (), ())
    package = _package_of(path)
    question = f"essence {_sha256(json.dumps([text, package, sorted(ROOTS)]))}"
    kept = cached(question, _own_code(), lambda: asdict(_parse(path, text, package)))
    listed = {name: tuple(value) for name, value in kept.items() if name != "dump"}
    found = Essence(**kept | listed | {"imports": tuple(Import(**one) for one in kept["imports"])})
    _check(path, found)
    return found


@cache
def _own_code() -> str:
    """Of what reads a module: what it found is remembered for as long as it stays as it is."""
    files = (__file__, sys.modules[essence.__module__].__file__)
    return _sha256("".join(Path(file).read_text(encoding="utf-8") for file in files))


def _parse(path: str, text: str, package: str) -> Essence:
    try:
        found = essence(text, package, lambda name: name.partition(".")[0] in ROOTS)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error
    return replace(found, dump=_sha256(found.dump) if found.dump else "")


def _check(path: str, found: Essence) -> None:
    """Raise InputError for what an address could not follow."""
    if found.by_name and DECLARATION not in found.names:
        raise InputError(
            f"{path}: {found.by_name[0]} imports what a value names, which no address can follow; import the module "
            f"by a statement, or write `{DECLARATION} = True` where the planner counts what is found so"
        )
    for name in found.foreign:
        beside = next(_local(path, name.partition(".")[0]), None)
        if beside:
            raise InputError(
                f"{path}: imports {name}, the local file {beside}, whose changes would go unnoticed; move it into one "
                f"of {', '.join(ROOTS)}"
            )


def _local(path: str, top: str) -> Iterator[str]:
    """Files or folders outside the roots that an import of this name would find before any installed package."""
    scripts = str(LIBRARY.parent)
    for folder in dict.fromkeys([os.path.dirname(path), scripts, os.path.dirname(scripts)]):
        for place in (f"{top}.py", os.path.join(top, "__init__.py")):
            if place in _listed(folder) or os.sep in place and os.path.isfile(os.path.join(folder, place)):
                yield os.path.join(folder, place)


@cache
def _listed(folder: str) -> frozenset[str]:
    return frozenset(os.listdir(folder)) if os.path.isdir(folder) else frozenset()


def _package_of(path: str) -> str:
    """Dotted name of the package that a module lies in; "" outside the roots."""
    for name, folder in ROOTS.items():
        if path.startswith(f"{folder}{os.sep}"):
            below = os.path.relpath(os.path.dirname(path), folder)
            return ".".join([name, *([] if below == "." else below.split(os.sep))])
    return ""


def _shown(path: str) -> str:
    return os.path.relpath(path, LIBRARY.parent)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
