"""Drawing of a figure by its name."""

from collections.abc import Mapping, Sequence

from richlazy.contracts.study_parts import figures


def shown(name: str, experiments: Sequence) -> Sequence:
    """The experiments that a figure shows: all that are collected, or the first alone, without its BACKGROUND."""
    return experiments if hasattr(figures.find(name), "EACH_NEEDS") else experiments[:1]


def draw(name: str, experiments: Sequence, style: Mapping):
    """Draw figure `name`; returns the figure and its caption.

    experiments: the hypercube of the experiment, followed by those of the figure's BACKGROUND; or all collected
    experiments.
    """
    module = figures.find(name)
    return (
        module.draw(experiments, style)
        if hasattr(module, "EACH_NEEDS")
        else module.draw(experiments[0], style, *experiments[1:])
    )
