"""Builders of initial matrices, one module each, whose name is the `builder` of a matrix in the config.

Each module has a function `build(units, gain, generator, **arguments) -> matrix [post, pre]` and literal constants,
which are read without importing it:

    SOURCE            its citation
    ARGUMENTS         schema of each argument
    DENSE             whether every connection is present
    SHARED_ARGUMENTS  names of modules in `connectivity` whose ARGUMENTS it has too; may be left out
    TABLES            files of config/tables that it reads; may be left out
    ANY_UNIT          True if the unit of the entries is arbitrary, so that the result must not depend on it
    REFERENCE         for builders that use a trained reference network: the parameters in which the condition of that
                      network differs. `build` then has the argument `learned`, the change [post, pre] of the
                      reference's recurrent weights in training
"""

from pathlib import Path

from richlazy.contracts.registry import Registry, literal

registry = Registry(__name__, __path__[0], "builder")


def arguments(builder: str) -> dict[str, dict]:
    """Schema of every argument of a builder, its own before the shared ones; the module is not imported."""
    schemas = dict(registry.constant(builder, "ARGUMENTS"))
    for module in registry.constant(builder, "SHARED_ARGUMENTS", []):
        schemas |= literal(Path(__file__).parents[1] / f"{module}.py", "ARGUMENTS")
    return schemas


def defaults(builder: str) -> dict[str, object]:
    """The defaults of a builder's arguments, by name."""
    return {name: entry["default"] for name, entry in arguments(builder).items() if "default" in entry}
