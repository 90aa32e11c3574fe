"""Log axes for measures without an upper bound, on which one extreme network does not flatten all others."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from richlazy.plotting.style import INK

# Positive measures whose ratios count: they have a log axis, and means of the logarithm.
RATIOS = ("weight_change", "relative_weight_change", "activity_cost")
RATIO_CAPTION = (
    "Weight change has a log axis and its means are geometric; triangles with a number are single networks beyond it."
)
# Values are left off the axis from this many interquartile ranges beyond the quartiles, all in the logarithm.
FENCE = 5.0
# Least interquartile range of the logarithm, and free room at both ends of an axis as a share of it.
LEAST_RANGE, PAD = 0.1, 0.05
FEWEST_TICKS = 3
# Share of the axis from which numbers stand to the left of their marks.
RIGHT_FROM = 0.7
# First digits of ticks, from few ticks to many.
DIGITS = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9))


def log_limits(values: np.ndarray, always: np.ndarray = ()) -> tuple[float, float] | None:
    """Ends of a log axis for `values` of any shape, without those far beyond the others, and for all of `always`.

    Values that are not finite or not positive have no place on it. None where there is no value.
    """
    logs, kept = (_logs(some) for some in (values, always))
    if not len(logs):
        return None
    lower, upper = np.quantile(logs, (0.25, 0.75))
    reach = FENCE * max(upper - lower, LEAST_RANGE)
    inside = np.append(logs[(logs >= lower - reach) & (logs <= upper + reach)], kept)
    pad = PAD * max(np.ptp(inside), LEAST_RANGE)
    return float(np.exp(inside.min() - pad)), float(np.exp(inside.max() + pad))


def _logs(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float).ravel()
    return np.log(values[np.isfinite(values) & (values > 0)])


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`: as few first digits as give FEWEST_TICKS of them, where any do."""
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    ticks: list[float] = []
    for digits in DIGITS:
        ticks = [digit * power for power in powers for digit in digits if low <= digit * power <= high]
        if len(ticks) >= FEWEST_TICKS:
            break
    return [float(f"{tick:.6g}") for tick in ticks]


def plain(value: float, _: object = None) -> str:
    """A tick's number without an exponent."""
    return f"{value:g}"


def log_value_axis(panel: Axes, limits: tuple[float, float] | None) -> None:
    """Make y a log axis from `limits[0]` to `limits[1]` with plain numbers; None leaves the axis as it is."""
    if limits is None:
        return
    panel.set_yscale("log")
    panel.set_ylim(limits)
    panel.yaxis.set_major_locator(FixedLocator(log_ticks(*limits)))
    panel.yaxis.set_major_formatter(FuncFormatter(plain))
    panel.yaxis.set_minor_locator(NullLocator())


def mark_beyond(panel: Axes, places: Sequence[float], values: np.ndarray, colour: object = INK) -> None:
    """Mark `values` at their `places` on x that lie above or below a y axis: a triangle on its edge, and the number."""
    low, high = panel.get_ylim()
    across = panel.get_xaxis_transform()
    for place, value in zip(places, np.asarray(values, float), strict=True):
        if not np.isfinite(value) or low <= value <= high:
            continue
        above = value > high
        edge, marker, align = (0.97, "^", "top") if above else (0.03, "v", "bottom")
        panel.plot(place, edge, marker, color=colour, markersize=3, markeredgewidth=0, transform=across, zorder=6)
        left = panel.transAxes.inverted().transform(across.transform((place, edge)))[0] < RIGHT_FROM
        words = panel.annotate(f"{value:.3g}", (place, edge), (4 if left else -4, 0), across, "offset points")
        words.set(va=align, ha="left" if left else "right", color=INK, fontsize="small")
