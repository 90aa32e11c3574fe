"""Truncations of a matrix to a rank: one module each, whose name is the value of `truncation` in the config.

Each has `truncate(matrix, rank) -> matrix`, all [post, pre], which leaves the matrix as it is, to the bit, where the
rank is full.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "truncation")
