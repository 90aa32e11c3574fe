"""Measures between seeds: how different the networks of a condition are that differ in their seed alone.

Each measure is a module, whose name is that of the measure. It has a function `describe(network)`, which is called once
for every `Network`, a function `compare(first, second)`, which gives a number for two such descriptions and the same
for them in the other order, and the literal constants LONG_NAME, UNITS, RANGE, ASKS, DATA and GROUP of measures of
single networks (`measures/__init__.py`).

All are taken over all pairs of seeds at the first and the last stored checkpoint, also of seeds that were trained by
different jobs. Those of one group are an artefact of the stage `compare`, and those without one an artefact each.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "measure between seeds", marker="LONG_NAME")
