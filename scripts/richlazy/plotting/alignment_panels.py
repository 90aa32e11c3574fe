"""Panels of kernel-target alignment against how richly networks learned, with the correlations of each."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from richlazy import hypercube
from richlazy.condition_grid import paired_values, tabulate
from richlazy.plotting.labels import axis_label
from richlazy.plotting.style import INK, new_figure
from richlazy.scorecard import number
from richlazy.statistics.across_conditions import seed_rho
from richlazy.statistics.complete_runs import complete_runs
from richlazy.statistics.within_conditions import mean_partial_rho

ALIGNMENT = "kernel_target_alignment"
ALIGNMENT_WORDS = "Kernel-target\nalignment"
MOMENTS = ("before training", "after training")
MEASURES = ("kernel_alignment", "representation_alignment", "weight_change")
# Measures that fall as learning gets richer; one minus them is drawn.
LAZY = ("kernel_alignment", "representation_alignment")
MOST_GROUPS = 3
# Height of a row by the number of groups beside each other.
ROW_MM = {1: 46.0, 2: 40.0, 3: 34.0}
# What a line of a heading holds where three groups stand beside each other.
HEADING_LETTERS = 15
MARGIN_MM, HEADING_MM = 14.0, 8.0


class Place(NamedTuple):
    """One panel: its group by number, the measure of richness, and the step at which the alignment is read."""

    group: int
    measure: str
    step: int
    panel: Axes


def alignment_grid(measures: xr.Dataset, titles: Sequence[str], style: Mapping) -> tuple[Figure, list[Place]]:
    """A row for each of MEASURES that the study has, two columns (before and after training) for each group.

    `titles` names the groups; more than MOST_GROUPS go on below. Panels of a row share their y axis.
    """
    names = [name for name in MEASURES if name in measures]
    columns = min(len(titles), MOST_GROUPS)
    block_count = -(-len(titles) // columns)
    height = block_count * (len(names) * ROW_MM[columns] + HEADING_MM) + MARGIN_MM
    figure = new_figure(style, height)
    axes = figure.subplots(block_count * len(names), 2 * columns, squeeze=False, sharey="row")
    places = []
    for group in range(block_count * columns):
        block, column = divmod(group, columns)
        rows = axes[block * len(names) : (block + 1) * len(names), 2 * column : 2 * column + 2]
        if group < len(titles):
            places += _label_group(measures, rows, group, titles[group], names, style)
        else:
            for panel in rows.flat:
                panel.remove()
    figure.align_ylabels(axes[:, 0])
    return figure, places


def _label_group(
    measures: xr.Dataset, rows: np.ndarray, group: int, title: str, names: Sequence[str], style: Mapping
) -> list[Place]:
    places = []
    for name, row in zip(names, rows, strict=True):
        for moment, step, panel in zip(MOMENTS, (0, hypercube.last_step(measures)), row, strict=True):
            if name == names[0]:
                _heading(panel, "\n".join([*wrap(title.removeprefix("-"), HEADING_LETTERS), moment]), style)
            panel.tick_params(labelbottom=name == names[-1])
            panel.set_xlabel(ALIGNMENT_WORDS if name == names[-1] else "")
            panel.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
            panel.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
            places.append(Place(group, name, step, panel))
        if group % MOST_GROUPS == 0:
            words = richness_label(measures, name)
            row[0].set_ylabel("\n".join(wrap(words[0].upper() + words[1:], 18)))
    return places


def _heading(panel: Axes, words: str, style: Mapping) -> None:
    """Write a heading above a panel and above the line of its correlations."""
    text = panel.annotate(
        words, (0.5, 1), xytext=(0, style["font_size"] + 6), xycoords="axes fraction", textcoords="offset points"
    )
    text.set(fontweight="bold", ha="center", va="bottom", annotation_clip=False)


def richness(last: xr.Dataset, name: str) -> xr.DataArray:
    """A measure turned so that more of it is richer learning."""
    return 1 - last[name] if name in LAZY else last[name]


def richness_label(measures: xr.Dataset, name: str) -> str:
    """What `richness` is called, in the middle of a sentence."""
    words = axis_label(measures, name)
    return f"{'1 − ' if name in LAZY else ''}{words[0].lower()}{words[1:]}"


def run_dots(panel: Axes, aligned: xr.DataArray, learned: xr.DataArray, marker: str, colour: object) -> None:
    """Draw the runs of one condition, both over (seed)."""
    panel.plot(aligned, learned, marker, color=colour, markersize=1.8, markeredgewidth=0, alpha=0.7, zorder=3)


def mean_mark(panel: Axes, aligned: float, learned: float, marker: str, colour: object) -> None:
    """Draw the mean of one condition."""
    panel.plot(aligned, learned, marker, color=colour, markersize=4, markeredgecolor=INK, markeredgewidth=0.5, zorder=5)


def correlations(part: xr.Dataset, name: str, step: int) -> tuple[float, float]:
    """Correlation of the alignment at `step` with the richness of learning, across conditions and within them.

    As claim C6 defines them, averaged over the tasks of `part`; NaN where fewer than two seeds or conditions are left.
    """
    values = paired_values(tabulate(part), (ALIGNMENT, step), (name, hypercube.last_step(part)))
    complete = complete_runs(*values)
    if complete.seeds < 2:
        return np.nan, np.nan
    sign = -1 if name in LAZY else 1
    several = any(aligned.shape[1] > 1 for aligned, _ in complete.tasks)
    across = seed_rho(complete.tasks).mean() if several else np.nan
    within = mean_partial_rho(complete.tasks, np.ones(complete.seeds))
    return sign * float(across), sign * float(within)


def share_limits(places: Sequence[Place]) -> None:
    """Give all panels of a group one x axis, so that the alignment before and after training can be compared."""
    for group in {place.group for place in places}:
        panels = [place.panel for place in places if place.group == group]
        limits = np.array([panel.get_xlim() for panel in panels])
        for panel in panels:
            panel.set_xlim(limits[:, 0].min(), limits[:, 1].max())


def correlations_text(found: tuple[float, float]) -> str:
    """Both correlations in one line, a dash for one that there is not."""
    return "ρ " + " | ".join(number(value) for value in found)


def correlations_caption(measures: xr.Dataset, conditions: str) -> str:
    """What the numbers above the panels are, and those over all panels for the alignment before training."""
    found = [
        f"{number(across)} and {number(within)} ({richness_label(measures, name)})"
        for name in MEASURES
        if name in measures
        for across, within in [correlations(measures, name, 0)]
    ]
    return (
        f"Above each panel: Spearman correlation of its two axes across {conditions} (within a seed, mean over seeds) "
        f"and within {conditions} (seeds ranked at each of them, pooled). Over the whole study, for the alignment "
        f"before training: {'; '.join(found)}."
    )
