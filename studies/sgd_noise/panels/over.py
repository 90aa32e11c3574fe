"""Measures of networks over a swept parameter, with a line for each value of another."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from richlazy.reporting.plotting.blocks import spaced
from richlazy.reporting.plotting.labels import CONFIDENCE
from richlazy.reporting.plotting.style import sequence_colours
from richlazy.reporting.plotting.value_axes import log_limits, log_value_axis
from richlazy.statistics.interval import t_interval

MARKERS = "os^DvP"
# Share of networks that must have a finite value for a mean to be drawn.
HALF = 0.5
# Share of the axis that labels of ticks are apart, and octaves that bars of neighbouring lines are.
GAP, SHIFT = 0.2, 0.07


def lines(panel: Axes, values: xr.DataArray, along: str, each: str, log: bool = False) -> None:
    """Means over seeds and their intervals along a parameter, of which each line has one value of another.

    log: geometric means on a log axis. Networks without a finite value are left out, and points at which fewer than
    half of the networks have one.
    """
    ordered = values.sortby(along).sortby(each).transpose(each, "seed", along)
    series, drawn = ordered[each].values.tolist(), []
    for number, (value, colour, marker) in enumerate(looks(series)):
        found = ordered.values[number]
        found = np.where(np.isfinite(found) & ((found > 0) | (not log)), found, np.nan)
        enough = np.isfinite(found).mean(0) >= HALF
        mean, low, high = t_interval(np.log(found) if log else found, CONFIDENCE)
        ends = [np.where(enough, np.exp(part) if log else part, np.nan) for part in (mean, low, high)]
        places = ordered[along].values.astype(float) * 2 ** (SHIFT * (number - (len(series) - 1) / 2))
        panel.vlines(places, *ends[1:], color=colour, linewidth=0.9)
        look = {"color": colour, "marker": marker, "markersize": 3.6, "linewidth": 0.8}
        panel.plot(places, ends[0], label=power_of_two(value), **look)
        drawn += ends
    if log:
        log_value_axis(panel, log_limits(np.array(drawn)))
    octaves(panel, ordered[along].values)


def guide(panel: Axes, places: np.ndarray, through: tuple[float, float], power: float, colour: object) -> None:
    """A dotted power law through a point."""
    x, y = through
    panel.plot(places, y * (np.asarray(places, float) / x) ** power, color=colour, linewidth=0.9, linestyle=":")


def looks(series: Sequence) -> list[tuple[float, object, str]]:
    """Each value of the lines with its colour and its marker."""
    return list(zip(series, sequence_colours(len(series)), (MARKERS * len(series))[: len(series)], strict=True))


def octaves(panel: Axes, values: np.ndarray) -> None:
    """Make x a logarithmic axis with labels at these values, as far as there is room."""
    known = np.sort(np.asarray(values, float))
    panel.set_xscale("log", base=2)
    panel.set_xlim(known[0] / 1.4, known[-1] * 1.4)
    panel.xaxis.set_major_locator(FixedLocator(spaced(np.log2(known), known.tolist(), GAP)))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: power_of_two(value)))
    panel.xaxis.set_minor_locator(NullLocator())


def power_of_two(value: float) -> str:
    """A number as text, as a power of two where it is one that is not short."""
    exponent = round(np.log2(value))
    if 1 <= value < 10_000:
        return f"{value:.4g}"
    return f"$2^{{{exponent}}}$" if abs(np.log2(value) - exponent) < 1e-9 else f"{value:.3g}"


def legend(panel: Axes, title: str, place: str = "best", columns: int = 1) -> None:
    """A legend of the lines, with the parameter as title."""
    look = {"fontsize": "small", "title_fontsize": "small", "handlelength": 1.3, "labelspacing": 0.3}
    panel.legend(title=title, loc=place, ncols=columns, columnspacing=1, **look)
