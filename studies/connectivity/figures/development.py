"""Circuits of several ages: effective rank and laziness along development, with the null models of each."""

from collections.abc import Mapping
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory
from richlazy.errors import InputError
from richlazy.hypercube import reading
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.plotting.blocks import note
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, seeds_text, words_of
from richlazy.reporting.plotting.style import new_figure, styled

from studies.connectivity.analysis.circuits_and_nulls import (
    circuits,
    learned_values,
    matrix_values,
    present,
    tabulate,
)
from studies.connectivity.panels.circuits import mark_legend, marks, mean_of_most, runs_text, why_no_mean, wrapped

NEEDS = ("connectivity",)

AGE = "age_hours"
RANK = "effective_rank"
MEASURES = ("kernel_alignment", "representation_alignment", "weight_change")
# Circuits of one age stand side by side, as does a circuit beside its null models: distances as shares of the axis.
TWINS, BESIDE = 0.04, 0.008
ROW_MM, MARGIN_MM = 36.0, 20.0


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw effective rank and MEASURES at the last step (those that the experiment has) against age.

    Circuits stand at their age, the variable `age_hours` over connectivity; where no circuit has one they stand in
    the experiment's order, and where some have none these are left out. Returns the figure and its caption. Raises
    MissingSweep when the experiment does not sweep connectivity, and InputError when it has no circuit but null models.
    """
    reading.require(measures, "connectivity", "development")
    table = tabulate(measures)
    if not circuits(table):
        raise InputError("figure development needs circuits as they are; add `none` to the sweep of null_model")
    hours, places = ages(table), positions(table)
    last = table.sel(step=reading.last_step(table))
    names, tasks = [name for name in MEASURES if name in table], [str(task) for task in table.task.values]
    figure, panels = _panels(names, tasks, style)
    marked = marks(table, style)
    mark_legend(figure, marked)
    for (measure, task), panel in panels.items():
        _along_age(panel, last, measure, task, places, marked)
        _age_axis(panel, places, hours)
        _label_panel(
            panel, axis_label(table, measure), task in ("", tasks[0]), len(tasks) == 1 or measure in (RANK, names[-1])
        )
    figure.align_ylabels(list(panels.values()))
    for task in tasks if len(tasks) > 1 else []:
        panels[names[0], task].set_title(task, fontweight="bold")
    return figure, _caption(table, places, hours, tasks)


def ages(table: xr.Dataset) -> dict[str, float]:
    """Age in hours of every circuit that has one, in rising order; the experiment's order among equals."""
    if AGE not in table:
        return {}
    hours = table[AGE].max([dim for dim in table[AGE].dims if dim != "connectivity"])
    found = {name: float(hours.sel(connectivity=name)) for name in circuits(table)}
    return dict(sorted(((name, hour) for name, hour in found.items() if np.isfinite(hour)), key=lambda item: item[1]))


def positions(table: xr.Dataset) -> dict[str, float]:
    """Where each circuit stands on the axis: at its age, twins side by side; without ages, by its order."""
    hours = ages(table)
    if not hours:
        return {name: float(place) for place, name in enumerate(circuits(table))}
    values = list(hours.values())
    apart = TWINS * (max(values) - min(values) or 1.0)
    found = {}
    for name, hour in hours.items():
        twins = [other for other, value in hours.items() if value == hour]
        found[name] = hour + apart * (twins.index(name) - (len(twins) - 1) / 2)
    return found


def _panels(names: list[str], tasks: list[str], style: Mapping) -> tuple[Figure, dict[tuple[str, str], Axes]]:
    """A panel for the rank; one a measure and task, beside it for a single task, else below in rows of a measure."""
    if len(tasks) == 1:
        layout = [[(RANK, ""), *((name, tasks[0]) for name in names)]]
    else:
        layout = [[(RANK, "")] * len(tasks), *([(name, task) for task in tasks] for name in names)]
    keys = list(dict.fromkeys(key for row in layout for key in row))
    figure = new_figure(style, len(layout) * ROW_MM + MARGIN_MM)
    axes = figure.subplot_mosaic([[str(keys.index(key)) for key in row] for row in layout])
    panels = {key: axes[str(place)] for place, key in enumerate(keys)}
    for name in names:
        for task in tasks[1:]:
            panels[name, task].sharey(panels[name, tasks[0]])
    return figure, panels


def _along_age(
    panel: Axes, last: xr.Dataset, measure: str, task: str, places: Mapping[str, float], marked: Mapping[str, Mapping]
) -> None:
    """Draw the seeds, and their mean with its interval joined along age, of the circuits and of each null model."""
    beside = BESIDE * (max(places.values()) - min(places.values()) or 1.0)
    grid = present(last)
    for order, (null, mark) in enumerate(marked.items()):
        shift = beside * (order - (len(marked) - 1) / 2)
        points = []
        for name, place in places.items():
            run = grid.sel(connectivity=name, null_model=null)
            if not bool(run.sel(task=task) if task else run.any("task")):
                continue
            values = _values(last, measure, task, name, null)
            panel.plot(np.full(len(values), place + shift), values, ".", color=mark["color"], markersize=2, alpha=0.4)
            points.append((place + shift, *mean_of_most(values, range_of(measure))))
            _tell_lost(panel, last, task, name, null, place + shift)
        if points:
            where, mean, low, high = np.transpose(points)
            panel.vlines(where, low, high, color=mark["color"], linewidth=0.9, zorder=4)
            panel.plot(where, mean, linewidth=0.7, markersize=3.5, markeredgewidth=0, zorder=5, **mark)


def _tell_lost(panel: Axes, last: xr.Dataset, task: str, circuit: str, null: str, at: float) -> None:
    """Say at the top of the panel why a circuit or null model has no mean, where it has none."""
    words = why_no_mean(last.diverged.sel(connectivity=circuit, null_model=null, task=[task])) if task else ""
    if words:
        upwards = blended_transform_factory(panel.transData, panel.transAxes)
        note(panel, words, at, 0.98, upwards).set(rotation=90, va="top", fontsize="x-small", zorder=1)


def _values(last: xr.Dataset, measure: str, task: str, circuit: str, null: str) -> np.ndarray:
    if measure == RANK:
        return matrix_values(last, RANK, circuit, null)
    return learned_values(last, measure, circuit, null, [task])[:, 0]


def _label_panel(panel: Axes, words: str, left: bool, lowest: bool) -> None:
    """Label the outer panels alone; of a single row all are outer."""
    panel.tick_params(labelleft=left, labelbottom=lowest)
    panel.set_ylabel("\n".join(wrap(words, 20)) if left else "")
    if not lowest:
        panel.set_xlabel("")


def _age_axis(panel: Axes, places: Mapping[str, float], hours: Mapping[str, float]) -> None:
    if hours:
        panel.set_xlabel("Age (hours)")
        panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    else:
        panel.set_xticks(list(places.values()), [wrapped(name, 14) for name in places], rotation=60, ha="right")
        panel.tick_params(axis="x", labelsize="small")
    panel.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def _caption(table: xr.Dataset, places: Mapping[str, float], hours: Mapping[str, float], tasks: list[str]) -> str:
    step = reading.last_step(table)
    return (
        f"Effective rank of initial recurrent matrices and, after {step} training steps on {', '.join(tasks)}, how "
        f"lazily networks learned that start from them ({seeds_text(table)}); a higher alignment is lazier. "
        f"{_places_text(table, places, hours)} Black: the circuits themselves; coloured: their null models. Dots: "
        f"seeds; marks joined by lines: their mean; bars: {INTERVAL}. {runs_text(table)}"
    )


def _places_text(table: xr.Dataset, places: Mapping[str, float], hours: Mapping[str, float]) -> str:
    if not hours:
        return "The experiment holds no ages; circuits stand in its order."
    listed = ", ".join(f"{words_of(name)} {hour:g}" for name, hour in hours.items())
    without = [words_of(name) for name in circuits(table) if name not in places]
    twins = " Circuits of one age stand side by side." if len(set(hours.values())) < len(hours) else ""
    left_out = f" Without an age and not drawn: {', '.join(without)}." if without else ""
    return f"Ages in hours: {listed}.{twins}{left_out}"
