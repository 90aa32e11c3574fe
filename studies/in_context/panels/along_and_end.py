"""Figures of one swept parameter: both kinds of learning along training, and what networks end with."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure

from studies.in_context.analysis.scores import CONTEXT, LABELS, WEIGHTS, end, open_chance
from studies.in_context.panels.conditions import axis_title, left_out_text, lines
from studies.in_context.panels.score_axes import (
    IN_CONTEXT,
    IN_WEIGHTS,
    TITLES,
    accuracy_axis,
    along_training,
    at_end,
    chance,
    chance_of_labels,
    legend_above,
    legend_of_lines,
)

HEIGHT_MM = 108
# What is scored, for captions.
SCORED = (
    "In context: accuracy among the labels of the context, on novel classes, and on trained classes with each other's "
    "labels (the share that follows the context). In weights: accuracy among all labels on trained classes whose label "
    "the context does not have"
)


def one_parameter(measures: xr.Dataset, dim: str) -> xr.Dataset:
    """The measures over one swept parameter alone, at the first value of every other."""
    for other in reading.swept(measures):
        measures = measures if other == dim else measures.isel({other: 0})
    return measures.assign_attrs(sweep=f'["{dim}"]')


def along_and_end(measures: xr.Dataset, style: Mapping, dim: str, what: str) -> tuple[Figure, str]:
    """Above, accuracy in context and in weights along training; below, accuracies at the last step.

    what: a sentence for the caption. Returns the figure and its caption. Raises MissingSweep where `dim` is not swept.
    """
    reading.require(measures, dim, f"a figure over {dim}")
    part = one_parameter(measures, dim)
    figure = new_figure(style, HEIGHT_MM)
    (in_context, in_weights), below = figure.subplots(2, 2)
    drawn = lines(part, style)
    for panel, name in ((in_context, CONTEXT), (in_weights, WEIGHTS)):
        along_training(panel, drawn, name)
        panel.set_title(TITLES[name])
        chance(panel, part, name)
    for panel, scores in zip(below, (IN_CONTEXT, IN_WEIGHTS), strict=True):
        at_end(panel, end(part), scores, dim, style)
        chance(panel, part, scores[0].name)
        if dim == LABELS and scores is IN_WEIGHTS:
            chance_of_labels(panel, part)
        legend_above(panel, len(scores))
    for number, panel in enumerate(figure.axes):
        accuracy_axis(panel)
        panel_letter(panel, LETTERS[number])
    legend_of_lines(figure, in_context, axis_title(dim))
    return figure, _caption(part, dim, what)


def chance_text(measures: xr.Dataset) -> str:
    """Sentence on the lines of chance."""
    level = open_chance(measures)
    open_set = "one over the number of labels" if level != level else f"{level:.3g}"
    return (
        f"Dashed: chance, ½ in context and {open_set} in weights. Networks that copy a label from the context are "
        "right in no trial that scores the weights, and lie below chance there."
    )


def _caption(part: xr.Dataset, dim: str, what: str) -> str:
    return (
        f"{what} ({seeds_text(part)}). {SCORED}. A, B: along training; lines and bands: mean and {INTERVAL}. C, D: "
        f"after {reading.last_step(part)} steps; dots: seeds; marks and bars: mean and interval."
        f"{left_out_text(part)} {chance_text(part)} {diverged_text(part)}"
    )
