"""Digest of the code behind a script: changes with what the code does, not with how it is written.

The script and every module of this library that it reaches by import are reduced to their syntax trees without
docstrings; comments and formatting leave no trace there. Snakemake itself would track the script file alone.
"""

import ast
import hashlib
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from richlazy.memory import remembered

LIBRARY = Path(__file__).parent


def code_digest(files: Iterable[Path]) -> str:
    """Twelve hexadecimal digits over `files` (scripts, modules, templates) and all library modules they reach."""
    return _digest(frozenset(map(str, files)))


@cache
def _digest(files: frozenset[str]) -> str:
    # Names relative to the library: the same code in another folder has the same digest.
    named = {_place(path): path for path in _reached(files)}
    content = "\n".join(f"{name}:{_read(named[name])[0]}" for name in sorted(named))
    return _sha256(content)[:12]


def reached(files: Iterable[Path]) -> set[Path]:
    """`files` with all modules of the library that they import, directly or not, packages' own modules included."""
    return set(map(Path, _reached(map(str, files))))


def _reached(files: Iterable[str]) -> set[str]:
    waiting, found = list(files), set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_imports(path))
    return found


# Paths are text from here on: a dry run looks thousands of them up, and a `Path` is slow to make and to compare.


@cache
def _imports(path: str) -> frozenset[str]:
    return frozenset(file for name in _read(path)[1] for file in _files_of(name))


@cache
def _read(path: str) -> tuple[str, frozenset[str]]:
    """sha256 of what a file says (its statements without docstrings and comments, or its text if it is no Python), and
    the dotted names of the library that it imports."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not path.endswith(".py"):
        return _sha256(text), frozenset()
    place = _place(path) if _in_library(path) else os.path.basename(path)  # which its relative imports depend on
    essence, names = remembered(_sha256(f"{sys.version} {place} {text}"), _own_code(), lambda: _parse(text, Path(path)))
    return essence, frozenset(names)


@cache
def _own_code() -> str:
    return _sha256(Path(__file__).read_text(encoding="utf-8"))


@cache
def _place(path: str) -> str:
    """Path of a file relative to the folder in which the library lies."""
    return Path(path).relative_to(LIBRARY.parent).as_posix()


def _in_library(path: str) -> bool:
    return path.startswith(f"{LIBRARY.parent}{os.sep}")


def _parse(text: str, path: Path) -> tuple[str, list[str]]:
    """The same from one walk over the syntax tree."""
    tree, names = ast.parse(text, filename=str(path)), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, path)
            names.update((module, *(f"{module}.{alias.name}" for alias in node.names)))
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
    return _sha256(ast.unparse(tree)), sorted(name for name in names if name.split(".")[0] == LIBRARY.name)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _drop_docstring(node: ast.AST) -> None:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
        node.body = node.body[1:] or [ast.Pass()]


def _absolute(node: ast.ImportFrom, path: Path) -> str:
    """Dotted name of the module that a statement in `path` imports from, relative imports resolved."""
    if not node.level or LIBRARY not in path.parents:
        return node.module or ""
    package = path.relative_to(LIBRARY.parent).parts[: -node.level]
    return ".".join([*package, *filter(None, [node.module])])


@cache
def _files_of(name: str) -> tuple[str, ...]:
    """Files that importing the dotted name runs: the packages on the way and the module itself."""
    parts = name.split(".")
    if parts[0] != LIBRARY.name:
        return ()
    place, files = str(LIBRARY), []
    for part in parts[1:]:
        files.append((place, "__init__.py"))
        place = os.path.join(place, part)
    files += [(place, "__init__.py"), (os.path.dirname(place), f"{os.path.basename(place)}.py")]
    return tuple(os.path.join(folder, file) for folder, file in files if file in _listed(folder))


@cache
def _listed(folder: str) -> frozenset[str]:
    """Names in a folder, none where there is no such folder."""
    return frozenset(os.listdir(folder)) if os.path.isdir(folder) else frozenset()
