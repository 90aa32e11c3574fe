"""The figures of a study: one module a figure with `draw(measures, style) -> (figure, caption)`.

NEEDS, where there is one, names the parameters that a study must sweep, SIMULATION the simulation that it must run. A
figure with EACH_NEEDS is one of a study that collects others: these are the parameters that each of them must sweep,
and its `draw(studies, style)` gets them all.
"""

from collections.abc import Mapping, Sequence

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "figure")
available, path, find = registry.available, registry.path, registry.find


def shown(name: str, studies: Sequence) -> Sequence:
    """The hyper-cubes that a figure is about: all that a study collects, or else the first, without the background."""
    return studies if hasattr(find(name), "EACH_NEEDS") else studies[:1]


def draw(name: str, studies: Sequence, style: Mapping):
    """Figure `name` and its caption, of the hyper-cubes of a study and of the figure's BACKGROUND, where there is one,
    or of all studies that a study collects."""
    module = find(name)
    return (
        module.draw(studies, style) if hasattr(module, "EACH_NEEDS") else module.draw(studies[0], style, *studies[1:])
    )
