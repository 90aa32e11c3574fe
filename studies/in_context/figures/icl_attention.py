"""The attention patterns of an induction head, along training and against learning in context."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.reporting.plotting.blocks import LETTERS, note, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, styled

from studies.in_context.analysis.scores import ATTENTION, CONTEXT
from studies.in_context.panels.conditions import Line, left_out_text, legend_title, lines
from studies.in_context.panels.score_axes import (
    PAD,
    TITLES,
    accuracy_axis,
    along_training,
    chance,
    legend_of_lines,
    level_line,
)

NEEDS = ()
WORDS = ("Attention of the query\nto labels of its class", "Attention of a label\nto its own item")
HEIGHT_MM = 108


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw each pattern along training (above), and accuracy in context against it at all checkpoints (below). Returns
    the figure and its caption."""
    figure, drawn = new_figure(style, HEIGHT_MM), lines(measures, style)
    above, below = figure.subplots(2, 2)
    levels = uniform(measures)
    for panel, name, words, level in zip(above, ATTENTION, WORDS, levels, strict=True):
        along_training(panel, drawn, name)
        accuracy_axis(panel)
        panel.set_ylabel(words)
        if np.isfinite(level):
            level_line(panel, level, "uniform")
    for panel, name, words in zip(below, ATTENTION, WORDS, strict=True):
        _against(panel, drawn, name)
        chance(panel, measures, CONTEXT)
        accuracy_axis(panel)
        panel.set_xlim(-PAD, 1 + PAD)
        panel.set_xticks(panel.get_yticks(), [f"{share:g}" for share in panel.get_yticks()])
        panel.set_xlabel(words.replace("\n", " "))
        panel.set_ylabel(f"Accuracy\n{TITLES[CONTEXT].lower()}")
    for number, panel in enumerate(figure.axes):
        panel_letter(panel, LETTERS[number])
    legend_of_lines(figure, figure.axes[0], legend_title(measures))
    return figure, _caption(measures)


def uniform(measures: xr.Dataset) -> tuple[float, float]:
    """What uniform attention gives: half of N pairs among 2N + 1 tokens, and the mean of 1/2, 1/4, ..., 1/(2N); NaN
    where the number of pairs is swept or not known."""
    pairs = json.loads(measures.attrs.get("parameters", "{}")).get("context_pairs")
    if not pairs or "context_pairs" in measures.dims:
        return np.nan, np.nan
    return pairs / 2 / (2 * pairs + 1), float(np.mean(1 / (2 * np.arange(1, pairs + 1))))


def _against(panel: Axes, drawn: Sequence[Line], name: str) -> None:
    known = [line for line in drawn if name in line.part and bool(line.part[name].notnull().any())]
    if not known:
        note(panel, "not measured")
    for line in known:
        attention, accuracy = (line.part[one].transpose("seed", "step").values.ravel() for one in (name, CONTEXT))
        panel.plot(attention, accuracy, ".", color=line.colour, markersize=3, markeredgewidth=0, alpha=0.6)


def _caption(measures: xr.Dataset) -> str:
    return (
        f"Attention on sequences of novel classes ({seeds_text(measures)}). A, B: along training, mean and {INTERVAL}; "
        "dashed: uniform attention to all tokens so far. C, D: accuracy in context against it, a dot for each network "
        f"and checkpoint; dashed: chance.{left_out_text(measures)} {diverged_text(measures)}"
    )
