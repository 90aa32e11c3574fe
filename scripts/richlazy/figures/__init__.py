"""The figures of an experiment: one module a figure with `draw(measures, style) -> (figure, caption)`.

NEEDS, where there is one, names the parameters that an experiment must sweep, SIMULATION the simulation that it must
run. A figure with EACH_NEEDS is one of an experiment that collects others: these are the parameters that each of them
must sweep, and its `draw(experiments, style)` gets them all.
"""

from collections.abc import Mapping, Sequence

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "figure")
available, path, find = registry.available, registry.path, registry.find


def shown(name: str, experiments: Sequence) -> Sequence:
    """The hyper-cubes that a figure is about: all that an experiment collects, or else the first, without the
    background."""
    return experiments if hasattr(find(name), "EACH_NEEDS") else experiments[:1]


def draw(name: str, experiments: Sequence, style: Mapping):
    """Figure `name` and its caption, of the hyper-cubes of an experiment and of the figure's BACKGROUND, where there
    is one, or of all experiments that an experiment collects."""
    module = find(name)
    return (
        module.draw(experiments, style)
        if hasattr(module, "EACH_NEEDS")
        else module.draw(experiments[0], style, *experiments[1:])
    )
