"""Panels of kernel-target alignment against how richly networks learned, with the correlations of each."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from richlazy.hypercube import reading
from richlazy.hypercube.condition_grid import paired_values, tabulate
from richlazy.reporting.plotting.labels import axis_label
from richlazy.reporting.plotting.style import INK, new_figure
from richlazy.reporting.plotting.value_axes import RATIOS, log_limits, log_value_axis, plain
from richlazy.reporting.scorecard import number
from richlazy.statistics.across_conditions import seed_rho
from richlazy.statistics.complete_runs import complete_runs
from richlazy.statistics.within_conditions import mean_partial_rho

ALIGNMENT = "kernel_target_alignment"
ALIGNMENT_WORDS = "Kernel-target alignment"
MOMENTS = ("before training", "after training")
MEASURES = ("kernel_alignment", "representation_alignment", "weight_change")
# Measures that fall as learning gets richer; one minus them is drawn.
LAZY = ("kernel_alignment", "representation_alignment")
CORRELATION_WORDS = "ρ: Spearman correlation of the axes, across {0} and within {0}"
# So many groups have their panels before and after training side by side, more have one above the other.
MOST_BESIDE, MOST_COLUMNS = 2, 3
# Height of a row by the number of panels beside each other.
ROW_MM = {1: 46.0, 2: 46.0, 3: 33.0, 4: 38.0}
MARGIN_MM, HEADING_MM = 18.0, 7.0


class Place(NamedTuple):
    """One panel: its group by number, the measure of richness, and the moment and step of the alignment."""

    group: int
    measure: str
    moment: str
    step: int
    panel: Axes


def alignment_grid(measures: xr.Dataset, titles: Sequence[str], style: Mapping) -> tuple[Figure, list[Place]]:
    """Two panels (alignment before and after training) for each group and each of MEASURES that the experiment has.

    `titles` names the groups, which are columns; more than MOST_COLUMNS go on below. The two panels stand side by side,
    or, where there are more than MOST_BESIDE groups, one above the other. Panels of a row share their y axis.
    """
    names = [name for name in MEASURES if name in measures]
    groups = min(len(titles), MOST_COLUMNS)
    across = 2 if groups <= MOST_BESIDE else 1
    blocks = -(-len(titles) // groups)
    rows = len(names) * len(MOMENTS) // across
    height = blocks * (rows * ROW_MM[groups * across] + HEADING_MM) + MARGIN_MM
    figure = new_figure(style, height)
    axes = figure.subplots(blocks * rows, groups * across, squeeze=False, sharey="row")
    places = []
    for group in range(blocks * groups):
        block, column = divmod(group, groups)
        own = axes[block * rows : (block + 1) * rows, column * across : (column + 1) * across]
        if group < len(titles):
            places += _label_group(measures, own.reshape(len(names), len(MOMENTS)), group, names, across)
            _heading(own[0], titles[group].removeprefix("-"), style)
        else:
            for panel in own.flat:
                panel.remove()
    figure.align_ylabels(axes[:, 0])
    return figure, places


def _label_group(
    measures: xr.Dataset, panels: np.ndarray, group: int, names: Sequence[str], across: int
) -> list[Place]:
    """Label the panels [measure, moment] of a group; those that share an x axis have numbers below the last alone."""
    places = []
    for name, row in zip(names, panels, strict=True):
        for moment, step, panel in zip(MOMENTS, (0, reading.last_step(measures)), row, strict=True):
            lowest = name == names[-1] and (across > 1 or moment == MOMENTS[-1])
            panel.tick_params(labelbottom=lowest)
            panel.set_xlabel(ALIGNMENT_WORDS if lowest else "")
            panel.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
            panel.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
            panel.yaxis.set_major_formatter(FuncFormatter(plain))
            if panel.get_subplotspec().is_first_col():
                words = richness_label(measures, name)
                panel.set_ylabel("\n".join(wrap(words[0].upper() + words[1:], 15)))
            else:
                panel.tick_params(labelleft=False)
            places.append(Place(group, name, moment, step, panel))
    return places


def _heading(panels: Sequence[Axes], words: str, style: Mapping) -> None:
    """Write the name of a group above its first row of panels, and above the two lines over each."""
    lift = 2 * style["font_size"] + 8
    middle = 0.5 if len(panels) == 1 else 1.08
    text = panels[0].annotate(
        "\n".join(wrap(words, 24)), (middle, 1), (0, lift), xycoords="axes fraction", textcoords="offset points"
    )
    text.set(fontweight="bold", ha="center", va="bottom", annotation_clip=False)


def entitle(place: Place, found: tuple[float, float]) -> None:
    """Write above a panel at which moment the alignment is read, and its correlations."""
    words = f"{place.moment}\n{correlations_text(found)}"
    place.panel.set_title(words, fontsize="small", pad=3, linespacing=1.1)


def richness(last: xr.Dataset, name: str) -> xr.DataArray:
    """A measure turned so that more of it is richer learning."""
    return 1 - last[name] if name in LAZY else last[name]


def richness_label(measures: xr.Dataset, name: str) -> str:
    """What `richness` is called, in the middle of a sentence."""
    words = axis_label(measures, name)
    return f"{'1 − ' if name in LAZY else ''}{words[0].lower()}{words[1:]}"


def mean_richness(learned: xr.DataArray, name: str) -> xr.DataArray:
    """Mean over seeds of `richness`; of a measure with a log axis the geometric mean, which no single run draws off."""
    return np.exp(np.log(learned.where(learned > 0)).mean("seed")) if name in RATIOS else learned.mean("seed")


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
    values = paired_values(tabulate(part), (ALIGNMENT, step), (name, reading.last_step(part)))
    complete = complete_runs(*values)
    if complete.seeds < 2:
        return np.nan, np.nan
    sign = -1 if name in LAZY else 1
    several = any(aligned.shape[1] > 1 for aligned, _ in complete.tasks)
    across = seed_rho(complete.tasks).mean() if several else np.nan
    within = mean_partial_rho(complete.tasks, np.ones(complete.seeds))
    return sign * float(across), sign * float(within)


def share_limits(places: Sequence[Place]) -> None:
    """Give all panels one x axis, so that alignments before and after training, and in all groups, can be compared."""
    limits = np.array([place.panel.get_xlim() for place in places])
    for place in places:
        place.panel.set_xlim(limits[:, 0].min(), limits[:, 1].max())


def ratio_axes(places: Sequence[Place], runs: Sequence[np.ndarray], means: Sequence[np.ndarray]) -> None:
    """Give the panels of each of RATIOS a log axis, one for all, on which all `means` and most `runs` have a place.

    runs, means: what each of `places` shows, of any shape.
    """
    for name in RATIOS:
        chosen = [number for number, place in enumerate(places) if place.measure == name]
        if chosen:
            limits = log_limits(
                *(np.concatenate([np.ravel(some[number]) for number in chosen]) for some in (runs, means))
            )
            for number in chosen:
                log_value_axis(places[number].panel, limits)


def correlations_text(found: tuple[float, float]) -> str:
    """Both correlations in one line, a dash for one that there is not."""
    across, within = map(number, found)
    return f"ρ across {across}, within {within}"


def correlations_caption(measures: xr.Dataset, conditions: str) -> str:
    """What the numbers above the panels are, and those over all panels for the alignment before training."""
    found = [
        f"{number(across)} and {number(within)} ({richness_label(measures, name)})"
        for name in MEASURES
        if name in measures
        for across, within in [correlations(measures, name, 0)]
    ]
    return (
        f"ρ above a panel: Spearman correlation of its two axes across {conditions} (within a seed, mean over seeds) "
        f"and within {conditions} (seeds ranked at each of them, pooled). Over the whole experiment, for the alignment "
        f"before training: {'; '.join(found)}."
    )
