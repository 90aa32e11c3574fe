"""Modules that move: files in another place, and every import of them led there."""

import ast
import shutil
from collections.abc import Mapping
from pathlib import Path

_IGNORED = shutil.ignore_patterns("__pycache__", ".ruff_cache")
# Where modules import from: the packages of the project, and the folder that each lies in.
ROOTS = {"richlazy": "scripts", "studies": "."}


def copied_code(project: Path, folder: Path) -> Path:
    """A copy of the scripts, the library and the studies of a project."""
    shutil.copytree(project / "scripts", folder / "scripts", ignore=_IGNORED)
    if (project / "studies").is_dir():
        shutil.copytree(project / "studies", folder / "studies", ignore=_IGNORED)
    return folder


def modules(folder: Path) -> dict[str, Path]:
    """File of every module and package by its dotted name."""
    found = {}
    for root, place in ROOTS.items():
        base = folder / place
        for path in sorted((base / root).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def move(folder: Path, moves: Mapping[str, str]) -> dict[str, str]:
    """Move modules, and packages with all that lies in them, by their dotted names; returns every module's new name.

    Raises AssertionError for an import that could not be led to the new place.
    """
    names = {name: _moved(name, moves) for name in modules(folder)}
    for path in [*(folder / "scripts").rglob("*.py"), *(folder / "studies").rglob("*.py")]:
        path.write_text(_led(path.read_text(encoding="utf-8"), names), encoding="utf-8")
    for old, new in sorted(moves.items(), key=lambda entry: -entry[0].count(".")):
        source = _place(folder, old)
        suffix = "" if source.is_dir() else ".py"
        target = _place(folder, new).with_name(_place(folder, new).name + suffix) if suffix else _place(folder, new)
        source = source if source.is_dir() else source.with_name(f"{source.name}.py")
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    return names


def _place(folder: Path, name: str) -> Path:
    root, *parts = name.split(".")
    return folder.joinpath(ROOTS[root], root, *parts)


def _moved(name: str, moves: Mapping[str, str]) -> str:
    """The name under which a module lies afterwards: the longest part of it that moves decides."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if (beginning := ".".join(parts[:length])) in moves:
            return ".".join([moves[beginning], *parts[length:]])
    return name


def _led(text: str, names: Mapping[str, str]) -> str:
    """The text with its imports led to where modules have moved; what they bind keeps its name."""
    lines = text.splitlines(keepends=True)
    for node in sorted(ast.walk(ast.parse(text)), key=lambda node: -getattr(node, "lineno", 0)):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & set(ROOTS), ast.unparse(node)
        if not isinstance(node, ast.ImportFrom) or node.level or node.module.partition(".")[0] not in ROOTS:
            continue
        indent = " " * node.col_offset
        led = [f"{indent}{_statement(node.module, alias, names)}\n" for alias in node.names]
        lines[node.lineno - 1 : node.end_lineno] = led
    return "".join(lines)


def _statement(module: str, alias: ast.alias, names: Mapping[str, str]) -> str:
    bound, full = alias.asname or alias.name, f"{module}.{alias.name}"
    if full in names:
        package, _, name = names[full].rpartition(".")
    else:
        package, name = names[module], alias.name
    return f"from {package} import {name}" + ("" if name == bound else f" as {bound}")
