"""Builders of initial matrices: one module a builder, whose name is the `builder` of a matrix in the config.

Each has `build(units, gain, generator, **arguments) -> matrix [post, pre]` and three literal constants, which are read
without importing the module: `SOURCE`, its citation; `ARGUMENTS`, the schema of each argument; `DENSE`, whether every
connection is present. Where there are such, `SHARED_ARGUMENTS` names modules of the room above whose ARGUMENTS it takes
too, and `TABLES` the files of config/tables that it reads; `ANY_UNIT` says that the unit of the entries is free, so
that the outcome may not depend on it. A builder with the constant `REFERENCE` is given `learned` besides, the change
[post, pre] that training made to the recurrent weights of a reference network; REFERENCE holds the parameters in which
that network's condition differs from the matrix's own.
"""

from pathlib import Path

from richlazy.contracts.registry import Registry, literal

registry = Registry(__name__, __path__[0], "builder")


def arguments(builder: str) -> dict[str, dict]:
    """Schema of every argument of a builder, its own first; imports nothing."""
    found = dict(registry.constant(builder, "ARGUMENTS"))
    for module in registry.constant(builder, "SHARED_ARGUMENTS", []):
        found |= literal(Path(__file__).parents[1] / f"{module}.py", "ARGUMENTS")
    return found


def defaults(builder: str) -> dict[str, object]:
    """Every argument of a builder that has a default, with it."""
    return {name: entry["default"] for name, entry in arguments(builder).items() if "default" in entry}
