"""Tasks that are tables of samples: one module a table.

Each has `draw(sizes, seed, **arguments) -> Pool`, of `sizes` trials by part, and literal constants, which are read
without importing it:

    ENVIRONMENT  its name in the config
    ARGUMENTS    the schema of each argument
    KIND         "trials" (class labels) or "regression" (real targets)
    SAMPLES      how many different trials there are: a number for all parts together, a number for each part, or None
                 for any number
    STEPS        time steps of a trial, where it has more than one
    REPLICATE    "seed" or "split" where every replicate has data of its own: `draw` is then called once for each, with
                 a seed of its own; left out where all share one pool
    PARTS        further parts of the pool, beside training, probe and test
    RESOURCES    paths of the files that samples come from, where a rule makes them

The parts are drawn together, since what is fitted to the training part acts on all of them.
"""

from collections.abc import Mapping

from richlazy.contracts.registry import Registry
from richlazy.errors import InputError

registry = Registry(__name__, __path__[0], "table of samples", room="data", marker="ENVIRONMENT")


def by_environment() -> dict[str, str]:
    """The modules of all tables by ENVIRONMENT. Raises InputError for one that two of them have."""
    found: dict[str, str] = {}
    for module in registry.available():
        name = registry.constant(module, "ENVIRONMENT")
        other = found.setdefault(name, module)
        if other != module:
            raise InputError(
                f"two files are the environment {name!r}: {registry.path(other)} and {registry.path(module)}; give one "
                "of them another ENVIRONMENT"
            )
    return found


# The name of a table as `environment` of a task, and its module.
TABLES = by_environment()


def is_table(definition: Mapping) -> bool:
    """Whether the trials of a task are samples of a table rather than of an environment."""
    return definition["environment"] in TABLES


def table_steps(definition: Mapping) -> int:
    """Time steps of the samples of a table."""
    return registry.constant(TABLES[definition["environment"]], "STEPS", 1)


def replicate(definition: Mapping) -> str | None:
    """What a replicate of a task with data of its own is, "seed" or "split"; None where all share one pool."""
    return registry.constant(TABLES[definition["environment"]], "REPLICATE") if is_table(definition) else None


def resources(definition: Mapping) -> list[str]:
    """Paths of the files that a task is read from; none for an environment."""
    return registry.constant(TABLES[definition["environment"]], "RESOURCES", []) if is_table(definition) else []
