"""Initial matrices aligned with the task against random ones of the same rank and size, and partial alignment."""

from collections.abc import Mapping
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from richlazy.hypercube import reading
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.plotting.blocks import note, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, group_label, seeds_text, words_of
from richlazy.reporting.plotting.style import category_colours, new_figure, styled
from richlazy.reporting.plotting.value_axes import (
    RATIO_CAPTION,
    RATIOS,
    log_limits,
    log_value_axis,
    mark_beyond,
    plain_ticks,
)

from studies.connectivity.analysis.circuits_and_nulls import tabulate
from studies.connectivity.analysis.initial_alignment import (
    ITSELF,
    aligned_values,
    fully_aligned,
    groups,
    overlap_series,
    random_values,
)
from studies.connectivity.panels.circuits import dodged, mean_of_most, runs_text
from studies.connectivity.panels.rank_axes import RANK_WORDS

NEEDS = ("connectivity", "null_model", "rank")
COMPARES = {"null_model": ("none", "gaussian")}

MEASURES = ("kernel_alignment", "representation_alignment", "weight_change")
# Drawn below them, at the first step beside the last, where it was measured.
RICHNESS = "dynamical_richness"
OVERLAP = "overlap"
RANDOM_WORDS = "random"
ROW_MM, NAMES_MM, MARGIN_MM = 34.0, 16.0, 14.0
# Distance of a mean before learning from the one after it.
BESIDE = 0.16
SHAPES = ("o", "s", "D", "^", "v")


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the last step by initial matrix, and kernel alignment against overlap; colours are ranks.

    Where there is dynamical richness, it stands below MEASURES, before learning and after it. Columns are the swept
    values but the rank. Returns the figure and its caption. Raises MissingSweep when the experiment sweeps no
    connectivity, null_model or rank, and InputError where it has no aligned or no random initial matrix.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "figure alignment")
    last = measures.sel(step=reading.last_step(measures))
    parts = list(groups(last, "figure alignment", beside=("rank",)))
    ranks = sorted(last["rank"].values.tolist())
    marked = dict(zip(ranks, _marks(len(ranks), style), strict=True))
    by_start = [*MEASURES, RICHNESS] if RICHNESS in measures else list(MEASURES)
    rows = [*by_start, OVERLAP] if _has_series(parts, ranks) else by_start
    first = measures.sel(step=int(measures.step.min()))
    figure = new_figure(style, len(rows) * ROW_MM + NAMES_MM + MARGIN_MM)
    _legend(figure, marked)
    axes = figure.subplots(len(rows), len(parts), squeeze=False, sharey="row")
    places = list(reading.groups(last, without=NEEDS))
    titles = [group_label(last, group) for group in places]
    for column, (title, (_, part)) in enumerate(zip(titles, parts, strict=True)):
        axes[0, column].set_title("\n".join(wrap(title, 20)), fontweight="bold")
        for panel, row in zip(axes[:, column], rows, strict=True):
            if row == OVERLAP:
                _by_overlap(panel, part, marked)
            else:
                before = first.sel(places[column]) if row == RICHNESS else None
                _by_start(panel, part, row, marked, before, labelled=row == by_start[-1])
    _ratio_axes(axes, rows)
    _label(axes, rows, last)
    return figure, _caption(measures, RICHNESS in rows)


def _marks(count: int, style: Mapping) -> list[dict]:
    colours = category_colours(count, style)
    return [{"color": colours[place], "marker": SHAPES[place % len(SHAPES)]} for place in range(count)]


def _has_series(parts: list[tuple[str, xr.Dataset]], ranks: list[int]) -> bool:
    return any(overlap_series(part.sel(rank=rank)) for _, part in parts for rank in ranks)


def _legend(figure: Figure, marked: Mapping[int, Mapping]) -> None:
    handles = [Line2D([], [], linestyle="none", markersize=4, **mark) for mark in marked.values()]
    words = [str(rank) for rank in marked]
    figure.legend(handles, words, title=RANK_WORDS, loc="outside upper center", ncols=len(words))


def _starts(part: xr.Dataset) -> list[str]:
    """The fully aligned initial matrices of any rank, in the experiment's order."""
    found = {name for rank in part["rank"].values for name in fully_aligned(part.sel(rank=rank))}
    return [str(name) for name in part.connectivity.values if name in found]


def _by_start(
    panel: Axes,
    part: xr.Dataset,
    measure: str,
    marked: Mapping[int, Mapping],
    before: xr.Dataset | None,
    labelled: bool,
) -> None:
    """Draw a measure by initial matrix; before: the same part before learning, whose means are open marks beside."""
    starts = _starts(part)
    for (rank, mark), shift in zip(marked.items(), dodged(len(marked)), strict=True):
        at_rank, at_first = part.sel(rank=rank), None if before is None else before.sel(rank=rank)
        if fully_aligned(at_rank):
            earlier = None if before is None else random_values(at_first, measure)
            _column(panel, shift, random_values(at_rank, measure), mark, measure, earlier)
        for place, name in enumerate(starts, start=1):
            if name in fully_aligned(at_rank):
                earlier = None if before is None else aligned_values(at_first, measure, name)
                _column(panel, place + shift, aligned_values(at_rank, measure, name), mark, measure, earlier)
    names = [RANDOM_WORDS, *map(words_of, starts)]
    panel.set_xticks(range(len(names)), names if labelled else [], rotation=45, ha="right", rotation_mode="anchor")
    panel.set_xlim(-0.6, len(names) - 0.4)
    plain_ticks(panel)


def _by_overlap(panel: Axes, part: xr.Dataset, marked: Mapping[int, Mapping]) -> None:
    for rank, mark in marked.items():
        at_rank = part.sel(rank=rank)
        for names in overlap_series(at_rank).values():
            chosen = at_rank.sel(connectivity=names, null_model=ITSELF)
            values = chosen.kernel_alignment.transpose("connectivity", "seed").values
            panel.plot(chosen.overlap, values, color=mark["color"], linewidth=0.5, alpha=0.4)
            means = [
                _column(panel, overlap, row, mark, chosen.kernel_alignment.name)
                for overlap, row in zip(chosen.overlap.values, values, strict=True)
            ]
            panel.plot(chosen.overlap, means, color=mark["color"], linewidth=1.0)
    panel.set_xlim(-0.1, 1.1)
    plain_ticks(panel)
    if not panel.lines:
        note(panel, "no series\nof overlaps")
        panel.set_xticks([])
        return
    panel.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    panel.set_xlabel("Overlap")


def _column(
    panel: Axes, place: float, values: np.ndarray, mark: Mapping, measure: str, earlier: np.ndarray | None = None
) -> float:
    """Draw `values` [seed] at a place on x: a dot a seed, on top the mean, which is returned, with its interval.

    earlier: values before learning, whose mean is an open mark to the left, joined by a line.
    """
    mean, low, high = _mean(values, measure)
    if earlier is not None:
        start = _mean(earlier, measure)[0]
        beside = place - BESIDE
        panel.plot([beside, place], [start, mean], color=mark["color"], linewidth=0.7, zorder=3)
        open_mark = {**mark, "markerfacecolor": "white", "markeredgecolor": mark["color"]}
        panel.plot(beside, start, markersize=3.5, markeredgewidth=0.7, zorder=5, **open_mark)
    panel.plot(np.full(len(values), place), values, ".", color=mark["color"], markersize=2.2, alpha=0.5)
    panel.vlines(place, low, high, color=mark["color"], linewidth=0.9, zorder=4)
    panel.plot(place, mean, markersize=3.5, markeredgewidth=0.3, markeredgecolor="white", zorder=5, **mark)
    if not np.isfinite(mean):
        _say_lost(panel, place, values)
    return float(mean)


def _mean(values: np.ndarray, measure: str) -> tuple[float, float, float]:
    """Mean of most of `values` [seed] and its interval; of RATIOS the geometric mean, interval of the log."""
    if measure not in RATIOS:
        return mean_of_most(values, range_of(measure))
    return tuple(np.exp(mean_of_most(np.log(np.where(values > 0, values, np.nan)))))


def _say_lost(panel: Axes, place: float, values: np.ndarray) -> None:
    """Write at a place on x how many of its runs diverged, where too many did for a mean."""
    lost = int(np.isnan(values).sum())
    words = "all diverged" if lost == len(values) else f"{lost} of {len(values)} diverged"
    note(panel, words, place, 0.5, panel.get_xaxis_transform()).set_rotation(90)


def _ratio_axes(axes: np.ndarray, rows: list[str]) -> None:
    """Log axes for the rows of RATIOS, one for all columns, with the runs and the means that are drawn on it."""
    for row, panels in zip(rows, axes, strict=True):
        if row not in RATIOS:
            continue
        drawn = [line for panel in panels for line in panel.get_lines()]
        means = [line.get_ydata() for line in drawn if line.get_marker() in SHAPES]
        runs = [line.get_ydata() for line in drawn if line.get_marker() not in SHAPES]
        limits = log_limits(*(np.concatenate([np.ravel(some) for some in found]) for found in (runs, means)))
        for panel in panels:
            places = [(line.get_xdata(), line.get_ydata()) for line in panel.get_lines() if line.get_marker() == "."]
            log_value_axis(panel, limits)
            for across, values in places:
                mark_beyond(panel, across, values)


def _label(axes: np.ndarray, rows: list[str], last: xr.Dataset) -> None:
    for panel, row in zip(axes[:, 0], rows, strict=True):
        name = "kernel_alignment" if row == OVERLAP else row
        words = f"{axis_label(last, name)}{' (open: before learning)' if row == RICHNESS else ''}"
        panel.set_ylabel("\n".join(wrap(words, 20)))
        if row in (MEASURES[0], OVERLAP):
            panel_letter(panel, "A" if row == MEASURES[0] else "B", 30)


def _caption(measures: xr.Dataset, with_richness: bool) -> str:
    step = reading.last_step(measures)
    richness = (
        "Dynamical richness (0: features are aligned with the outputs; 1: they have nothing to do with them) is shown "
        "before learning, too (open marks): low from the start is aligned already, falling is rich learning. "
    )
    return (
        f"Networks after {step} training steps from initial matrices of low rank ({seeds_text(measures)}). A: matrices "
        f"along the leading singular directions of what a reference network learned, against a random one of the same "
        f"rank and size; a higher alignment is lazier learning. B, where the experiment has such: matrices that keep "
        f"the singular values but turn every direction away, against the overlap that is left. "
        f"{richness if with_richness else ''}Dots and thin lines: "
        f"seeds; marks: their mean; bars: {INTERVAL}. {RATIO_CAPTION} {runs_text(tabulate(measures))}"
    )
