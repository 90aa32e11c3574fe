"""Builders of initial matrices: one module a builder, whose name is the `builder` of a matrix in the config.

Each has `build(units, gain, generator, **arguments) -> matrix [post, pre]` and three literal constants, which are read
without importing the module: `SOURCE`, its citation; `ARGUMENTS`, the schema of each argument; `DENSE`, whether every
connection is present. `TABLES`, where there is one, names the files of config/tables that it reads.
"""

from richlazy.registry import Registry

registry = Registry(__name__, __path__[0], "builder")
