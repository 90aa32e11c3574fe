"""A grid of panels: a row for each measure and a column for each group of swept values."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import axis_label, group_label
from richlazy.reporting.plotting.style import new_figure

MOST_COLUMNS = 4
# Width of a panel where the measures of a single group are side by side.
MEASURE_MM = 55.0
LEGEND_MM = 12.0
# Letters per millimetre of row height in a label of a y axis.
LETTERS_A_MM = 0.5


class Panel(NamedTuple):
    """One panel: its group, the name of its measure, its axes, and whether it has a label on its x axis."""

    group: dict[str, object]
    name: str
    axes: Axes
    lowest: bool


def panel_grid(
    measures: xr.Dataset,
    names: Sequence[str],
    style: dict,
    row_mm: float,
    words: Mapping[str, str] | None = None,
    lettered: bool = True,
    *,
    within: tuple[str, ...],
) -> tuple[Figure, list[Panel]]:
    """A grid with one row per measure and one column per group.

    A group is a combination of the swept values other than those of the dimensions `within`, which each panel shows.
    More than MOST_COLUMNS groups continue in a further block of rows. Panels of a row share their y axis. The measures
    of a single group are side by side, each with its own y axis. words: labels of the y axes, by default the names of
    the measures. lettered: whether rows, or the panels of a single group, have letters.
    """
    words = words or {name: axis_label(measures, name) for name in names}
    words = {name: _wrapped(text, row_mm) for name, text in words.items()}
    lettered = lettered and len(names) > 1
    groups = list(reading.groups(measures, within))
    if len(groups) == 1:
        return _of_one_group(measures, groups[0], names, style, row_mm, words, lettered)
    columns = min(len(groups), MOST_COLUMNS)
    blocks = -(-len(groups) // columns)
    rows = blocks * len(names)
    figure = new_figure(style, rows * row_mm + LEGEND_MM)
    axes = figure.subplots(rows, columns, squeeze=False, sharey="row")
    panels = []
    for place in range(blocks * columns):
        block, column = divmod(place, columns)
        own = axes[block * len(names) : (block + 1) * len(names), column]
        if place >= len(groups):
            for panel in own:
                panel.remove()
            continue
        own[0].set_title(_title(measures, groups[place]), fontweight="bold")
        for row, (name, panel) in enumerate(zip(names, own, strict=True)):
            panels.append(Panel(groups[place], name, panel, lowest=row == len(names) - 1))
            if place == 0 and lettered:
                panel_letter(panel, LETTERS[row])
            if column == 0:
                panel.set_ylabel(words[name])
            else:
                panel.tick_params(labelleft=False)
    figure.align_ylabels(axes[:, 0])
    return figure, panels


def _of_one_group(
    measures: xr.Dataset,
    group: dict,
    names: Sequence[str],
    style: dict,
    row_mm: float,
    words: Mapping[str, str],
    lettered: bool,
) -> tuple[Figure, list[Panel]]:
    columns = min(len(names), max(1, int(style["width_mm"] / MEASURE_MM)))
    rows = -(-len(names) // columns)
    # Panels are wider than in a grid of groups, and therefore higher.
    figure = new_figure(style, rows * row_mm * 1.4 + LEGEND_MM)
    axes = figure.subplots(rows, columns, squeeze=False)
    for panel in axes.flat[len(names) :]:
        panel.remove()
    panels = []
    for place, (name, panel) in enumerate(zip(names, axes.flat, strict=False)):
        panel.set_ylabel(words[name])
        if lettered:
            panel_letter(panel, LETTERS[place])
        panels.append(Panel(group, name, panel, lowest=place + columns >= len(names)))
    panels[0].axes.set_title(_title(measures, group), fontweight="bold", loc="left")
    figure.align_ylabels(axes[:, 0])
    return figure, panels


def _title(measures: xr.Dataset, group: dict) -> str:
    return "\n".join(wrap(group_label(measures, group), 24))


def _wrapped(words: str, row_mm: float) -> str:
    return "\n".join(wrap(words, int(row_mm * LETTERS_A_MM), break_long_words=False))
