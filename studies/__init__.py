"""Studies: each folder asks one question. Their parts are found by name (`richlazy.contracts.registry`).

A folder whose name begins with `_` is no study. No study imports another; code that two studies need belongs into the
library.
"""
