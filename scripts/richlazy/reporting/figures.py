"""Draw a figure of an experiment by its name."""

from collections.abc import Mapping, Sequence

from richlazy.contracts.study_parts import figures


def shown(name: str, experiments: Sequence) -> Sequence:
    """The hyper-cubes that a figure is about: all that an experiment collects, or else the first, without the
    background."""
    return experiments if hasattr(figures.find(name), "EACH_NEEDS") else experiments[:1]


def draw(name: str, experiments: Sequence, style: Mapping):
    """Figure `name` and its caption, of the hyper-cubes of an experiment and of the figure's BACKGROUND, where there
    is one, or of all experiments that an experiment collects."""
    module = figures.find(name)
    return (
        module.draw(experiments, style)
        if hasattr(module, "EACH_NEEDS")
        else module.draw(experiments[0], style, *experiments[1:])
    )
