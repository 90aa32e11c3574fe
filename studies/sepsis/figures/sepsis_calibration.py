"""Share of cases against the score of every method, at the shortest and at the longest horizon."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.reporting.plotting.blocks import note_if_empty, panel_letter
from richlazy.reporting.plotting.labels import diverged_text
from richlazy.reporting.plotting.style import SOFT, new_figure, styled

from studies.sepsis.analysis.comparisons import FLOOR, LABELS
from studies.sepsis.panels.methods import (
    MARKERS,
    colours_of,
    interval_over_replicates,
    interval_text,
    licence_text,
    stays_text,
)

SIMULATION = ["early_recognition", "recognition_in_cohort"]
ROW_MM = 48


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw a row for each horizon and a panel for each method, at the first sampling. Returns figure and caption."""
    part = measures.isel(sampling=0).sortby("horizon")
    ends = list(dict.fromkeys([part.horizon.values[0], part.horizon.values[-1]]))
    methods, colours = part.classifier.values.tolist(), colours_of(style)
    figure = new_figure(style, ROW_MM * len(ends) + 8)
    panels = figure.subplots(len(ends), len(methods), sharex=True, sharey=True, squeeze=False)
    for row, horizon in zip(panels, ends, strict=True):
        for panel, method in zip(row, methods, strict=True):
            cell = part.sel(horizon=horizon, classifier=method)
            _curve(panel, cell, method, colours[method])
        row[0].set_ylabel(f"Share of cases, {horizon} h")
    for panel, method in zip(panels[0], methods, strict=True):
        panel.set_title(LABELS[method], fontsize="medium")
    for panel in panels[-1]:
        panel.set_xlabel("Mean score")
    for letter, row in zip("ABCDEFGH", panels, strict=False):
        panel_letter(row[0], letter)
    end = _largest(part.sel(horizon=ends))
    ticks, limits = [0, end / 2, end], (-0.03 * end, 1.03 * end)
    panels[0, 0].set(xlim=limits, ylim=limits, xticks=ticks, yticks=ticks)
    return figure, _caption(part, ends)


def _largest(part: xr.Dataset) -> float:
    """The end of both axes: what holds all marks and bars, in fifths, half of which is a round number as well."""
    dims = ("classifier", "horizon", "step")
    drawn = [interval_over_replicates(part, name, *dims)[end] for name, end in (("predicted", 0), ("observed", 2))]
    drawn.append(interval_over_replicates(part, "observed", *dims)[0])
    highest = max((float(values[np.isfinite(values)].max(initial=0)) for values in drawn), default=0)
    return min(1.0, max(0.2, np.ceil(5 * highest - 1e-9) / 5))


def _curve(panel: Axes, cell: xr.Dataset, method: str, colour: str) -> None:
    panel.plot([0, 1], [0, 1], color=SOFT, linewidth=0.8, linestyle=":")
    if note_if_empty(panel, cell, "observed"):
        return
    place = interval_over_replicates(cell, "predicted", "step")[0]
    mean, low, high = interval_over_replicates(cell, "observed", "step")
    there = np.isfinite(place) & np.isfinite(mean)
    panel.vlines(place[there], low[there], high[there], color=colour, linewidth=0.9)
    panel.plot(
        place[there],
        mean[there],
        color=colour,
        marker=MARKERS[method],
        markersize=3.5,
        markerfacecolor="white" if method == FLOOR else colour,
        linewidth=1,
    )


def _caption(part: xr.Dataset, ends: list) -> str:
    rows = f"at onset − {ends[0]} h (upper row) and − {ends[1]} h" if len(ends) > 1 else f"at onset − {ends[0]} h"
    return (
        f"Calibration {stays_text(part)}: share of cases against the mean score in ten bins of equally many test stays "
        f"of each replicate, {rows}; {interval_text(part)}. Dotted: scores that are probabilities. Methods learn once, "
        f"at onset. {diverged_text(part.isel(horizon=0))} {licence_text(part)}"
    )
