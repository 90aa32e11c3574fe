"""Null models of a matrix, one module each, whose name is the value of `null_model` in the config.

Each has a function `draw(matrix, reference, generator) -> matrix`, all [post, pre]; `reference` is the Gaussian matrix
of the same seed, units and gain.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "null model")
