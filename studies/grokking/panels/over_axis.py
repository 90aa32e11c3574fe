"""One axis of the grid: learning along training at each of its values, and what a run ends with over them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from richlazy.reporting.plotting.blocks import interval_of, note_never_reached
from richlazy.reporting.plotting.style import INK, sequence_colours

from studies.grokking.learning import LEARNED
from studies.grokking.panels import curves

# Values of the axis that have room for a curve each; of more, so many are drawn, from the first to the last.
MOST_CURVES = 6
# Errors at the end below this are zero but for rounding and the tolerance of training.
LEAST_END = 1e-7


class Shown(NamedTuple):
    """What is shown over an axis: a measure, its words for the legend, the marker and the colour."""

    name: str
    words: str
    marker: str
    colour: object


def errors_along_training(panel: Axes, part: xr.Dataset, dim: str, title: str) -> None:
    """The test error along training at each value of the axis; title: that of the legend, which has little room."""
    values = part[dim].values
    drawn = np.unique(np.linspace(0, len(values) - 1, min(len(values), MOST_CURVES)).round().astype(int))
    for colour, place in zip(sequence_colours(len(drawn)), drawn, strict=True):
        curves.line(panel, part.test_error.isel({dim: place}), colour, f"{values[place]:g}")
    curves.errors(panel, part, "Test error")
    panel.legend(title=title, fontsize="small", title_fontsize="small", handlelength=1.0, loc="lower left")


def steps(panel: Axes, part: xr.Dataset, dim: str, words: str, colours: Sequence) -> None:
    """The steps at which both errors fall, over the axis: a dot for each seed, a line for the medians."""
    for shift, colour, name, word in (
        (-0.12, colours[0], "train_step", "training"),
        (0.12, colours[1], "test_step", "test"),
    ):
        values = part[name].transpose(dim, "seed").values
        medians = np.array([_median(of_value) for of_value in values])
        place = np.arange(len(values)) + shift
        panel.plot(
            np.repeat(place, values.shape[1]),
            np.where(np.isfinite(values), values, np.nan).ravel(),
            ".",
            color=colour,
            markersize=2.5,
            alpha=0.5,
        )
        panel.plot(place, np.where(np.isfinite(medians), medians, np.nan), color=colour, linewidth=1.4, label=word)
    note_never_reached(panel, np.arange(len(values)), values)
    panel.set_yscale("log")
    panel.set_ylabel(f"Step below an error of {LEARNED:g}")
    _values(panel, part, dim, words)
    panel.legend(fontsize="small", handlelength=1.2, loc="best")


def measures(
    panel: Axes, part: xr.Dataset, dim: str, words: str, shown: Sequence[Shown], label: str, log: bool = False
) -> None:
    """Means of measures with their intervals over the axis; one that does not depend on it is a line across."""
    for number, one in enumerate(shown):
        if one.name not in part:
            continue
        entry = part[one.name]
        if dim not in entry.dims:
            panel.axhline(float(entry.mean()), color=one.colour, linewidth=0.9, linestyle="--", label=one.words)
            continue
        mean, low, high = interval_of(entry, dim)
        place = np.arange(len(mean)) + 0.1 * (number - (len(shown) - 1) / 2)
        panel.vlines(place, low, high, color=one.colour, linewidth=0.9)
        panel.plot(place, mean, marker=one.marker, color=one.colour, markersize=4, linewidth=0.8, label=one.words)
    if log:
        panel.set_yscale("log")
        panel.set_ylim(max(panel.get_ylim()[0], LEAST_END))
    else:
        panel.set_ylim(0, None)
    panel.set_ylabel(label)
    _values(panel, part, dim, words)
    if len(shown) > 1:
        panel.legend(fontsize="small", handlelength=1.4, loc="best")


def kernel() -> Shown:
    """Regression with the initial kernel."""
    return Shown("kernel_error", "initial kernel", "s", INK)


def _median(values: np.ndarray) -> float:
    """Median of the values that are known; NaN of none."""
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else np.nan


def _values(panel: Axes, part: xr.Dataset, dim: str, words: str) -> None:
    values = part[dim].values
    panel.set_xticks(np.arange(len(values)), [f"{value:g}" for value in values])
    panel.set_xlim(-0.5, len(values) - 0.5)
    panel.set_xlabel(words)
