"""Tables of samples, one module each: data sets that are not NeuroGym environments.

Each module has a function `draw(sizes, seed, **arguments) -> Pool`, which draws `sizes` trials by part, and literal
constants, which are read without importing it:

    ENVIRONMENT  its name in the config
    ARGUMENTS    schema of each argument, which is written where the task is defined
    PARAMETERS   parameters of the config, as other parts declare them; they can be swept, act on the stage `trials`,
                 and are further keyword arguments
    KIND         "trials" (class labels) or "regression" (real targets)
    SAMPLES      number of different trials: one number for all parts together, a number for each part, or None for no
                 limit
    STEPS        time steps of a trial; 1 without it. `{"always": 1, "pairs": 2}` stands for 1 + 2 · pairs
    CHANNELS     number of inputs, in the same form; without it they are known when trials are drawn
    REPLICATE    "seed" or "split" if every replicate has data of its own: `draw` is then called once for each, with its
                 own seed. Without it all replicates share one pool
    PARTS        further parts of the pool, beside training, probe and test
    STREAM       True for a data set with a class `Stream`, from which trainings draw fresh trials at every step
                 (`richlazy.data.streams`); the training part is then for measures and stopping rules alone
    RESOURCES    paths of the files that hold the samples, if a rule makes them (contracts/resource_parts.py); an
                 argument in braces stands for its value

All parts are drawn in one call, since preprocessing that is fitted to the training part applies to all of them.
Arguments and parameters that are wrong together are refused by `argument_checks/<module>.py` (`contracts.study_parts`).
"""

from collections.abc import Mapping

from richlazy.contracts.registry import Registry
from richlazy.errors import InputError

registry = Registry(__name__, __path__[0], "table of samples", room="data", marker="ENVIRONMENT")


def by_environment() -> dict[str, str]:
    """The modules of all tables by ENVIRONMENT. Raises InputError where two of them have the same."""
    modules: dict[str, str] = {}
    for module in registry.available():
        name = registry.constant(module, "ENVIRONMENT")
        other = modules.setdefault(name, module)
        if other != module:
            raise InputError(
                f"two files are the environment {name!r}: {registry.path(other)} and {registry.path(module)}; give one "
                "of them another ENVIRONMENT"
            )
    return modules


# Module of each table by its name, the `environment` of a task.
TABLES = by_environment()


def is_table(definition: Mapping) -> bool:
    """Whether a task is a table of samples."""
    return definition["environment"] in TABLES


def table_steps(definition: Mapping) -> int:
    """Time steps of the samples of a table."""
    return registry.constant(TABLES[definition["environment"]], "STEPS", 1)


def replicate(definition: Mapping) -> str | None:
    """Kind of the replicates that have data of their own, "seed" or "split"; None where all share one pool."""
    return registry.constant(TABLES[definition["environment"]], "REPLICATE") if is_table(definition) else None


def resources(definition: Mapping) -> list[str]:
    """Paths of the files that hold the samples of a task; none for an environment."""
    return registry.constant(TABLES[definition["environment"]], "RESOURCES", []) if is_table(definition) else []
