"""A control: how networks of the lowest and of the highest rank learned, against what an experiment varies beside
rank."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory
from richlazy.hypercube import reading
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.plotting.blocks import note
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, seeds_text
from richlazy.reporting.plotting.style import new_figure, sequence_colours, styled
from richlazy.reporting.plotting.value_axes import RATIOS, log_limits, log_value_axis, mark_beyond

from studies.connectivity.analysis.rank_effect import controlled, lowest_and_highest, settings
from studies.connectivity.panels.circuits import mean_of_most, why_no_mean, wrapped
from studies.connectivity.panels.settings import names_text, setting_text

NEEDS = ("rank",)

MEASURES = ("kernel_alignment", "representation_alignment", "weight_change", "accuracy")
MARKERS = ("s", "o")
ROW_MM = 48
# What the axis has beyond its outer values, as a share of the distance between them; of words, which are evenly spread,
# of that between neighbours.
MARGIN, WORDS_MARGIN = 0.15, 0.35
# Numbers that span more than this factor are spaced by their logarithm.
WIDE = 5
# Distance of the marks of the two ranks, as a share of the axis, and at most of the distance of neighbouring values.
DODGE, CLOSEST = 0.05, 0.16


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the last step, one column each (of those that the experiment has), against what the experiment
    varies.

    Rows are tasks, but where the task is what varies. Returns the figure and its caption. Raises MissingSweep when the
    experiment does not sweep rank.
    """
    reading.require(measures, "rank", "control")
    step = reading.last_step(measures)
    last = measures.sel(step=step)
    ends, places = lowest_and_highest(last), settings(last)
    names = [name for name in MEASURES if name in last]
    tasks = list(reading.groups(last, without=("rank", *controlled(last))))
    figure = new_figure(style, ROW_MM * len(tasks) + 8)
    axes = figure.subplots(len(tasks), len(names), squeeze=False)
    looks = list(zip(sequence_colours(2), MARKERS, strict=True))
    _legend(figure, ends, looks)
    for row, task in zip(axes, tasks, strict=True):
        for panel, name in zip(row, names, strict=True):
            _panel(panel, [end[name].sel(task) for end in ends], places, looks)
            _tell_lost(panel, [end.diverged.sel(task) for end in ends], places)
            panel.set_ylabel("\n".join(wrap(axis_label(last, name), 20)))
            panel.set_xlabel(names_text(places[0]).capitalize())
        row[0].set_title(str(task.get("task", "")), loc="left", fontweight="bold")
    return figure, _caption(last, step, ends)


def _panel(panel: Axes, ends: Sequence[xr.DataArray], places: Sequence[dict], looks: Sequence[tuple]) -> None:
    """Draw both ranks at every setting: a dot a seed, the mean with its interval; means joined where settings rank."""
    positions, ordered = _positions(places)
    span = np.ptp(positions) or 1.0
    apart = min(DODGE * span, *(CLOSEST * np.diff(np.sort(positions))), np.inf)
    for values, (colour, marker), side in zip(ends, looks, (-0.5, 0.5), strict=True):
        at = positions + side * apart
        seeds = np.array([values.sel(place).values for place in places])
        means, lows, highs = np.array([mean_of_most(row, range_of(values.name)) for row in seeds]).T
        beside = positions + 2 * side * apart
        panel.plot(beside, seeds, ".", color=colour, alpha=0.55, markersize=2.6, markeredgewidth=0, zorder=3)
        panel.vlines(at, lows, highs, color=colour, linewidth=1.0, zorder=4)
        line = {"color": colour, "marker": marker, "markersize": 3.6, "markeredgecolor": "white", "zorder": 5}
        order = np.argsort(at)
        panel.plot(at[order], means[order], linestyle="-" if ordered else "none", markeredgewidth=0.4, **line)
    margin = MARGIN * span if ordered else WORDS_MARGIN
    panel.set_xticks(positions, [wrapped(setting_text(place), 12) for place in places], fontsize="small")
    panel.set_xlim(positions.min() - margin, positions.max() + margin)
    panel.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    if ends[0].name in RATIOS:
        _ratio_axis(panel, ends, looks, places)


def _ratio_axis(panel: Axes, ends: Sequence[xr.DataArray], looks: Sequence[tuple], places: Sequence[dict]) -> None:
    """A log axis for most networks and all means; those beyond it are marked on its edge."""
    seeds = [np.array([values.sel(place).values for place in places]) for values in ends]
    means = [np.array([mean_of_most(row)[0] for row in rows]) for rows in seeds]
    log_value_axis(panel, log_limits(np.concatenate([rows.ravel() for rows in seeds]), np.concatenate(means)))
    positions, _ = _positions(places)
    for rows, (colour, _) in zip(seeds, looks, strict=True):
        mark_beyond(panel, np.repeat(positions, rows.shape[1]), rows.ravel(), colour)


def _tell_lost(panel: Axes, diverged: Sequence[xr.DataArray], places: Sequence[dict]) -> None:
    """Say above a setting at which rank too many runs diverged for a mean."""
    upwards = blended_transform_factory(panel.transData, panel.transAxes)
    for at, place in zip(_positions(places)[0], places, strict=True):
        reasons = [why_no_mean(end.sel(place)) for end in diverged]
        found = [
            f"{which} rank:\n{words}" for which, words in zip(("lowest", "highest"), reasons, strict=True) if words
        ]
        if found:
            note(panel, "\n".join(found), at, 0.5, upwards).set(fontsize="x-small", rotation=90, zorder=1)


def _positions(places: Sequence[dict]) -> tuple[np.ndarray, bool]:
    """Where settings lie on the axis, and whether they are numbers: text and combinations are spread evenly."""
    values = [list(place.values()) for place in places]
    if not all(len(value) == 1 and isinstance(value[0], int | float) for value in values):
        return np.arange(len(places), dtype=float), False
    numbers = np.array(values, float)[:, 0]
    wide = numbers.min() > 0 and numbers.max() > WIDE * numbers.min()
    return (np.log(numbers) if wide else numbers), True


def _legend(figure: Figure, ends: Sequence[xr.Dataset], looks: Sequence[tuple]) -> None:
    handles = [Line2D([], [], color=colour, marker=marker, markersize=3.6) for colour, marker in looks]
    words = [f"{which} rank ({_ranks(end)})" for which, end in zip(("lowest", "highest"), ends, strict=True)]
    figure.legend(handles, words, loc="outside upper center", ncols=2)


def _ranks(end: xr.Dataset) -> str:
    found = np.unique(end["rank"].values[end.diverged.notnull().any("seed").values])
    return " or ".join(map(str, found)) or "none was run"


def _caption(last: xr.Dataset, step: int, ends: Sequence[xr.Dataset]) -> str:
    varied = names_text(dict.fromkeys(controlled(last)))
    diverged, planned = (sum(map(count, ends)) for count in (reading.diverged_runs, reading.planned_runs))
    return (
        f"Networks after {step} training steps at the lowest and the highest rank of their initial recurrent matrix, "
        f"against {varied}; alignments compare a network with itself before training, a higher one "
        f"is lazier learning. Dots: single seeds ({seeds_text(last)}); marks and bars: mean and {INTERVAL} "
        f"over the seeds that did not diverge, where half of them or more are left. "
        f"{diverged or 'None'} of the {planned} runs diverged."
    )
