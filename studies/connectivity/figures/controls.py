"""Controls: what rank does to learning under every setting of several experiments, as a forest plot."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from matplotlib.transforms import blended_transform_factory
from richlazy.hypercube import reading
from richlazy.reporting.plotting.labels import seed_count, words_of
from richlazy.reporting.plotting.style import FAINT, SOFT, new_figure, styled

from studies.connectivity.analysis.rank_effect import PREDICTED, relative_effects, settings
from studies.connectivity.panels.circuits import EFFECT_WORDS, effect_of_most
from studies.connectivity.panels.settings import names_text, setting_text

EACH_NEEDS = ("rank",)

# Colour-blind safe, and told apart by shape as well.
MARKS = {
    "as the paper predicts": {"color": "#0173b2", "marker": "o", "markerfacecolor": "#0173b2"},
    "the interval holds zero": {"color": SOFT, "marker": "o", "markerfacecolor": "white"},
    "the reverse": {"color": "#d55e00", "marker": "D", "markerfacecolor": "#d55e00"},
}
AXIS_WORDS = {
    "kernel_alignment": "Kernel alignment:\nhighest less\nlowest rank",
    "representation_alignment": "Representation\nalignment: highest\nless lowest rank",
    "weight_change": "Weight change:\nratio of lowest to\nhighest rank",
}
RATIOS = (0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10, 30, 100)
ROW_MM = 4.2
# Behind a setting that several experiments share, which is that of the paper.
SHARED, FIRST_SEEDS = " *", 5
# Distance of a row's seeds from its interval, which would hide them, in rows.
BELOW = 0.3


@dataclass(frozen=True)
class Row:
    """One setting of an experiment: the effect [seed] on each measure, averaged over tasks, and how many runs
    diverged."""

    text: str
    effects: Mapping[str, np.ndarray]
    runs: int
    diverged: int


@styled
def draw(experiments: Sequence[xr.Dataset], style: Mapping) -> tuple[Figure, str]:
    """Draw the effect of rank on the measures of PREDICTED, one column each, with one row a setting of every
    experiment.

    Returns the figure and its caption. Raises MissingSweep when an experiment does not sweep rank.
    """
    for measures in experiments:
        reading.require(measures, "rank", "controls")
    blocks = _mark_shared([(_heading(measures), _rows(measures)) for measures in experiments])
    # A heading is a line of its own.
    lines = [line for heading, rows in blocks for line in (heading, *rows)]
    figure = new_figure(style, ROW_MM * len(lines) + 22)
    axes = figure.subplots(1, len(PREDICTED), squeeze=False)[0]
    for place, (panel, name) in enumerate(zip(axes, PREDICTED, strict=True)):
        _panel(panel, lines, name)
        _names(panel, lines, labelled=place == 0)
    _ratio_axis(axes[-1])
    _losses(axes[-1], lines)
    handles = [Line2D([], [], linewidth=1.2, markersize=4, **mark) for mark in MARKS.values()]
    figure.legend(handles, list(MARKS), loc="outside upper center", ncols=len(MARKS))
    return figure, _caption(experiments)


def _heading(measures: xr.Dataset) -> str:
    """The name of the experiment, and what it varies where its name does not say it."""
    name, place = measures.attrs["experiment"], settings(measures)[0]
    return names_text(place) if name in place else f"{words_of(name)}: {names_text(place)}".removesuffix(": ")


def _rows(measures: xr.Dataset) -> list[Row]:
    effects = relative_effects(measures.sel(step=reading.last_step(measures)))
    return [_row(place, effects.sel(place)) for place in settings(measures)]


def _mark_shared(blocks: list[tuple[str, list[Row]]]) -> list[tuple[str, list[Row]]]:
    """The blocks with SHARED behind every setting whose networks are those of another experiment, too."""
    seen = Counter(key for _, rows in blocks for key in {_networks(row) for row in rows})
    return [
        (heading, [replace(row, text=f"{row.text}{SHARED}") if seen[_networks(row)] > 1 else row for row in rows])
        for heading, rows in blocks
    ]


def _networks(row: Row) -> bytes:
    """What tells the networks of a row: the effects of the first seeds, since experiments differ in how many they
    have."""
    return np.array([effects[:FIRST_SEEDS] for effects in row.effects.values()]).tobytes()


def _row(place: Mapping[str, object], effects: xr.Dataset) -> Row:
    if "task" in effects.dims:
        effects = effects.sel(task=effects.diverged.notnull().any("seed"))
    over_tasks = effects.mean("task", skipna=False) if "task" in effects.dims else effects
    values = {name: over_tasks[name].values for name in PREDICTED}
    runs = 2 * reading.planned_runs(effects)  # at either rank
    return Row(setting_text(place), values, runs, reading.diverged_runs(effects))


def verdict(low: float, high: float) -> str:
    """Which of MARKS an interval of the effect has; NaN for one without ends."""
    if low > 0:
        return "as the paper predicts"
    return "the reverse" if high < 0 else "the interval holds zero"


def _panel(panel: Axes, lines: Sequence[str | Row], name: str) -> None:
    panel.axvline(0, color=SOFT, linewidth=0.7, zorder=1)
    for height, line in enumerate(lines):
        if not isinstance(line, Row):
            continue
        effects = line.effects[name]
        middle, low, high = effect_of_most(effects)
        mark = MARKS[verdict(low, high)]
        known = effects[np.isfinite(effects)]
        seeds = np.full(len(known), height + BELOW)
        panel.plot(known, seeds, ".", color=mark["color"], markersize=3, markeredgewidth=0, alpha=0.55, zorder=3)
        panel.hlines(height, low, high, color=mark["color"], linewidth=1.3, zorder=4)
        panel.plot(middle, height, linestyle="none", markersize=4, zorder=5, **mark)
    panel.set_xlabel(AXIS_WORDS[name])
    panel.xaxis.set_major_locator(MaxNLocator(5))


def _ratio_axis(panel: Axes) -> None:
    """Label an axis of logarithms with the ratios that they stand for."""
    low, high = panel.get_xlim()
    ticks = [np.log(ratio) for ratio in RATIOS if low <= np.log(ratio) <= high]
    panel.xaxis.set_major_locator(FixedLocator(ticks, nbins=6))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{np.exp(value):g}"))


def _names(panel: Axes, lines: Sequence[str | Row], labelled: bool) -> None:
    """Make y a list of the lines from the top, headings in bold with a rule above."""
    panel.set_ylim(len(lines) - 0.4, -0.6)
    texts = [line.text if isinstance(line, Row) else line for line in lines]
    panel.set_yticks(range(len(lines)), texts if labelled else [""] * len(lines))
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    for height, (line, label) in enumerate(zip(lines, panel.get_yticklabels(), strict=True)):
        if not isinstance(line, Row):
            panel.axhline(height - 0.5, color=FAINT, linewidth=0.5, zorder=0)
            label.set_fontweight("bold")


def _losses(panel: Axes, lines: Sequence[str | Row]) -> None:
    """Write beside every row how many seeds enter it, and how many runs diverged."""
    beside = blended_transform_factory(panel.transAxes, panel.transData)
    for height, line in enumerate(lines):
        if isinstance(line, Row):
            lost = f", {line.diverged}/{line.runs} diverged" if line.diverged else ""
            words = panel.text(1.02, height, f"{_seeds_words(line)}{lost}", transform=beside)
            words.set(va="center", fontsize="x-small")


def _seeds_words(line: Row) -> str:
    """How many seeds have a value: one number, or from the measure with the fewest to the one with the most."""
    counts = [int(np.isfinite(values).sum()) for values in line.effects.values()]
    least, most = min(counts), max(counts)
    return seed_count(most) if least == most else f"{least} to {seed_count(most)}"


def _caption(experiments: Sequence[xr.Dataset]) -> str:
    steps = sorted({reading.last_step(measures) for measures in experiments})
    return (
        f"Effect of rank on learning, after {' or '.join(map(str, steps))} training steps, under every setting of the "
        f"control experiments (bold). Kernel and representation alignment: highest less lowest rank; weight "
        f"change: ratio "
        f"of the lowest to the highest rank, on a log axis; paired by seed, tasks averaged within the seed. Right of "
        f"the vertical line (zero, or a ratio of 1) is what the paper predicts. Dots: seeds that have a value at both "
        f"ranks; marks and bars: {EFFECT_WORDS}, where half of the seeds or more have one. "
        f"Intervals are not adjusted for their number. Settings with an asterisk are the same networks in several "
        f"experiments."
    )
