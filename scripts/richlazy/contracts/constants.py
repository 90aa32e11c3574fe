"""Literal constants of a part's file, read from its syntax: the file is not imported.

The constants that contracts use are checked for their type in every file. Of other definitions only names are known.
"""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from richlazy.errors import InputError

# Constants that are lists of names, with an example of a name.
_LISTS = {
    "TAKES": "trials",
    "STAGES": "connectivity",
    "OFFERS": "outputs",
    "ASKS": "outputs",
    "OBJECTIVES": "hinge",
    "LEARNERS": "recurrent",
    "NEEDS": "rank",
    "EACH_NEEDS": "rank",
    "DATA": "trials",
}
# Constants that are mappings with names as keys.
_MAPPINGS = ("PARAMETERS", "ARGUMENTS", "COMPARES", "AT_MOST", "VARIABLES", "REFERENCE")
# Constants with a fixed set of values, and lists whose entries have one.
# Types of values in JSON schemas.
TYPES = ("integer", "number", "string", "boolean", "array", "object")
_KINDS = ("trials", "regression")
_WORDS = {"KIND": _KINDS, "REPLICATE": ("seed", "split")}
_ENTRIES = {"TAKES": _KINDS, "DATA": _KINDS}


def literal(path: Path, constant: str, default: object = None) -> object:
    """The literal value that a module assigns to `constant` at its top level, or `default`. Read-only.

    Raises InputError for a value that is no literal, and for a value of the wrong type.
    """
    value = _literal(path, constant)
    return default if value is None else value


@cache
def defined(path: Path) -> frozenset[str]:
    """Names of the constants, functions and classes that a module has at its top level, imported ones included."""
    names = set(_assigned(path))
    for node in _body(path):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return frozenset(names)


@cache
def _literal(path: Path, constant: str) -> object:
    value = _assigned(path).get(constant)
    if value is None:
        return None
    try:
        found = ast.literal_eval(value)
    except (ValueError, TypeError):
        raise InputError(
            f"{path}: line {value.lineno}: {constant}: found `{ast.unparse(value)}`; allowed are values that are "
            "written out, which can be read without running the file: numbers, text, lists and mappings"
        ) from None
    _check(path, constant, found)
    return found


def _check(path: Path, constant: str, value: object) -> None:
    """Raise InputError for a value with the wrong type for its constant; None stands for a missing constant."""
    if value is None:
        return
    if constant in _LISTS and not (isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)):
        example = value if isinstance(value, str) else _LISTS[constant]
        raise InputError(
            f"{path}: {constant}: found {value!r}; allowed is a list of names: write `{constant} = [{example!r}]`"
        )
    unknown = [one for one in value if one not in _ENTRIES[constant]] if constant in _ENTRIES else []
    if unknown:
        raise InputError(
            f"{path}: {constant}: found {unknown[0]!r}; allowed are {' and '.join(map(repr, _ENTRIES[constant]))}"
        )
    if constant in _MAPPINGS and not (isinstance(value, Mapping) and all(isinstance(key, str) for key in value)):
        raise InputError(
            f"{path}: {constant}: found {value!r}; allowed is a mapping of names: write for example `{constant} = {{}}`"
        )
    if constant in _WORDS and value not in _WORDS[constant]:
        words = _WORDS[constant]
        raise InputError(
            f"{path}: {constant}: found {value!r}; allowed are {' and '.join(map(repr, words))}: write "
            f"`{constant} = {words[0]!r}`"
        )
    if constant in _ENTRIES and not value:
        raise InputError(f"{path}: {constant}: found {value!r}; write for example `{constant} = ['trials']`")
    for name, entry in value.items() if constant == "ARGUMENTS" else ():
        if not isinstance(entry, Mapping) or entry.get("type", "number") not in TYPES:
            raise InputError(
                f"{path}: ARGUMENTS: {name!r}: found {entry!r}; allowed is a schema with a type of {', '.join(TYPES)}: "
                "write for example `{'description': '...', 'type': 'number', 'default': 1}`"
            )
    for name, pair in value.items() if constant == "COMPARES" else ():
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise InputError(
                f"{path}: COMPARES: {name!r}: found {pair!r}; allowed is a value with which others are compared, and "
                "an example of these: write for example `COMPARES = {'null_model': ('none', 'gaussian')}`"
            )


@cache
def _assigned(path: Path) -> dict[str, ast.expr]:
    """The expressions that a module assigns to names at its top level."""
    found = {}
    for node in _body(path):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets if isinstance(node, ast.Assign | ast.AnnAssign) and node.value else ():
            if isinstance(target, ast.Name):
                found[target.id] = node.value
    return found


@cache
def _body(path: Path) -> list[ast.stmt]:
    try:
        return ast.parse(path.read_bytes(), path.name).body
    except FileNotFoundError:  # a package without a contract
        return []
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path}: this is no Python: {error}") from None
