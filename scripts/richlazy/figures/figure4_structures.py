"""Figure 4 of structures: richness of learning against the alignment of the kernel with the targets, with the nulls."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from richlazy import hypercube
from richlazy.plotting.alignment_panels import (
    ALIGNMENT,
    CORRELATION_WORDS,
    LAZY,
    alignment_grid,
    correlations,
    correlations_caption,
    entitle,
    mean_mark,
    richness,
    run_dots,
    share_limits,
)
from richlazy.plotting.labels import seeds_text, words_of
from richlazy.plotting.structures import ITSELF_WORDS, marks, mean_of_most, runs_text
from richlazy.plotting.style import SOFT, category_colours, styled
from richlazy.structure_grid import ITSELF, Pair, pairs, structures, tabulate

NEEDS = ("connectivity", "null_model")

LEGEND_COLUMNS = 7


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw every run, and the mean of every structure and null, at its alignment and its richness.

    Returns the figure and its caption. Raises MissingSweep when the study sweeps no connectivity or null_model, and
    InputError where no structure has a null.
    """
    for dim in NEEDS:
        hypercube.require(measures, dim, "figure4_structures")
    table = tabulate(measures)
    names = structures(table)
    drawn = [Pair(name, ITSELF) for name in names] + pairs(table, "figure4_structures")
    tasks = [str(task) for task in table.task.values]
    colours = dict(zip(names, category_colours(len(names), style), strict=True))
    markers = {null: mark["marker"] for null, mark in marks(table, style).items()}
    figure, places = alignment_grid(table, tasks, style)
    _legends(figure, colours, markers)
    for place in places:
        group, name, _, step, panel = place
        part = table.sel(task=[tasks[group]])
        learned = richness(part.sel(step=hypercube.last_step(part)), name)
        means = {pair: _runs(panel, part[ALIGNMENT].sel(step=step), learned, pair, colours, markers) for pair in drawn}
        _means(panel, means, colours, markers)
        if name not in LAZY:
            _wide_axis(panel)
        entitle(place, correlations(part, name, step))
    share_limits(places)
    return figure, _caption(table)


def _runs(
    panel: Axes, aligned: xr.DataArray, learned: xr.DataArray, pair: Pair, colours: Mapping, markers: Mapping
) -> np.ndarray:
    """Draw the runs of a structure or null in a task; returns the means [2] of most of them, NaN if most diverged."""
    place = {"connectivity": pair.structure, "null_model": pair.null}
    values = np.array([measure.sel(place).values.ravel() for measure in (aligned, learned)])
    drawn = np.isfinite(values).all(0)
    run_dots(panel, *values[:, drawn], markers[pair.null], colours[pair.structure])
    return np.array([mean_of_most(np.where(drawn, row, np.nan))[0] for row in values])


def _means(panel: Axes, means: Mapping[Pair, np.ndarray], colours: Mapping, markers: Mapping) -> None:
    """Draw the means, each null joined to its structure."""
    for pair, mean in means.items():
        own = means[Pair(pair.structure, ITSELF)]
        panel.plot(*zip(own, mean, strict=True), color=colours[pair.structure], linewidth=0.5, alpha=0.8, zorder=2)
        mean_mark(panel, *mean, markers[pair.null], colours[pair.structure])


def _wide_axis(panel: Axes) -> None:
    """A log axis: structures that nearly explode change their weights a hundred times as much as others."""
    if not any((line.get_ydata() > 0).any() for line in panel.lines):
        return
    panel.set_yscale("log")
    panel.yaxis.set_major_locator(LogLocator(subs=(1, 3), numticks=12))
    panel.yaxis.set_major_formatter("{x:g}")
    panel.yaxis.set_minor_locator(NullLocator())


def _legends(figure: Figure, colours: Mapping, markers: Mapping) -> None:
    """Colours of the structures above all panels, marks of the nulls below."""
    lines = [Line2D([], [], color=colour, linewidth=3) for colour in colours.values()]
    names = [words_of(name) for name in colours]
    title = CORRELATION_WORDS.format("structures and nulls")
    columns = min(len(names), LEGEND_COLUMNS)
    figure.legend(lines, names, title=title, loc="outside upper center", ncols=columns, handlelength=1)
    shapes = [Line2D([], [], linestyle="none", marker=marker, markersize=4, color=SOFT) for marker in markers.values()]
    words = [ITSELF_WORDS if null == ITSELF else words_of(null) for null in markers]
    figure.legend(shapes, words, loc="outside lower center", ncols=min(len(words), LEGEND_COLUMNS))


def _caption(table: xr.Dataset) -> str:
    return (
        f"How richly networks learned in {hypercube.last_step(table)} training steps against the alignment of their "
        f"tangent kernel with the targets, before and after training, for structures (colours) and their null models "
        f"(marks). Small: single runs ({seeds_text(table)}); large: mean over seeds, that of a null joined to its "
        f"structure. {correlations_caption(table, 'structures and nulls')} Networks that several structures share, "
        f"such as the Gaussian null of equally large ones, count once in it. {runs_text(table)}"
    )
