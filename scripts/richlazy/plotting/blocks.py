"""Building blocks of figures: a grid of panels, a mean with its interval over all seeds, axes for ranks and steps."""

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from richlazy import hypercube
from richlazy.plotting.labels import axis_label
from richlazy.plotting.style import INK, new_figure
from richlazy.statistics.interval import t_interval

MOST_COLUMNS = 4
CONFIDENCE = 0.95
RANK_WORDS = "Rank of the initial matrix"
# Least distance of neighbouring tick labels, as a share of the axis.
LABEL_GAP = 0.1


def panel_grid(
    measures: xr.Dataset, names: Sequence[str], style: dict, row_mm: float
) -> tuple[Figure, list[tuple[dict, str, Axes]]]:
    """A grid with one row per measure and one column per group (task and other swept values, rank aside).

    More than MOST_COLUMNS groups go on below, in a further block of rows. Panels of a row share their y axis. Returns
    the figure and, per panel, its group, the measure's name and the axes.
    """
    groups = list(hypercube.groups(measures))
    columns = min(len(groups), MOST_COLUMNS)
    block_count = -(-len(groups) // columns)
    rows = block_count * len(names)
    figure = new_figure(style, rows * row_mm + 12)
    axes = figure.subplots(rows, columns, squeeze=False, sharey="row")
    panels = []
    for place in range(block_count * columns):
        block, column = divmod(place, columns)
        for offset, name in enumerate(names):
            panel = axes[block * len(names) + offset, column]
            if place >= len(groups):
                panel.remove()
                continue
            panels.append((groups[place], name, panel))
            _label_panel(measures, panel, groups[place], name, offset == 0, column == 0)
    figure.align_ylabels(axes[:, 0])
    return figure, panels


def _label_panel(measures: xr.Dataset, panel: Axes, group: dict, name: str, top: bool, left: bool) -> None:
    if top:
        panel.set_title("\n".join(wrap(hypercube.label(measures, group), 24)), fontweight="bold")
    if left:
        panel.set_ylabel("\n".join(wrap(axis_label(measures, name), 20)))
    else:
        panel.tick_params(labelleft=False)
    panel.yaxis.set_major_locator(MaxNLocator(4))


def paired(values: xr.DataArray) -> xr.DataArray:
    """Which seeds have a value everywhere where any seed has one: [seed] of bool.

    A mean over other seeds here than there would show who is missing rather than what rank does.
    """
    known = np.isfinite(values)
    return (known | ~known.any("seed")).all([dim for dim in values.dims if dim != "seed"])


def seeds_and_mean(panel: Axes, values: xr.DataArray, colour: Sequence[float], line: object = INK) -> None:
    """Draw `values` over (seed, rank): a thin line per seed; on top the mean over paired seeds and its t interval."""
    ranks, seeds = values["rank"].values, values.transpose("rank", "seed")
    panel.plot(ranks, seeds, color=colour, alpha=0.45, linewidth=0.5, marker="o", markersize=1.2, markeredgewidth=0)
    mean, low, high = t_interval(seeds[:, paired(values)], CONFIDENCE, axis=1)
    known = np.isfinite(low)
    panel.vlines(ranks[known], low[known], high[known], color=line, linewidth=1.0, zorder=4)
    panel.plot(ranks, mean, color=line, linewidth=1.0, marker="o", markersize=3, markerfacecolor=colour, zorder=5)


def mean_and_band(panel: Axes, values: xr.DataArray, colour: Sequence[float]) -> None:
    """Draw the mean of `values` over (seed, step), and a band for its t interval."""
    mean, low, high = t_interval(values.transpose("seed", "step"), CONFIDENCE)
    panel.fill_between(values.step, low, high, color=colour, alpha=0.22, linewidth=0)
    panel.plot(values.step, mean, color=colour)


def rank_axis(
    panel: Axes, ranks: Sequence[int], labelled: bool = True, words: str = RANK_WORDS, gap: float = LABEL_GAP
) -> None:
    """Make x a log axis with a tick at every rank and labels at those that are `gap` of the axis apart."""
    panel.set_xscale("log")
    panel.xaxis.set_major_locator(FixedLocator(list(ranks)))
    panel.xaxis.set_minor_locator(NullLocator())
    shown = set(spaced(np.log(np.asarray(ranks, float)), ranks, gap))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}" if round(value) in shown else ""))
    if len(ranks) > 1:
        pad = (max(ranks) / min(ranks)) ** 0.06
        panel.set_xlim(min(ranks) / pad, max(ranks) * pad)
    panel.tick_params(labelbottom=labelled)
    if labelled:
        panel.set_xlabel(words)


def spaced(positions: np.ndarray, names: Sequence, gap: float = LABEL_GAP) -> list:
    """The names that can be written without touching: the last, then each that is `gap` of the span before the next."""
    span = float(np.ptp(positions)) or 1.0
    kept: list = []
    nearest = np.inf
    for position, name in sorted(zip(positions, names, strict=True), reverse=True):
        if nearest - position >= gap * span:
            kept.append(name)
            nearest = position
    return kept[::-1]


def step_axis(panel: Axes, steps: np.ndarray, labelled: bool = True) -> None:
    """Make x a log axis of training steps on which step 0 has a place too."""
    positive = steps[steps > 0]
    if len(positive):
        panel.set_xscale("symlog", linthresh=float(positive.min()), linscale=0.5)
        decades = 10.0 ** np.arange(np.ceil(np.log10(positive.min())), np.floor(np.log10(positive.max())) + 1)
        panel.xaxis.set_major_locator(FixedLocator([0.0, *decades]))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short_count(value)))
        panel.set_xlim(0, float(positive.max()) * 1.1)
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.tick_params(labelbottom=labelled)
    if labelled:
        panel.set_xlabel("Training step")


def short_count(value: float) -> str:
    """A step count in few letters: 1000 as 1k."""
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def rank_legend(figure: Figure, ranks: Sequence[int], colours: Sequence, title: str = RANK_WORDS) -> None:
    """One legend of rank colours above all panels."""
    handles = [Line2D([], [], color=colour, linewidth=2) for colour in colours]
    figure.legend(
        handles,
        [str(rank) for rank in ranks],
        title=title,
        loc="outside upper center",
        ncols=min(len(ranks), 10),
    )
