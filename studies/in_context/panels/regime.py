"""Figures of what sets the regime of learning: when a network learns in context, and how far its groups of weights,
their kernels and its representations move."""

import json
from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.contracts.parts import KINDS
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import LETTERS, note_never_reached, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import INK, SOFT, new_figure
from richlazy.reporting.plotting.value_axes import log_limits, log_value_axis

from studies.in_context.analysis.scores import CONTEXT, LEARNED, ONSET, WEIGHTS, end, with_onset
from studies.in_context.panels.along_and_end import chance_text, one_parameter
from studies.in_context.panels.conditions import axis_title, left_out_text, lines
from studies.in_context.panels.score_axes import (
    IN_CONTEXT,
    TITLES,
    Score,
    accuracy_axis,
    along_training,
    at_end,
    chance,
    legend_above,
    legend_of_lines,
    value_axis,
)

HEIGHT_MM = 130
CHANGE, KERNEL = "group_weight_change", "group_kernel_alignment"
ALL_WEIGHTS = Score("full_kernel_alignment", "all")
REPRESENTATION = (Score("representation_alignment", "representations"),)
BELOW = ("Change of weights\n(Frobenius norm)", "Kernel\nalignment", "Representation\nalignment")
WORDS = {"query_key": "queries, keys", "value_output": "values, outputs"}


def regime(measures: xr.Dataset, style: Mapping, dim: str, what: str) -> tuple[Figure, str]:
    """Draw accuracy in context along training (A), when it is reached (B) and with what networks end (C); change of
    weights (D) and kernel alignment (E) by group, and alignment of representations (F).

    what: a sentence for the caption. Returns the figure and its caption. Raises MissingSweep where `dim` is not swept.
    """
    reading.require(measures, dim, f"a figure over {dim}")
    part = one_parameter(measures, dim)
    figure, final = new_figure(style, HEIGHT_MM), by_group(end(part))
    above, below = figure.subplots(2, 3, width_ratios=(1, 1.5, 1))
    along_training(above[0], lines(part, style), CONTEXT)
    above[0].set_title(TITLES[CONTEXT])
    chance(above[0], part, CONTEXT)
    _onset(above[1], end(with_onset(part)), dim, reading.last_step(part))
    at_end(above[2], final, (*IN_CONTEXT, Score(WEIGHTS, "in weights")), dim, style)
    chance(above[2], part, CONTEXT)
    changes, kernels = (_scores(final, name) for name in (CHANGE, KERNEL))
    at_end(below[0], final, changes, dim, style)
    log_value_axis(below[0], log_limits(_values(final, changes)))
    at_end(below[1], final, (*kernels, ALL_WEIGHTS), dim, style)
    at_end(below[2], final, REPRESENTATION, dim, style)
    for panel in (above[0], above[2], *below[1:]):
        accuracy_axis(panel)
    for panel, words in zip(below, BELOW, strict=True):
        panel.set_ylabel(words)
    for number, panel in enumerate(figure.axes):
        panel_letter(panel, LETTERS[number])
    legend_above(above[2], 1)
    legend_of_lines(figure, above[0], axis_title(dim))
    legend_above(below[1], 2)
    return figure, _caption(part, what)


def by_group(measures: xr.Dataset) -> xr.Dataset:
    """The measures with a variable for each component of the measures of groups, "group_weight_change 1", ..."""
    split = {
        f"{name} {number}": measures[name].sel(component=number, drop=True)
        for name in (CHANGE, KERNEL)
        if name in measures
        for number in measures.component.values.tolist()
        if bool(measures[name].sel(component=number).notnull().any())
    }
    return measures.assign(split)


def groups(measures: xr.Dataset) -> list[str]:
    """Names of the groups of weights of the learner, by its contract; none where the learner is not known."""
    learner, registry = json.loads(measures.attrs.get("parameters", "{}")).get("learner"), KINDS["learner"]
    return list(registry.constant(learner, "GROUPS", {})) if learner in registry.available() else []


def _scores(measures: xr.Dataset, name: str) -> tuple[Score, ...]:
    names = groups(measures)
    numbers = [int(one.rpartition(" ")[2]) for one in measures.data_vars if str(one).startswith(f"{name} ")]
    words = [names[number - 1] if number <= len(names) else f"group {number}" for number in sorted(numbers)]
    named = [WORDS.get(word, word.replace("_", " ")) for word in words]
    found = tuple(Score(f"{name} {number}", word) for number, word in zip(sorted(numbers), named, strict=True))
    return found or (Score(name, name),)


def _values(measures: xr.Dataset, scores: tuple[Score, ...]) -> np.ndarray:
    return np.concatenate([np.ravel(measures[score.name]) for score in scores if score.name in measures] or [[]])


def _onset(panel: Axes, final: xr.Dataset, dim: str, last: int) -> None:
    """The first checkpoint with an accuracy in context of LEARNED: dots: seeds; line: medians where they are known."""
    ordered = final.sortby(dim)
    values = ordered[ONSET].transpose(dim, "seed").values
    places, shown = np.arange(len(values)), np.where(np.isfinite(values), values, np.nan)
    panel.plot(places, shown, ".", color=SOFT, markersize=3)
    medians = np.array([np.median(row[~np.isnan(row)]) if (~np.isnan(row)).any() else np.nan for row in values])
    panel.plot(places, np.where(np.isfinite(medians), medians, np.nan), "o-", color=INK, markersize=4, linewidth=0.9)
    value_axis(panel, ordered, dim)
    note_never_reached(panel, places, values)
    panel.set_ylim(0, last * 1.05)
    panel.set_ylabel(f"Step at which accuracy\nin context comes to {LEARNED:g}")


def _caption(part: xr.Dataset, what: str) -> str:
    return (
        f"{what} ({seeds_text(part)}). A: accuracy in context along training, mean and {INTERVAL}. B: first checkpoint "
        f"at which it is {LEARNED:g}; dots: seeds; line: their median, of which a seed that never comes so far is the "
        f"latest. C to F: after {reading.last_step(part)} steps; marks and bars: mean and interval. C: accuracies. "
        "D: change of each group of weights (colours as in E). E: alignment of "
        "the tangent kernel of each group, and of all weights, with that before learning. F: the same of "
        "representations."
        f"{left_out_text(part)} {chance_text(part)} {diverged_text(part)}"
    )
