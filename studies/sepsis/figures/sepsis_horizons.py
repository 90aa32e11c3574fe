"""AUPRC and AUROC of every method against hours before onset."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from richlazy.reporting.plotting.blocks import note_if_empty, panel_letter
from richlazy.reporting.plotting.labels import diverged_text
from richlazy.reporting.plotting.style import INK, SOFT, new_figure, styled

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
ROW_MM = 62
SHIFT = 0.13  # hours by which neighbouring methods are set apart
NAMES = {"auprc": "AUPRC", "auroc": "AUROC"}
# AUPRC 7 h before onset in the abstract of the paper (Moor et al. 2019, arXiv 1902.01659), of other data: MIMIC-III.
PUBLISHED_HOUR = 7
PUBLISHED = {"mgp_rnn": 0.25, "mgp_tcn": 0.35, "dtw_knn": 0.40}


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw AUPRC beside AUROC against the horizon, a row for each sampling. Returns the figure and its caption."""
    ordered = measures.sortby("horizon")
    samplings = ordered.sampling.values.tolist()
    figure = new_figure(style, ROW_MM * len(samplings))
    panels = figure.subplots(len(samplings), 2, sharex=True, sharey="col", squeeze=False)
    colours = colours_of(style)
    for row, sampling in zip(panels, samplings, strict=True):
        part = ordered.sel(sampling=sampling)
        for panel, name in zip(row, NAMES, strict=True):
            _curves(panel, part, name, colours)
            panel.set_ylabel(NAMES[name] if len(samplings) == 1 else f"{NAMES[name]}, {sampling}")
        _chance(row[0], float(part.prevalence.mean()))
        _chance(row[1], 0.5)
    _published(panels[0, 0], ordered, colours)
    for panel in panels[-1]:
        panel.set_xlabel("Hours before onset")
        horizons = ordered.horizon.values
        panel.set_xlim(horizons[-1] + 0.7, horizons[0] - 0.5)
        panel.xaxis.set_major_locator(FixedLocator(horizons.tolist()))
    handles, words = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, words, loc="outside right center", fontsize="small", handlelength=1.8)
    for letter, panel in zip("ABCD", panels.flat, strict=False):
        panel_letter(panel, letter)
    return figure, _caption(ordered)


def _curves(panel: Axes, part: xr.Dataset, name: str, colours: Mapping) -> None:
    if note_if_empty(panel, part, name):
        return
    methods = part.classifier.values.tolist()
    for number, method in enumerate(methods):
        floor, colour = method == FLOOR, colours[method]
        mean, low, high = interval_over_replicates(part.sel(classifier=method), name, "horizon")
        places = part.horizon.values + SHIFT * (number - (len(methods) - 1) / 2)
        panel.vlines(places, low, high, color=colour, linewidth=0.9)
        panel.plot(
            places,
            mean,
            color=colour,
            marker=MARKERS[method],
            markersize=4,
            markerfacecolor="white" if floor else colour,
            linewidth=1,
            linestyle="--" if floor else "-",
            label=LABELS[method],
        )


def _chance(panel: Axes, value: float) -> None:
    panel.axhline(value, color=SOFT, linewidth=0.8, linestyle=":", label="chance")


def _published(panel: Axes, measures: xr.Dataset, colours: Mapping) -> None:
    """Stars at the values of the paper, left of the curves."""
    if PUBLISHED_HOUR not in measures.horizon.values:
        return
    place, label = PUBLISHED_HOUR + 3.5 * SHIFT, "paper, MIMIC-III"
    for method in (one for one in PUBLISHED if one in measures.classifier.values):
        look = {"markersize": 6, "markeredgewidth": 0.4, "markeredgecolor": INK, "linestyle": ""}
        panel.plot(place, PUBLISHED[method], marker="*", color=colours[method], **look)
        panel.plot([], [], marker="*", color="white", label=label, **look)
        label = None


def _published_text(measures: xr.Dataset) -> str:
    shown = [method for method in PUBLISHED if method in measures.classifier.values]
    if not shown or PUBLISHED_HOUR not in measures.horizon.values:
        return ""
    return (
        f" Stars: AUPRC {PUBLISHED_HOUR} h before onset in the abstract of Moor et al. 2019, in the colour of its "
        "method. It is of MIMIC-III, other data that these are not to be compared with."
    )


def _caption(measures: xr.Dataset) -> str:
    return (
        f"How well sepsis is recognised by what is known so many hours before onset, {stays_text(measures)}: average "
        f"precision and area under the ROC curve, {interval_text(measures)}. Methods learn once, at onset. Dashed: the "
        "floor, a ridge logistic regression on the last value of each channel. Dotted: chance, which is the prevalence "
        f"for AUPRC. Marks are set apart sideways.{_published_text(measures)} "
        f"{diverged_text(measures.isel(horizon=0))} {licence_text(measures)}"
    )
