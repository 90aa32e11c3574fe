"""Panels of scores: along training for each condition, and at the end over a swept parameter, with chance levels."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from richlazy.reporting.plotting.blocks import interval_of, note, short_count, why_empty
from richlazy.reporting.plotting.style import SOFT, category_colours
from richlazy.reporting.plotting.value_axes import reference_line

from studies.in_context.analysis.scores import CHANCE, COMMON, CONTEXT, FLIPPED, LABELS, RARE, WEIGHTS, open_chance
from studies.in_context.panels.conditions import Line, axis_title, value

MARKERS = "os^DvP"
# Space beyond 0 and 1, so that curves there are seen and names of lines have room.
PAD = 0.05
# Half the width of the chance of one value, where every value has its own.
DASH = 0.3
# Places at which several measures of one value stand, beside each other.
SPREAD = 0.3


class Score(NamedTuple):
    """A measure, and what the legend calls it."""

    name: str
    words: str


IN_CONTEXT = (Score(CONTEXT, "novel classes"), Score(FLIPPED, "labels exchanged"))
IN_WEIGHTS = (Score(WEIGHTS, "all classes"), Score(COMMON, "ten commonest"), Score(RARE, "rarer half"))
TITLES = {
    CONTEXT: "In context: novel classes",
    FLIPPED: "In context: labels exchanged",
    WEIGHTS: "In weights: all classes",
    COMMON: "In weights: ten commonest",
    RARE: "In weights: rarer half",
}


def along_training(panel: Axes, lines: Sequence[Line], name: str) -> None:
    """A measure along training, mean and interval, a line for each condition that has it."""
    drawn = [line for line in lines if why_empty(line.part, name) is None]
    if not drawn:
        note(panel, why_empty(lines[0].part, name) if lines else "not run")
    for line in drawn:
        known = line.part[name].dropna("step", how="all")
        mean, low, high = interval_of(known, "step")
        panel.fill_between(known.step.values, low, high, color=line.colour, alpha=0.2, linewidth=0)
        panel.plot(known.step.values, mean, color=line.colour, linewidth=1.3, label=line.name)
    if lines:
        step_axis(panel, int(lines[0].part.step.max()))


def step_axis(panel: Axes, last: int) -> None:
    """A linear axis of training steps up to the last."""
    panel.set_xlim(0, last)
    panel.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda step, _: short_count(step)))
    panel.set_xlabel("Training step")


def at_end(panel: Axes, measures: xr.Dataset, scores: Sequence[Score], dim: str, style: dict) -> None:
    """Measures at the last step over the values of a parameter, each at a place of its own; dots: seeds; marks and
    bars: mean and interval."""
    ordered = measures.sortby(dim) if measures[dim].dtype.kind in "iuf" else measures
    places = np.arange(ordered.sizes[dim], dtype=float)
    present = [score for score in scores if why_empty(ordered, score.name) is None]
    if not present:
        note(panel, why_empty(ordered, scores[0].name))
    colours = dict(zip(scores, category_colours(len(scores), style), strict=True))
    for number, score in enumerate(present):
        shift = SPREAD * ((number + 0.5) / len(present) - 0.5)
        values, colour = ordered[score.name].transpose(dim, "seed").values, colours[score]
        mean, low, high = interval_of(ordered[score.name], dim)
        panel.plot(places + shift, values, ".", color=colour, markersize=2.5, markeredgewidth=0, alpha=0.5, zorder=2)
        panel.vlines(places + shift, low, high, color=colour, linewidth=1, zorder=3)
        look = {"color": colour, "marker": MARKERS[number], "markersize": 3.6, "zorder": 4}
        width = 0 if ordered[dim].dtype.kind not in "iuf" else 0.9
        panel.plot(places + shift, mean, linewidth=width, label=score.words, **look)
    value_axis(panel, ordered, dim)


def value_axis(panel: Axes, ordered: xr.Dataset, dim: str) -> None:
    """An axis with the values of a parameter at equal distances, and the parameter as its label."""
    names = [value(dim, entry).replace(" ", "\n") for entry in ordered[dim].values.tolist()]
    panel.set_xticks(range(len(names)), names)
    panel.set_xlim(-0.5, len(names) - 0.5)
    panel.set_xlabel("" if dim == "learner" else axis_title(dim))


def accuracy_axis(panel: Axes, labelled: bool = True) -> None:
    """An axis of shares from 0 to 1."""
    panel.set_ylim(-PAD, 1 + PAD)
    panel.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share:g}"))
    panel.set_ylabel("Accuracy" if labelled else "")
    panel.tick_params(labelleft=labelled)


def chance(panel: Axes, measures: xr.Dataset, name: str, named: bool = True) -> None:
    """A dashed line at the chance of a measure of accuracy, with its name beside it; none where the number of labels
    is swept, which sets that of accuracies in weights."""
    level = CHANCE if name in (CONTEXT, FLIPPED) else open_chance(measures)
    if np.isfinite(level):
        level_line(panel, level, "chance" if named else "")


def chance_of_labels(panel: Axes, measures: xr.Dataset) -> None:
    """The chance at each number of labels, on an axis of these."""
    counts = np.sort(measures[LABELS].values).astype(float)
    places = np.arange(len(counts))
    panel.hlines(1 / counts, places - DASH, places + DASH, color=SOFT, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)


def level_line(panel: Axes, level: float, words: str) -> None:
    """A dashed line with a name at its right end, outside the axes, where no data are."""
    reference_line(panel, level)
    text = panel.annotate(words, (1, level), (2, 0), panel.get_yaxis_transform(), "offset points")
    text.set(fontsize="small", color=SOFT, ha="left", va="center", annotation_clip=False)


def legend_above(panel: Axes, columns: int) -> None:
    """A legend of a panel above it, where it covers no data."""
    if panel.get_legend_handles_labels()[0]:
        look = {"fontsize": "small", "handlelength": 1.2, "labelspacing": 0.25, "columnspacing": 1.0, "borderpad": 0.2}
        panel.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, **look)


def legend_of_lines(figure: Figure, panel: Axes, title: str) -> None:
    """A legend of the conditions above all panels; without a title names are long."""
    handles, labels = panel.get_legend_handles_labels()
    if handles:
        columns = len(labels) if title else 2
        figure.legend(handles, labels, title=title, loc="outside upper center", ncols=columns)
