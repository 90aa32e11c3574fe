"""Truncations of a matrix to a rank, one module each, whose name is the value of `truncation` in the config.

Each has a function `truncate(matrix, rank) -> matrix`, both [post, pre], which returns the same bits if the rank is
full.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "truncation")
