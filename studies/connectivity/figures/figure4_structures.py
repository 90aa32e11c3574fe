"""Figure 4 of circuits: richness of learning against the alignment of the kernel with the targets, with null models.

Colours and shapes are those of figure 2. Each circuit has a number, which stands beside its mark: nine colours could
not be told apart.
"""

from collections.abc import Mapping
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator
from richlazy.hypercube import reading
from richlazy.reporting.plotting.direct_labels import label_points
from richlazy.reporting.plotting.labels import seeds_text, words_of
from richlazy.reporting.plotting.style import styled

from studies.connectivity.analysis.circuits_and_nulls import ITSELF, Pair, circuits, pairs, tabulate
from studies.connectivity.analysis.learned import only_learned
from studies.connectivity.panels.alignment_panels import (
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
from studies.connectivity.panels.circuits import mark_legend, marks, mean_of_most, runs_text, why_no_mean
from studies.connectivity.panels.protocol import protocol_text

NEEDS = ("connectivity", "null_model")
COMPARES = {"null_model": ("none", "gaussian")}

# What a line of the names holds.
LEGEND_LETTERS = 120


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw every run, and the mean of every circuit and null model, at its alignment and its richness.

    Returns the figure and its caption. Raises MissingSweep when the experiment sweeps no connectivity or null_model,
    and InputError where no circuit has a null model.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "figure4_structures")
    table = tabulate(only_learned(measures))
    names = circuits(table)
    drawn = [Pair(name, ITSELF) for name in names] + pairs(table, "figure4_structures")
    tasks = [str(task) for task in table.task.values]
    marked = marks(table, style)
    figure, places = alignment_grid(table, tasks, style)
    _legends(figure, table, names, marked)
    shown = []
    for place in places:
        group, name, _, step, panel = place
        part = table.sel(task=[tasks[group]])
        learned = richness(part.sel(step=reading.last_step(part)), name)
        means = {pair: _runs(panel, part[ALIGNMENT].sel(step=step), learned, pair, marked) for pair in drawn}
        _means(panel, means, marked)
        shown.append((panel, means))
        if name not in LAZY:
            _wide_axis(panel)
        entitle(place, correlations(part, name, step))
    share_limits(places)
    # The layout must stand before numbers can be placed clear of each other.
    figure.draw_without_rendering()
    for panel, means in shown:
        _numbers(panel, means, names, style["font_size"] - 2)
    return figure, _caption(table)


def _runs(
    panel: Axes, aligned: xr.DataArray, learned: xr.DataArray, pair: Pair, marked: Mapping[str, Mapping]
) -> np.ndarray:
    """Draw the runs of a circuit or null model in a task; returns the means [2] of most, NaN if most diverged."""
    place = {"connectivity": pair.circuit, "null_model": pair.null}
    values = np.array([measure.sel(place).values.ravel() for measure in (aligned, learned)])
    drawn = np.isfinite(values).all(0)
    run_dots(panel, *values[:, drawn], marked[pair.null]["marker"], marked[pair.null]["color"])
    return np.array([mean_of_most(np.where(drawn, row, np.nan))[0] for row in values])


def _means(panel: Axes, means: Mapping[Pair, np.ndarray], marked: Mapping[str, Mapping]) -> None:
    """Draw the means, each null model joined to its circuit."""
    for pair, mean in means.items():
        own, mark = means[Pair(pair.circuit, ITSELF)], marked[pair.null]
        panel.plot(*zip(own, mean, strict=True), color=mark["color"], linewidth=0.5, alpha=0.6, zorder=2)
        mean_mark(panel, *mean, mark["marker"], mark["color"])


def _numbers(panel: Axes, means: Mapping[Pair, np.ndarray], names: list[str], font_size: float) -> None:
    """Write the number of every circuit beside its mean; call it when the figure is laid out."""
    shown = {name: means[Pair(name, ITSELF)] for name in names if np.isfinite(means[Pair(name, ITSELF)]).all()}
    if shown:
        obstacles = np.array([mean for mean in means.values() if np.isfinite(mean).all()])
        numbers = [str(1 + names.index(name)) for name in shown]
        label_points(panel, numbers, np.array(list(shown.values())), obstacles, font_size)


def _wide_axis(panel: Axes) -> None:
    """A log axis: circuits that nearly diverge change their weights a hundred times as much as others."""
    if not any((line.get_ydata() > 0).any() for line in panel.lines):
        return
    panel.set_yscale("log")
    panel.yaxis.set_major_locator(LogLocator(subs=(1, 3), numticks=12))
    panel.yaxis.set_major_formatter("{x:g}")
    panel.yaxis.set_minor_locator(NullLocator())


def _legends(figure: Figure, table: xr.Dataset, names: list[str], marked: Mapping[str, Mapping]) -> None:
    """The marks, and under them the numbers of the circuits with how many runs diverged where no mean is drawn."""
    listed = "   ".join(f"{1 + place}\N{NO-BREAK SPACE}{_name(table, name)}" for place, name in enumerate(names))
    lines = [CORRELATION_WORDS.format("circuits and null models"), *wrap(listed, LEGEND_LETTERS)]
    mark_legend(figure, marked, "\n".join(lines))


def _name(table: xr.Dataset, name: str) -> str:
    """What a circuit is called, blanks that hold together, and why it has no mean anywhere, where that is so."""
    own = table.sel(connectivity=name, null_model=ITSELF)
    run = [own.sel(task=[task]) for task in table.task.values if own.diverged.sel(task=task).notnull().any()]
    reasons = [why_no_mean(part.diverged, part.get("not_learned")) for part in run]
    lost = "" if "" in reasons else " (did not learn)" if "did not learn" in " ".join(reasons) else " (diverged)"
    return f"{words_of(name)}{lost}".replace(" ", "\N{NO-BREAK SPACE}")


def _caption(table: xr.Dataset) -> str:
    return (
        f"How richly networks learned in {reading.last_step(table)} training steps against the alignment of their "
        f"tangent kernel with the targets, before and after training, for circuits (black, numbered) and their null "
        f"models (coloured). Small: single runs ({seeds_text(table)}); large: mean over seeds, that of a null model "
        f"joined to its circuit.{' Weight change has a log axis.' if 'weight_change' in table else ''} "
        f"{correlations_caption(table, 'circuits and null models')} Networks that several "
        f"circuits share, such as the Gaussian null model of equally large ones, count once in it. "
        f"{protocol_text(table)} {runs_text(table)}"
    )
