"""Digest of the code that a job runs: it changes with what the code does, not with its formatting or its path.

The digest of a module covers its canonical syntax (`canonical_syntax`) and, for every name that it imports from a
module of the project, the digest of that module and the attribute that is imported. A package that is imported on the
way to a module counts where its `__init__.py` has statements. That of the library only offers names to users, which it
imports when they are asked for: it counts as empty, and code of the project may not import
these names. So moving a module and adapting the imports of it changes no digest. Imports that cannot be followed raise
an error, since their changes would go unnoticed. Snakemake itself would track the script file alone.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from richlazy.artefacts.canonical_syntax import Essence, Import, essence, offers_names
from richlazy.artefacts.disk_cache import cached
from richlazy.errors import InputError

LIBRARY = Path(__file__).parents[1]
# The project's own top-level packages by name, and the folder of each.
ROOTS: dict[str, str] = {LIBRARY.name: str(LIBRARY), "studies": str(LIBRARY.parents[1] / "studies")}
# A module that imports other modules by a computed name declares it by assigning this constant; the planner then adds
# the modules that a job really uses to the digest of that job.
DECLARATION = "IMPORTS_BY_NAME"
# What an empty module has.
_NOTHING = Essence("", (), (), (), (), ())


def code_digest(files: Iterable[Path]) -> str:
    """Twelve hexadecimal digits over `files` (scripts, modules, templates) and all own modules that they import.

    Raises InputError for code that cannot be followed: a cycle of imports, `import *`, an import of a local file that
    is outside the roots, an import of a module that does not exist, and an undeclared import by a computed name.
    """
    return _sha256(json.dumps(sorted(_counted(str(file)) for file in files)))[:12]


def reached(files: Iterable[Path]) -> set[Path]:
    """`files` and all own modules that they import, directly or indirectly, with the packages on the way."""
    waiting, visited = [str(file) for file in files], set()
    while waiting:
        path = waiting.pop()
        if path not in visited:
            visited.add(path)
            waiting.extend([*_packages_of(path), *(file for file, *_ in _imported(path))])
    return set(map(Path, visited))


def _counted(path: str) -> str:
    """Digest of a file that a job runs, together with the packages that are imported on the way to it."""
    return _sha256(json.dumps([_digest(path), sorted(map(_digest, _packages_of(path)))]))


# Paths are strings from here on: a dry run looks up thousands of them, and `Path` objects are slow to make and compare.

_in_progress: list[str] = []


@cache
def _digest(path: str) -> str:
    if path in _in_progress:
        cycle = [*_in_progress[_in_progress.index(path) :], path]
        raise InputError(f"{path}: modules import each other: {' → '.join(map(_shown, cycle))}; break the circle")
    _in_progress.append(path)
    try:
        imported = sorted([bound, _digest(file), attribute] for file, bound, attribute in _imported(path))
        return _sha256(json.dumps([_read(path).dump, imported]))
    finally:
        _in_progress.pop()


@cache
def _imported(path: str) -> tuple[tuple[str, str, str], ...]:
    """What a module imports from the project: the file, the name that is bound ("" for none) and the attribute."""
    own_packages = set(_packages_of(path))
    by_statement = [entry for one in _read(path).imports for entry in _resolved(path, one)]
    by_string = [(_file(name), "", "") for name in _read(path).strings if "." in name and _file(name)]
    return tuple(
        entry
        for entry in dict.fromkeys([*by_statement, *by_string])
        if entry[0] != path and (entry[1] or entry[0] not in own_packages)
    )


def _resolved(path: str, one: Import) -> Iterator[tuple[str, str, str]]:
    """The entries of `_imported` for one import of the module `path`, and for the packages on the way."""
    file, attribute = _file(one.module), one.attribute
    submodule = _file(f"{one.module}.{attribute}") if attribute else None
    if submodule and not (file and _shadows_submodule(file, attribute)):
        file, attribute = submodule, ""
    if file is None or (attribute and not {attribute, "__getattr__"} & _names(file)):
        if attribute and file in [os.path.join(folder, "__init__.py") for folder in ROOTS.values()]:
            raise InputError(
                f"{path}: imports {one.module}.{attribute}, which is not there, or a name for users, which no address "
                "follows; import it from its own module"
            )
        raise InputError(f"{path}: imports {one.module}{f'.{attribute}' if attribute else ''}, which is not there")
    yield file, one.bound, attribute
    for package in _packages_of(file):
        yield package, "", ""


def _shadows_submodule(package: str, name: str) -> bool:
    """Whether a package binds the name of one of its modules to something else, which an import then gives."""
    own = [one for one in _read(package).imports if one.bound == name]
    return name in _read(package).names or any(one.attribute != name or _file(one.module) != package for one in own)


@cache
def _names(path: str) -> frozenset[str]:
    """Names that a module binds, by its statements or by imports from the project."""
    return frozenset([*_read(path).names, *(one.bound.partition(".")[0] for one in _read(path).imports)])


@cache
def _packages_of(path: str) -> tuple[str, ...]:
    """The packages around an own module that have statements, the outermost first: Python imports them before it."""
    root = next((folder for folder in ROOTS.values() if path.startswith(f"{folder}{os.sep}")), None)
    if root is None:
        return ()
    folders, folder = [], os.path.dirname(path)
    while len(folder) >= len(root):
        folders.append(os.path.join(folder, "__init__.py"))
        folder = os.path.dirname(folder)
    existing = (file for file in reversed(folders) if file != path and os.path.isfile(file))
    return tuple(file for file in existing if _read(file).has_statements)


@cache
def _file(name: str) -> str | None:
    """File of an own module by its dotted name; None where there is none."""
    root, *parts = name.split(".")
    stem = os.path.join(ROOTS[root], *parts)
    package = os.path.join(stem, "__init__.py")
    if os.path.isfile(package):
        return package
    return f"{stem}.py" if parts and os.path.isfile(f"{stem}.py") else None


@cache
def _read(path: str) -> Essence:
    """The checked canonical syntax of a file; of a file that is not Python, its text."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not path.endswith(".py"):
        return replace(_NOTHING, dump=_sha256(text))
    package = _package_of(path)
    question = f"essence {_sha256(json.dumps([text, package, sorted(ROOTS)]))}"
    fields = cached(question, _own_code(), lambda: asdict(_parse(path, text, package)))
    tuples = {name: tuple(value) for name, value in fields.items() if name != "dump"}
    parsed = Essence(**fields | tuples | {"imports": tuple(Import(**one) for one in fields["imports"])})
    _check(path, parsed)
    return parsed


@cache
def _own_code() -> str:
    """Digest of the code that reads a module: it is part of the cache's keys."""
    files = (__file__, sys.modules[essence.__module__].__file__)
    return _sha256("".join(Path(file).read_text(encoding="utf-8") for file in files))


def _parse(path: str, text: str, package: str) -> Essence:
    try:
        if package in ROOTS and os.path.basename(path) == "__init__.py" and offers_names(text):
            return _NOTHING  # names for users, which are the code of no stage
        parsed = essence(text, package, lambda name: name.partition(".")[0] in ROOTS)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error
    return replace(parsed, dump=_sha256(parsed.dump) if parsed.dump else "")


def _check(path: str, module: Essence) -> None:
    """Raise InputError for imports that the digest cannot follow."""
    if module.by_name and DECLARATION not in module.names:
        raise InputError(
            f"{path}: {module.by_name[0]} imports what a value names, which no address can follow; import the module "
            f"by a statement, or write `{DECLARATION} = True` where the planner counts what is found so"
        )
    for name in module.foreign:
        beside = next(_local(path, name.partition(".")[0]), None)
        if beside:
            raise InputError(
                f"{path}: imports {name}, the local file {beside}, whose changes would go unnoticed; move it into one "
                f"of {', '.join(ROOTS)}"
            )


def _local(path: str, top: str) -> Iterator[str]:
    """Local files outside the roots that an import of this name would find before any installed package."""
    scripts = str(LIBRARY.parent)
    for folder in dict.fromkeys([os.path.dirname(path), scripts, os.path.dirname(scripts)]):
        for file in (f"{top}.py", os.path.join(top, "__init__.py")):
            if file in _listed(folder) or os.sep in file and os.path.isfile(os.path.join(folder, file)):
                yield os.path.join(folder, file)


@cache
def _listed(folder: str) -> frozenset[str]:
    return frozenset(os.listdir(folder)) if os.path.isdir(folder) else frozenset()


def _package_of(path: str) -> str:
    """Dotted name of the package that holds a module; "" outside the roots."""
    for name, folder in ROOTS.items():
        if path.startswith(f"{folder}{os.sep}"):
            below = os.path.relpath(os.path.dirname(path), folder)
            return ".".join([name, *([] if below == "." else below.split(os.sep))])
    return ""


def _shown(path: str) -> str:
    return os.path.relpath(path, LIBRARY.parent)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
