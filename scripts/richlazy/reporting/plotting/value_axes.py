"""Value axes of measures: log axes whose limits ignore outliers, and axes of shares from 0 to 1."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from richlazy.reporting.plotting.style import INK, SOFT

# Positive measures with a log axis and geometric means.
RATIOS = ("weight_change", "relative_weight_change", "activity_cost")
RATIO_CAPTION = (
    "Weight change has a log axis and geometric means; a single network beyond the axis is a triangle with its number."
)
# Shares, which have a common axis from 0 to 1, or an axis of their own if they span less than WIDE.
SHARES = (
    "kernel_alignment",
    "full_kernel_alignment",
    "representation_alignment",
    "sign_similarity",
    "accuracy",
)
WIDE, UNIT_PAD, ROUNDING = 0.25, 0.04, 1e-6
ACCURACY_LINES = {"chance_accuracy": "chance", "highest_accuracy": "highest"}
# Values this many interquartile ranges beyond the quartiles, in the logarithm, are outside the axis.
FENCE = 5.0
# Smallest interquartile range of the logarithm that is used, and margin of an axis as a share of it.
LEAST_RANGE, PAD = 0.1, 0.05
FEWEST_TICKS, MOST_TICKS = 3, 6
# Numbers below this, or above its inverse, are written as powers.
SHORT = 1e-3
# From this share of the axis on, numbers are to the left of their marks.
RIGHT_FROM = 0.7
# First digits of ticks, from few ticks to many.
DIGITS = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9))


def log_limits(values: np.ndarray, always: np.ndarray = ()) -> tuple[float, float] | None:
    """Limits of a log axis for `values` of any shape except outliers, and for all of `always`.

    Values that are not finite or not positive are ignored. None if there is no value.
    """
    logs, always_logs = (_logs(some) for some in (values, always))
    if not len(logs):
        return None
    lower, upper = np.quantile(logs, (0.25, 0.75))
    reach = FENCE * max(upper - lower, LEAST_RANGE)
    inside = np.append(logs[(logs >= lower - reach) & (logs <= upper + reach)], always_logs)
    pad = PAD * max(np.ptp(inside), LEAST_RANGE)
    return float(np.exp(inside.min() - pad)), float(np.exp(inside.max() + pad))


def _logs(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float).ravel()
    return np.log(values[np.isfinite(values) & (values > 0)])


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`: as few different first digits as give FEWEST_TICKS ticks, if possible.

    If there are many powers of ten, only every second, third, ... is a tick, counted from 1.
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
    """A number as text without exponent, for a tick."""
    return f"{value:g}".replace("-", "−")


def power(value: float, _: object = None) -> str:
    """A number as text with a power of ten, such as 10³ or 3·10², for a tick."""
    exponent = int(np.floor(np.log10(value) + ROUNDING))
    digits = f"{value / 10.0**exponent:.3g}"
    return f"$10^{{{exponent}}}$" if digits == "1" else f"${digits}\\cdot10^{{{exponent}}}$"


def plain_ticks(panel: Axes) -> None:
    """Set few round ticks on a linear y axis."""
    panel.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    panel.yaxis.set_major_formatter(FuncFormatter(plain))


def log_value_axis(panel: Axes, limits: tuple[float, float] | None) -> None:
    """Make y a log axis with these limits; None does not change it."""
    if limits is None:
        return
    panel.set_yscale("log")
    panel.set_ylim(limits)
    ticks = log_ticks(*limits)
    # All numbers of an axis have the same format.
    long = any(tick < SHORT or tick >= 1 / SHORT for tick in ticks)
    panel.yaxis.set_major_locator(FixedLocator(ticks))
    panel.yaxis.set_major_formatter(FuncFormatter(power if long else plain))
    panel.yaxis.set_minor_locator(NullLocator())


def mark_beyond(panel: Axes, positions: Sequence[float], values: np.ndarray, colour: object = INK) -> None:
    """Mark those `values` at x `positions` that are outside the y axis: a triangle on its edge, and the number."""
    low, high = panel.get_ylim()
    across = panel.get_xaxis_transform()
    for position, value in zip(positions, np.asarray(values, float), strict=True):
        if not np.isfinite(value) or low <= value <= high:
            continue
        above = value > high
        edge, marker, align = (0.97, "^", "top") if above else (0.03, "v", "bottom")
        panel.plot(position, edge, marker, color=colour, markersize=3, markeredgewidth=0, transform=across, zorder=6)
        left = panel.transAxes.inverted().transform(across.transform((position, edge)))[0] < RIGHT_FROM
        words = panel.annotate(f"{value:.3g}", (position, edge), (4 if left else -4, 0), across, "offset points")
        words.set(va=align, ha="left" if left else "right", color=INK, fontsize="small")


def reference_line(panel: Axes, value: float) -> None:
    """Draw a dashed horizontal line across the panel at a reference value."""
    across = panel.get_yaxis_transform()
    panel.hlines(value, 0, 1, transform=across, color=SOFT, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)


def accuracy_lines(panel: Axes, part: xr.Dataset, words: bool) -> None:
    """Draw lines at chance level and at the highest expected accuracy of the task of `part`, if they are known.

    words: whether the lines have names, which are outside the range between the lines. A highest accuracy of 1 has no
    name.
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
    """Sentence on the lines of accuracy for a caption; "" for an experiment without them."""
    if "accuracy" not in measures or "chance_accuracy" not in measures:
        return ""
    return (
        " Dashed lines of accuracy: chance, and the highest to be expected where trials without evidence are guessed "
        "and all others right."
    )


def set_value_axes(
    panels: Sequence[Axes], name: str, values: np.ndarray, always: np.ndarray = (), ratios: Sequence[str] = RATIOS
) -> None:
    """Set the y axes of all panels of a measure, for its `values` except outliers, and for all of `always`.

    A log axis for `ratios`; from 0 to 1 for accuracy, and for other SHARES that span at least WIDE; otherwise the
    limits are those of Matplotlib.
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
