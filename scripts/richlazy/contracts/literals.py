"""Literal constants of modules, as `registry.literal` finds them, without parsing again what an earlier run has parsed.

Not in the registry itself, which jobs import: whatever it says counts in the addresses of artefacts.
"""

import ast
from functools import cache
from pathlib import Path

from richlazy.artefacts.disk_cache import cached
from richlazy.artefacts.identity import digest, file_digest
from richlazy.contracts import registry


def literal(path: Path, constant: str, default: object = None) -> object:
    """The literal value that a module assigns to `constant` at its top level, to be read only; or `default`."""
    value = _literal(path, constant)
    return default if value is None else value


@cache
def _literal(path: Path, constant: str) -> object:
    return ast.literal_eval(_sources(path).get(constant, "None"))


@cache
def _sources(path: Path) -> dict[str, str]:
    """What a module assigns to each name at its top level, as text."""
    return cached(f"constants {file_digest(path)}", _code(), lambda: _parse(path))


@cache
def _code() -> str:
    return digest([file_digest(module) for module in (__file__, registry.__file__)])


def _parse(path: Path) -> dict[str, str]:
    return {name: ast.unparse(node) for name, node in registry.constants(path).items()}
