"""Labels, marks and axes of figures of circuits and their null models."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import FigureBase
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from richlazy.hypercube import reading
from richlazy.hypercube.measure_range import FREE, Limits
from richlazy.reporting.plotting.labels import CONFIDENCE, words_of
from richlazy.reporting.plotting.style import INK, category_colours
from richlazy.statistics.interval import bounded_interval
from richlazy.statistics.signed_rank import hodges_lehmann

from studies.connectivity.analysis.circuits_and_nulls import ITSELF, nulls, present
from studies.connectivity.analysis.learned import not_learned

# Text of captions on the marks and bars of `effect_of_most`.
EFFECT_WORDS = f"Hodges-Lehmann estimate and its {CONFIDENCE:.0%} interval (signed ranks; none of fewer than six seeds)"
ITSELF_WORDS, NULL_WORDS = "circuit itself", "{} null model"
# What one line of the legend holds, keys counted as letters.
LEGEND_LETTERS = 130
# Share of the seeds below which a mean is not drawn.
LEAST_LEFT = 0.5
SHAPES = ("s", "^", "D", "v", "P", "X", "<", ">", "p", "h")


def marks(table: xr.Dataset, style: Mapping) -> dict[str, dict]:
    """Colour and shape of the circuits themselves and of every null model: told apart without colour as well."""
    names = nulls(table)
    colours = category_colours(len(names), style)
    shapes = [SHAPES[place % len(SHAPES)] for place in range(len(names))]
    return {ITSELF: {"color": INK, "marker": "o"}} | {
        name: {"color": colour, "marker": shape} for name, colour, shape in zip(names, colours, shapes, strict=True)
    }


def mark_legend(figure: FigureBase, marked: Mapping[str, Mapping], title: str | None = None) -> None:
    """One legend of the circuit and its null models above all panels, and above it what else is to be said."""
    handles = [Line2D([], [], linestyle="none", markersize=4, **mark) for mark in marked.values()]
    words = [mark_words(name) for name in marked]
    lines = -(-sum(len(name) + 6 for name in words) // LEGEND_LETTERS)
    columns = -(-len(words) // lines)
    legend = figure.legend(
        handles,
        words,
        title=title,
        loc="outside upper center",
        ncols=columns,
        columnspacing=1.2,
        title_fontsize="small",
    )
    legend.get_title().set(ha="center", linespacing=1.3)


def mark_words(null: str) -> str:
    """What stands under a mark of `marks`: the circuit itself, or one of its null models."""
    return ITSELF_WORDS if null == ITSELF else NULL_WORDS.format(words_of(null))


def why_no_mean(diverged: xr.DataArray, unlearned: xr.DataArray | None = None) -> str:
    """Why `mean_of_most` draws no mean; "" where it draws one.

    diverged: over (seed) and further dims. unlearned: `not_learned` of the same runs, which count among the diverged.
    """
    run = diverged.dropna("seed", how="all")
    others = [dim for dim in run.dims if dim != "seed"]
    lost = int((run > 0).any(others).sum())
    if not run.sizes["seed"]:
        return "not run"
    if lost / run.sizes["seed"] <= 1 - LEAST_LEFT:
        return ""
    failed = 0 if unlearned is None else int((unlearned > 0).any(others).sum())
    words = "diverged" if not failed else "did not learn" if failed == lost else "diverged or did not learn"
    return f"{lost} of {run.sizes['seed']} {words}"


def wrapped(name: str, letters: int) -> str:
    """A name of the config in lines of at most `letters`, where its words allow."""
    return "\n".join(wrap(words_of(name), max(letters, 4), break_long_words=False)) or str(name)


def runs_text(table: xr.Dataset) -> str:
    """How many runs diverged, and how many combinations of task, circuit and null model were never run."""
    grid = present(table)
    total, diverged = reading.planned_runs(table), reading.diverged_runs(table)
    missing = grid.size - int(grid.sum())
    failed = not_learned(table)
    counts = [f"{diverged - failed} diverged"] if diverged - failed else []
    counts += [f"{failed} did not learn (their accuracy stayed near chance)"] if failed else []
    lost = f"No run of {total} diverged"
    if counts:
        lost = f"Of {total} runs {' and '.join(counts)}; they entered no mean, and "
        lost += "where more than half did so there is none"
    gaps = (
        f"; {missing} of the {grid.size} combinations of task, circuit and null model were not run" if missing else ""
    )
    return f"{lost}{gaps}."


def mean_of_most(values: np.ndarray, limits: Limits = FREE) -> tuple[float, float, float]:
    """Mean and interval within `limits` of `values` [seed]; NaN where more than half have none: survivors are no fair
    sample."""
    if np.isfinite(values).mean() < LEAST_LEFT:
        return np.nan, np.nan, np.nan
    return bounded_interval(values, limits, CONFIDENCE)


def effect_of_most(values: np.ndarray) -> tuple[float, float, float]:
    """Hodges-Lehmann estimate and interval of paired effects [seed], which are those of the claims.

    All NaN where more than half have none; the ends NaN where seeds are too few for an interval.
    """
    known = values[np.isfinite(values)]
    if not len(known) or len(known) / len(values) < LEAST_LEFT:
        return np.nan, np.nan, np.nan
    estimate, low, high = hodges_lehmann(known, CONFIDENCE)
    return (estimate, low, high) if np.isfinite([low, high]).all() else (estimate, np.nan, np.nan)


def share_axis(panel: Axes, values: np.ndarray, most_ticks: int) -> None:
    """Make x a log axis for shares, with its ticks at 1 and 3 times powers of ten, or at powers of ten alone."""
    finite = values[np.isfinite(values) & (values > 0)]
    if not len(finite):
        return
    ticks = share_ticks(float(finite.min()), float(finite.max()))
    panel.set(xscale="log", xlim=(ticks[0], ticks[-1]))
    powers = [tick for tick in ticks if np.isclose(np.log10(tick) % 1, 0) or np.isclose(np.log10(tick) % 1, 1)]
    shown = ticks if len(ticks) <= most_ticks or len(powers) < 2 else powers
    panel.xaxis.set_major_locator(FixedLocator(shown))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))


def share_ticks(low: float, high: float) -> list[float]:
    """1 and 3 times powers of ten from the last below `low` to the first above `high`; at least two.

    Values on a tick keep some distance from the end of the axis, so they count as beyond it.
    """
    first, last = int(np.floor(np.log10(low))) - 1, int(np.ceil(np.log10(high))) + 1
    steps = [digit * 10.0**power for power in range(first, last + 1) for digit in (1, 3)]
    below = max(step for step in steps if step < low * 0.92)
    above = min(step for step in steps if step > high * 1.15)
    return [step for step in steps if below <= step <= above]


def dodged(count: int) -> np.ndarray:
    """Places of `count` marks across a row of height 1, around its middle."""
    return (np.arange(count) - (count - 1) / 2) / (count + 0.6)


def stripes(panel: Axes, rows: int) -> None:
    """Shade every other row, rows counted from the top."""
    for row in range(1, rows, 2):
        panel.axhspan(row - 0.5, row + 0.5, color="#f2f2f2", linewidth=0, zorder=0)


def rows_axis(panel: Axes, names: Sequence[str], labelled: bool, letters: int = 22) -> None:
    """Make y a list of names from the top."""
    panel.set_ylim(len(names) - 0.5, -0.5)
    panel.set_yticks(range(len(names)), [wrapped(name, letters) for name in names] if labelled else [])
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
