"""Studies: a folder each asks one question; its parts are found by name (`richlazy.contracts.registry`).

A name that begins with `_` is no study. No study imports another; what two of them need moves into the library.
"""
