"""The figures of a study: one module a figure with `draw(measures, style) -> (figure, caption)`.

NEEDS, where there is one, names the parameters that a study must sweep, SIMULATION the simulation that it must run.
"""

from richlazy.registry import Registry

registry = Registry(__name__, __path__[0], "figure")
available, path, find = registry.available, registry.path, registry.find
