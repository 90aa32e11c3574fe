"""A measure against a swept number: a dot for each seed, the mean over seeds and its interval."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from richlazy.reporting.plotting.blocks import interval_of, note_if_empty, note_never_reached
from richlazy.reporting.plotting.labels import axis_label, capitalised, parameter_words
from richlazy.reporting.plotting.style import INK, SOFT

# The axis is logarithmic if the numbers span at least this factor.
WIDE = 4
# Margin beside the outer numbers, as a share of the axis.
MARGIN = 0.1


def against(panel: Axes, measures: xr.Dataset, name: str, parameter: str) -> None:
    """Draw the measure `name` [seed, `parameter`] at one step, with labelled axes; a note if there is no value.

    `labels.INTERVAL` describes the interval; ticks are at the swept numbers. Above a number stands how many runs never
    reached the value, which are in no mean.
    """
    ordered = measures.sortby(parameter)
    values, numbers = ordered[name].transpose(parameter, "seed"), ordered[parameter].values.astype(float)
    panel.set_xlabel(capitalised(parameter_words(parameter)))
    panel.set_ylabel(axis_label(ordered, name))
    _axis(panel, numbers)
    if note_if_empty(panel, ordered, name):
        return
    mean, low, high = interval_of(ordered[name], parameter)
    panel.plot(numbers, np.asarray(values), ".", color=SOFT, markersize=3, zorder=1)
    panel.vlines(numbers, low, high, color=INK, linewidth=1)
    panel.plot(numbers, mean, "o-", color=INK, markersize=4)
    note_never_reached(panel, numbers, values.values)


def _axis(panel: Axes, numbers: np.ndarray) -> None:
    """Set an x axis from the lowest to the highest number with a margin and a tick at each number."""
    spaced, back = numbers, np.asarray
    if numbers[0] > 0 and numbers[-1] >= WIDE * numbers[0]:
        panel.set_xscale("log")
        spaced, back = np.log(numbers), np.exp
    margin = MARGIN * (spaced[-1] - spaced[0]) or 1.0
    panel.set_xlim(*back([spaced[0] - margin, spaced[-1] + margin]))
    panel.set_xticks(numbers, [f"{number:g}" for number in numbers])
    panel.minorticks_off()
