"""Panels with one row a circuit: a value of every null model, or its ratio to the circuit's own, all seeds visible."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory
from richlazy.hypercube.measure_range import FREE, Limits, range_of
from richlazy.reporting.plotting.blocks import note
from richlazy.reporting.plotting.labels import CONFIDENCE
from richlazy.reporting.plotting.style import SOFT
from richlazy.statistics.interval import bounded_interval

from studies.connectivity.analysis.circuits_and_nulls import ITSELF, Pair, log_ratio, matrix_values, shared_tasks
from studies.connectivity.panels.circuits import dodged, effect_of_most, mean_of_most, share_axis, why_no_mean


def seeds_and_interval(panel: Axes, values: np.ndarray, height: float, mark: Mapping, limits: Limits = FREE) -> None:
    """Draw `values` [seed] at a height: a dot a seed, on top the mean with its interval within `limits`."""
    _seeds_and_mark(panel, values, mean_of_most(values, limits), height, mark)


def _seeds_and_mark(
    panel: Axes, values: np.ndarray, centre: tuple[float, float, float], height: float, mark: Mapping
) -> None:
    middle, low, high = centre
    seeds = np.full(len(values), height)
    panel.plot(values, seeds, ".", color=mark["color"], markersize=2.2, markeredgewidth=0, alpha=0.5, zorder=3)
    panel.hlines(height, low, high, color=mark["color"], linewidth=0.9, zorder=4)
    panel.plot(middle, height, markersize=2.8, markeredgewidth=0.3, markeredgecolor="white", zorder=5, **mark)


def effective_ranks(
    panel: Axes, table: xr.Dataset, circuits: list[str], pairs: list[Pair], marked: Mapping[str, Mapping]
) -> None:
    """Draw the effective rank of every circuit and of its null models on a log axis."""
    places = dict(zip(marked, dodged(len(marked)), strict=True))
    drawn = [Pair(circuit, ITSELF) for circuit in circuits] + pairs
    everything, limits = [], range_of("effective_rank")
    for pair in drawn:
        values = matrix_values(table, "effective_rank", *pair)
        everything += [values, *bounded_interval(values, limits, CONFIDENCE)]
        height = circuits.index(pair.circuit) + places[pair.null]
        seeds_and_interval(panel, values, height, marked[pair.null], limits)
    share_axis(panel, np.hstack(everything), most_ticks=3)


def log_ratios(
    panel: Axes,
    last: xr.Dataset,
    measure: str,
    tasks: list[str],
    circuits: list[str],
    pairs: list[Pair],
    marked: Mapping[str, Mapping],
) -> None:
    """Draw ln(circuit / null model) of a measure, paired by seed, averaged over those of `tasks` that a pair shares:
    a dot a seed, on top `effect_of_most`.

    The row of a circuit that has no ratio says why.
    """
    places = dict(zip(marked, dodged(len(marked)), strict=True))
    panel.axvline(0, color=SOFT, linewidth=0.6, zorder=1)
    beside = blended_transform_factory(panel.transAxes, panel.transData)
    for row, circuit in enumerate(circuits):
        own = last.sel(connectivity=circuit, null_model=ITSELF, task=tasks)
        own = own.sel(task=own.diverged.notnull().any("seed"))
        words = why_no_mean(own.diverged, own.get("not_learned")) if own.sizes["task"] else "not run"
        if words:
            note(panel, words, y=row, transform=beside)
    for pair in pairs:
        shared = [task for task in shared_tasks(last, pair) if task in tasks]
        if shared:
            height = circuits.index(pair.circuit) + places[pair.null]
            ratios = log_ratio(last, measure, pair, shared)
            _seeds_and_mark(panel, ratios, effect_of_most(ratios), height, marked[pair.null])
    panel.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    panel.xaxis.set_major_formatter("{x:g}")
