"""Tasks that are tables of samples, trials of one time step: one module a table, found by its name in the config.

Each has `draw(sizes, seed, **arguments) -> Pool`, of `sizes` trials by part, and two literal constants, which are read
without importing it: `ARGUMENTS`, the schema of each argument, and `SAMPLES`, how many different trials there are
(None: any number). The parts are drawn together, since what is fitted to the training part acts on all of them.
"""

from collections.abc import Mapping

from richlazy.registry import Registry

registry = Registry(__name__, __path__[0], "table of samples")
# The name of a table as `environment` of a task, and its module.
TABLES = {"StudentTeacher": "student_teacher", "Digits": "digits"}


def is_table(definition: Mapping) -> bool:
    """Whether the trials of a task are samples of a table, of one time step, rather than of an environment."""
    return definition["environment"] in TABLES
