"""Log axes for measures without an upper bound, on which one extreme network does not flatten all others."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from richlazy.reporting.plotting.style import INK, SOFT

# Positive measures whose ratios count: they have a log axis, and means of the logarithm.
RATIOS = ("weight_change", "relative_weight_change", "activity_cost")
RATIO_CAPTION = (
    "Weight change has a log axis and geometric means; a single network beyond the axis is a triangle with its number."
)
# Shares that are compared with each other: one axis from 0 to 1, and one of their own where they span less than WIDE.
SHARES = (
    "kernel_alignment",
    "full_kernel_alignment",
    "representation_alignment",
    "sign_similarity",
    "accuracy",
)
WIDE, UNIT_PAD, ROUNDING = 0.25, 0.04, 1e-6
ACCURACY_LINES = {"chance_accuracy": "chance", "highest_accuracy": "highest"}
# Values are left off the axis from this many interquartile ranges beyond the quartiles, all in the logarithm.
FENCE = 5.0
# Least interquartile range of the logarithm, and free room at both ends of an axis as a share of it.
LEAST_RANGE, PAD = 0.1, 0.05
FEWEST_TICKS, MOST_TICKS = 3, 6
# Below this, and above its inverse, numbers are written as powers.
SHORT = 1e-3
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
    """Round numbers from `low` to `high`: as few first digits as give FEWEST_TICKS of them, where any do.

    Of many powers of ten every second, third, ... is a tick, counted from 1.
    """
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    ticks: list[float] = []
    for digits in DIGITS:
        ticks = [digit * power for power in powers for digit in digits if low <= digit * power <= high]
        if len(ticks) >= FEWEST_TICKS:
            break
    stride = -(-len(ticks) // MOST_TICKS)
    if stride > 1:
        ticks = [tick for tick in ticks if round(np.log10(tick)) % stride == 0]
    return [float(f"{tick:.6g}") for tick in ticks]


def plain(value: float, _: object = None) -> str:
    """A tick's number without an exponent."""
    return f"{value:g}".replace("-", "−")


def power(value: float, _: object = None) -> str:
    """A power of ten as such."""
    return f"$10^{{{round(np.log10(value))}}}$"


def plain_ticks(panel: Axes) -> None:
    """Few round numbers on a linear y axis."""
    panel.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    panel.yaxis.set_major_formatter(FuncFormatter(plain))


def log_value_axis(panel: Axes, limits: tuple[float, float] | None) -> None:
    """Make y a log axis from `limits[0]` to `limits[1]` with plain numbers; None leaves the axis as it is."""
    if limits is None:
        return
    panel.set_yscale("log")
    panel.set_ylim(limits)
    ticks = log_ticks(*limits)
    # One form for all numbers of an axis.
    long = any(tick < SHORT or tick >= 1 / SHORT for tick in ticks)
    panel.yaxis.set_major_locator(FixedLocator(ticks))
    panel.yaxis.set_major_formatter(FuncFormatter(power if long else plain))
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


def reference_line(panel: Axes, value: float) -> None:
    """Draw a dashed line across the panel at a value that has a meaning of its own."""
    across = panel.get_yaxis_transform()
    panel.hlines(value, 0, 1, transform=across, color=SOFT, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)


def accuracy_lines(panel: Axes, part: xr.Dataset, words: bool) -> None:
    """Draw the accuracy of chance and the highest to be expected of the one task of `part`, where they are known.

    words: whether they are named in the panel. What is learned lies between: names stand beyond. A highest accuracy of
    1 has its number on the axis.
    """
    known = {name: float(part[name]) for name in ACCURACY_LINES if name in part and not part[name].ndim}
    for name, value in known.items():
        if not np.isfinite(value):
            continue
        reference_line(panel, value)
        if words and value < 1:
            sign, side = (1, "bottom") if name == "highest_accuracy" else (-1, "top")
            across = panel.get_yaxis_transform()
            text = panel.annotate(ACCURACY_LINES[name], (0.99, value), (0, sign), across, "offset points")
            text.set(fontsize="small", color=SOFT, ha="right", va=side)


def accuracy_caption(measures: xr.Dataset) -> str:
    """What the lines of accuracy are, for the caption of an experiment that has any."""
    if "accuracy" not in measures or "chance_accuracy" not in measures:
        return ""
    return (
        " Dashed lines of accuracy: chance, and the highest to be expected where trials without evidence are guessed "
        "and all others right."
    )


def set_value_axes(
    panels: Sequence[Axes], name: str, values: np.ndarray, always: np.ndarray = (), ratios: Sequence[str] = RATIOS
) -> None:
    """Give all panels of a measure the y axis that suits it, for its `values` and for all of `always`.

    A log axis for `ratios`; from 0 to 1 for accuracy, and for other SHARES whose values differ by much; else as
    Matplotlib has it.
    """
    known = np.append(np.ravel(values), np.ravel(always))
    known = known[np.isfinite(known)]
    whole = name in SHARES and len(known) and known.min() >= 0 and known.max() <= 1 + ROUNDING
    whole = whole and (name == "accuracy" or np.ptp(known) >= WIDE)
    for panel in panels:
        if name in ratios:
            log_value_axis(panel, log_limits(values, always))
            continue
        plain_ticks(panel)
        if whole:
            panel.set_ylim(-UNIT_PAD, 1 + UNIT_PAD)
            panel.yaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
