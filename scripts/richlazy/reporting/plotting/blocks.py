"""Building blocks of figures: letters and notes of panels, intervals of means, axes of training steps."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator
from matplotlib.transforms import Transform

from richlazy.hypercube import reading
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.plotting.labels import CONFIDENCE
from richlazy.reporting.plotting.style import SOFT
from richlazy.statistics.interval import bounded_interval

# Smallest distance between tick labels, as a share of the axis.
LABEL_GAP = 0.1
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Distances of a panel's letter from the upper left corner of its axes, to the left and above, in points.
LETTER_LEFT, LETTER_ABOVE = 26.0, 5.0


def panel_letter(panel: Axes, letter: str, left: float = LETTER_LEFT, above: float = LETTER_ABOVE) -> None:
    """Write a panel's letter, a capital, `left` and `above` the upper left corner of the axes, in points."""
    text = panel.annotate(letter, (0, 1), xytext=(-left, above), xycoords="axes fraction", textcoords="offset points")
    text.set(fontweight="bold", ha="left", va="bottom", fontsize="larger", annotation_clip=False)


def why_empty(part: xr.Dataset, name: str) -> str | None:
    """The reason why a part of an experiment has no value of a measure, such as "all runs diverged"; None if it has."""
    if name not in part:
        return "not measured"
    if bool(part[name].notnull().any()):
        return None
    if not reading.planned_runs(part):
        return "not run"
    return "all runs diverged" if reading.diverged_runs(part) == reading.planned_runs(part) else "no value"


def note(panel: Axes, words: str, x: float = 0.5, y: float = 0.5, transform: Transform | None = None) -> Text:
    """Write a note into a panel; x, y: shares of the axes, or in the units of `transform`."""
    return panel.text(
        x,
        y,
        words,
        transform=transform or panel.transAxes,
        ha="center",
        va="center",
        color=SOFT,
        fontsize="small",
        fontstyle="italic",
        zorder=6,
    )


def note_if_empty(panel: Axes, part: xr.Dataset, name: str) -> bool:
    """If a part of an experiment has no value of a measure, write the reason into the panel; returns whether it did."""
    words = why_empty(part, name)
    if words:
        note(panel, words)
    return words is not None


def interval_of(values: xr.DataArray, *over: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean over seeds and its interval, each an array over the dimensions `over`.

    The interval is within the range of the measure with the name of `values`, so `values` must be the measure itself.
    """
    return bounded_interval(values.transpose("seed", *over).values, range_of(values.name), CONFIDENCE)


def note_never_reached(panel: Axes, places: np.ndarray, values: np.ndarray) -> None:
    """Write above each of `places` on x how many of `values` [place, seed] are +inf: never reached, and in no mean."""
    across = panel.get_xaxis_transform()
    for place, of_place in zip(places, values, strict=True):
        never = int(np.isposinf(of_place).sum())
        if never:
            text = note(panel, f"{never} of {np.count_nonzero(~np.isnan(of_place))}\nnever", place, 1.0, across)
            text.set(va="bottom", fontsize="x-small", linespacing=0.9)


def paired(values: xr.DataArray) -> xr.DataArray:
    """Whether each seed has a value wherever any seed has one, bool [seed].

    Means over different seeds at different points would show differences between seeds, not effects of the sweep.
    """
    known = np.isfinite(values)
    return (known | ~known.any("seed")).all([dim for dim in values.dims if dim != "seed"])


def spaced(positions: np.ndarray, names: Sequence, gap: float = LABEL_GAP) -> list:
    """The names that have room on an axis: the last, then each that is at least `gap` of the span before the next."""
    span = float(np.ptp(positions)) or 1.0
    with_room: list = []
    nearest = np.inf
    for position, name in sorted(zip(positions, names, strict=True), reverse=True):
        if nearest - position >= gap * span:
            with_room.append(name)
            nearest = position
    return with_room[::-1]


def step_axis(panel: Axes, steps: np.ndarray, labelled: bool = True) -> None:
    """Make x a logarithmic axis of training steps that includes step 0."""
    positive = steps[steps > 0]
    if len(positive):
        panel.set_xscale("symlog", linthresh=float(positive.min()), linscale=0.5)
        decades = 10.0 ** np.arange(np.ceil(np.log10(positive.min())), np.floor(np.log10(positive.max())) + 1)
        panel.xaxis.set_major_locator(FixedLocator([0.0, *decades]))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short_count(value)))
        panel.set_xlim(0, float(positive.max()) * 1.1)
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.tick_params(labelbottom=labelled)
    if len(positive) and 0 in steps:
        # Between step 0 and the first checkpoint the axis is neither linear nor logarithmic.
        across = panel.get_xaxis_transform()
        panel.text(float(positive.min()) / 2, 0, "//", transform=across, ha="center", va="center", fontsize="small")
    if labelled:
        panel.set_xlabel("Training step")


def short_count(value: float) -> str:
    """A number of steps as short text: 1000 as 1k."""
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"
