"""Digest of the code behind a script: changes with what the code does, not with how it is written.

The script and every module of this library that it reaches by import are reduced to their syntax trees without
docstrings; comments and formatting leave no trace there. Snakemake itself would track the script file alone.
"""

import ast
import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from richlazy.memory import Memory

LIBRARY = Path(__file__).parent
_memory = Memory()


def remember_in(memory: Memory) -> None:
    """Parse no file whose content `memory` knows: syntax trees are most of what reading the Snakefile costs."""
    global _memory
    _memory = memory


def code_digest(files: Iterable[Path]) -> str:
    """Twelve hexadecimal digits over `files` (scripts, modules, templates) and all library modules they reach."""
    return _digest(frozenset(files))


@cache
def _digest(files: frozenset[Path]) -> str:
    # Names relative to the library: the same code in another folder has the same digest.
    named = {path.relative_to(LIBRARY.parent).as_posix(): path for path in reached(files)}
    content = "\n".join(f"{name}:{_essence(named[name])}" for name in sorted(named))
    return _sha256(content)[:12]


def reached(files: Iterable[Path]) -> set[Path]:
    """`files` with all modules of the library that they import, directly or not, packages' own modules included."""
    waiting, found = list(files), set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_imports(path))
    return found


@cache
def _essence(path: Path) -> str:
    """sha256 of what a file says: its statements without docstrings and comments, or its text if it is no Python."""
    return _read(path)[0]


@cache
def _imports(path: Path) -> frozenset[Path]:
    return frozenset(file for name in _read(path)[1] for file in _files_of(name))


@cache
def _read(path: Path) -> tuple[str, frozenset[str]]:
    """Essence of a file and the dotted names that it imports."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return _sha256(text), frozenset()
    key = _sha256(f"{sys.version} {_place(path)} {text}")
    essence, names = _memory.answer(key, lambda: _parse(text, path))
    return essence, frozenset(names)


def _place(path: Path) -> str:
    """Where a file lies in the library, which its relative imports depend on."""
    return path.relative_to(LIBRARY.parent).as_posix() if LIBRARY.parent in path.parents else path.name


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
    return _sha256(ast.unparse(tree)), sorted(names)


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
def _files_of(name: str) -> tuple[Path, ...]:
    """Files that importing the dotted name runs: the packages on the way and the module itself."""
    parts = name.split(".")
    if parts[0] != LIBRARY.name:
        return ()
    place, files = LIBRARY, []
    for part in parts[1:]:
        files.append(place / "__init__.py")
        place = place / part
    files += [place / "__init__.py", place.with_suffix(".py")]
    return tuple(file for file in files if file.is_file())
