"""The scorecard as a figure of one page: verdicts and effects of all claims in all experiments."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from richlazy.reporting.plotting.labels import words_of
from richlazy.reporting.plotting.style import FAINT, INK, SOFT, footer_points, new_figure, styled
from richlazy.reporting.scorecard import number
from richlazy.reporting.scorecard_summary import OTHER, Summary, few_seeds, summarise, together
from richlazy.statistics.verdict import CONTRADICTED, SUPPORTED, UNDECIDED

# Marks of verdicts, in colours for the colour-blind and different shapes.
MARKS = {
    SUPPORTED: {"color": "#0173b2", "marker": "o", "markerfacecolor": "#0173b2"},
    CONTRADICTED: {"color": "#d55e00", "marker": "D", "markerfacecolor": "#d55e00"},
    UNDECIDED: {"color": SOFT, "marker": "o", "markerfacecolor": "white"},
}
BARS = {SUPPORTED: "#0173b2", UNDECIDED: "#e3e3e3", CONTRADICTED: "#d55e00"}
# The page (A4) and the height of a line, in millimetres.
PAGE_MM = 297.0
MOST_LINE_MM, LEAST_LINE_MM = 4.6, 2.7
POINTS_PER_MM = 72 / 25.4
# Height of legend, headings, ticks and labels, and of the warning of few seeds, in lines of text.
BESIDE_LINES, WARNING_LINES, LINE_SPACING = 8.5, 2.6, 1.25
# Widths of names, verdicts, both effects and seeds, as shares.
WIDTHS = (1.15, 0.9, 1.0, 1.0, 0.85)
NAME_LETTERS = 32
# Smallest share of a bar that has its number written in it.
LEAST_SHARE = 0.14
# Smallest distance between labels on the axis of ratios, as a share of it.
LABEL_GAP = 0.16
# Beyond the end of every axis: an interval without end is drawn up to here.
FAR = 1e3
RATIOS = (0.001, 0.01, 0.03, 0.1, 0.2, 0.5, 0.8, 1, 1.25, 2, 5, 10, 30, 100, 1000)
HEADINGS = ("", "Tests by verdict", "Correlation", "Ratio", "Seeds (runs lost)")
AXIS_WORDS = {"correlation": "Spearman correlation,\npositive as predicted", "ratio": "Ratio, above 1\nas predicted"}


@styled
def draw_scorecard(rows: pd.DataFrame, style: Mapping) -> tuple[Figure, str]:
    """Draw a summary of the scorecard: for every claim a line per experiment, at most as high as A4.

    Returns the figure and its caption. If there are too many lines, the experiments of a claim share one line,
    beginning with the claim that has most.
    """
    if not len(rows):
        return new_figure(style, 30), "No claim was tested."
    beside = _beside_mm(bool(few_seeds(rows)), style)
    room = PAGE_MM - beside - footer_points(style) / POINTS_PER_MM
    lines = page_lines(summarise(rows), int(room / LEAST_LINE_MM))
    line_mm = min(MOST_LINE_MM, room / len(lines))
    figure = new_figure(style, line_mm * len(lines) + beside)
    axes = dict(zip(("names", "verdicts", "correlation", "ratio", "seeds"), _columns(figure), strict=True))
    size = min(0.85 * style["font_size"], 0.74 * line_mm * POINTS_PER_MM)
    for height, line in enumerate(lines):
        _heading(axes, height, line, size) if isinstance(line, str) else _line(axes, height, line, size)
    _finish(axes, len(lines), lines)
    _legend(figure, rows, style)
    return figure, _caption(rows, lines)


def _beside_mm(warned: bool, style: Mapping) -> float:
    """Height of everything but the lines and the footer, in millimetres."""
    lines = BESIDE_LINES + (WARNING_LINES if warned else 0)
    return lines * LINE_SPACING * style["font_size"] / POINTS_PER_MM + 1


def page_lines(summaries: Sequence[Summary], most: int) -> list[str | Summary]:
    """The lines from the top: the title of every claim, then its experiments, combined into one if there is no room."""
    blocks = [list(block) for _, block in groupby(summaries, key=lambda summary: summary.claim)]
    while sum(len(block) + 1 for block in blocks) > most and max(map(len, blocks)) > 1:
        longest = max(range(len(blocks)), key=lambda place: len(blocks[place]))
        blocks[longest] = [together(blocks[longest])]
    return [line for block in blocks for line in (f"{block[0].claim}  {block[0].title}", *block)]


def _columns(figure: Figure) -> np.ndarray:
    axes = figure.subplots(1, len(WIDTHS), sharey=True, width_ratios=WIDTHS)
    figure.get_layout_engine().set(w_pad=0.02, wspace=0.01)
    for panel, words in zip(axes, HEADINGS, strict=True):
        panel.set_title(words, fontsize="small", color=SOFT, pad=3)
        panel.tick_params(axis="y", left=False, labelleft=False)
        panel.patch.set_visible(False)
        for side in ("left", "bottom"):
            panel.spines[side].set_visible(panel in (axes[2], axes[3]) and side == "bottom")
    for panel in (axes[0], axes[1], axes[4]):
        panel.set(xlim=(0, 1), xticks=[])
    return axes


def _heading(axes: Mapping[str, Axes], height: int, words: str, size: float) -> None:
    for panel in axes.values():
        panel.axhline(height - 0.5, color=FAINT, linewidth=0.5, zorder=0)
    text = axes["names"].text(0.01, height, words, va="center", fontweight="bold", fontsize=size)
    # It goes on over the columns beside it, which are empty here.
    text.set_in_layout(False)


def _line(axes: Mapping[str, Axes], height: int, summary: Summary, size: float) -> None:
    axes["names"].text(0.05, height, _name(summary), va="center", fontsize=size)
    _verdicts(axes["verdicts"], height, summary.counts, size)
    for kind in ("correlation", "ratio"):
        _effects(axes[kind], height, summary, kind)
    if list(summary.kinds()) == [OTHER]:
        lead = summary.leading(OTHER)
        name = lead.effect_name.removeprefix("Hodges-Lehmann ")
        words = f"{name}: {number(lead.predicted)} ({number(lead.low)} to {number(lead.high)})"
        text = axes["correlation"].text(-1.05, height, words, va="center", fontsize=size, color=SOFT)
        text.set_in_layout(False)
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5})  # over the lines at zero and one,
        axes["correlation"].set_zorder(axes["ratio"].get_zorder() + 1)  # the latter in a panel drawn later
    few, many = summary.seeds
    lost = f" ({summary.diverged})" if summary.diverged else ""
    words = f"{few}{lost}" if few == many else f"{few} to {many}{lost}"
    axes["seeds"].text(0.5, height, words, va="center", ha="center", fontsize=size)


def _name(summary: Summary) -> str:
    """The name of the experiment, or the number of experiments."""
    if len(summary.experiments) > 1:
        return f"{len(summary.experiments)} experiments"
    words = words_of(summary.experiments[0])
    return words if len(words) <= NAME_LETTERS else f"{words[: NAME_LETTERS - 1]}…"


def _verdicts(panel: Axes, height: int, counts: Mapping[str, int], size: float) -> None:
    """Draw a bar that is divided by the shares of the verdicts, with their numbers."""
    left, total = 0.0, sum(counts.values())
    for verdict, colour in BARS.items():
        share = counts[verdict] / total
        if share:
            panel.barh(height, share, height=0.72, left=left, color=colour, linewidth=0)
        if share >= LEAST_SHARE:
            words = panel.text(left + share / 2, height, str(counts[verdict]), ha="center", va="center")
            words.set(fontsize=0.92 * size, color=INK if verdict == UNDECIDED else "white")
        left += share


def _effects(panel: Axes, height: int, summary: Summary, kind: str) -> None:
    """Draw a dot for every test of a kind, and the representative test with its interval."""
    for verdict, mark in MARKS.items():
        tests = summary.rows[(summary.rows.kind == kind) & (summary.rows.verdict == verdict)]
        dots = {"color": mark["color"], "markersize": 3, "markeredgewidth": 0, "alpha": 0.6}
        panel.plot(tests.predicted, np.full(len(tests), height), ".", zorder=2, **dots)
        for sign in np.unique(np.sign(tests.predicted[np.isinf(tests.predicted)])):
            _at_the_edge(panel, height, sign, markersize=3, color=mark["color"], alpha=0.6)
    lead = summary.leading(kind)
    if lead is not None and len(summary.experiments) == 1:
        mark = MARKS[lead.verdict]
        ends = np.clip([lead.low, lead.high], -FAR, FAR)
        panel.hlines(height, *ends, color=mark["color"], linewidth=1.2, zorder=3)
        if lead.predicted_mean != lead.predicted:
            panel.plot(lead.predicted_mean, height, "|", color=INK, markersize=5, markeredgewidth=0.8, zorder=5)
        if np.isinf(lead.predicted):
            _at_the_edge(panel, height, lead.predicted, markersize=5, color=mark["color"])
        panel.plot(lead.predicted, height, linestyle="none", markersize=3.6, markeredgewidth=0.9, zorder=4, **mark)


def _at_the_edge(panel: Axes, height: int, effect: float, **look: object) -> None:
    """Draw a triangle for an infinite effect, on the side of its sign."""
    place, marker = (0.985, ">") if effect > 0 else (0.015, "<")
    across = panel.get_yaxis_transform()
    panel.plot(place, height, marker, transform=across, markeredgewidth=0, zorder=4, clip_on=False, **look)


def _finish(axes: Mapping[str, Axes], count: int, lines: Sequence[str | Summary]) -> None:
    axes["names"].set_ylim(count - 0.4, -0.6)
    for kind in ("correlation", "ratio"):
        axes[kind].axvline(0, color=SOFT, linewidth=0.6, zorder=1)
        axes[kind].set_xlabel(AXIS_WORDS[kind], fontsize="small")
        axes[kind].xaxis.set_minor_locator(NullLocator())
        axes[kind].tick_params(axis="x", labelsize="small")
    axes["correlation"].set(xlim=(-1.1, 1.1), xticks=(-1, 0, 1))
    axes["correlation"].xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace("-", "−")))
    _ratio_axis(axes["ratio"], [line.rows for line in lines if isinstance(line, Summary)])


def _ratio_axis(panel: Axes, parts: Sequence[pd.DataFrame]) -> None:
    """Set an axis of logarithms that shows all effects and is labelled with ratios; intervals may be cut."""
    rows = pd.concat(parts)
    effects = rows.predicted[(rows.kind == "ratio") & np.isfinite(rows.predicted)]
    low, high = min(effects.min(), 0.0), max(effects.max(), 0.0)
    if np.isnan(low) or high - low < 0.1:
        low, high = -0.3, 0.3
    pad = 0.25 * (high - low)
    panel.set_xlim(low - pad, high + pad)
    panel.xaxis.set_major_locator(FixedLocator(_ratio_ticks(low - pad, high + pad)))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{np.exp(value):.3g}"))


def _ratio_ticks(low: float, high: float) -> list[float]:
    """Logarithms of those RATIOS on an axis whose labels have room; ratios near 1 have priority."""
    ticks: list[float] = []
    for position in sorted(np.log(RATIOS), key=abs):
        if low <= position <= high and all(abs(position - tick) > LABEL_GAP * (high - low) for tick in ticks):
            ticks.append(float(position))
    return ticks


def _legend(figure: Figure, rows: pd.DataFrame, style: Mapping) -> None:
    """Add a legend of the verdicts' colours, with the warning of few seeds if there is one."""
    handles = [Patch(color=colour) for colour in BARS.values()]
    warning = few_seeds(rows)
    if warning:
        first, second = warning.split(". ", 1)
        warning = f"{first}.\n{second}"
    figure.legend(
        handles,
        list(BARS),
        title=warning or None,
        title_fontproperties={"weight": "bold", "size": style["font_size"]},
        loc="outside upper center",
        ncols=len(BARS),
        handlelength=1.2,
    )


def _caption(rows: pd.DataFrame, lines: Sequence[str | Summary]) -> str:
    counts = ", ".join(f"{int((rows.verdict == verdict).sum())} {verdict}" for verdict in MARKS)
    folded = any(isinstance(line, Summary) and len(line.experiments) > 1 for line in lines)
    more = " Experiments of a claim that have no room are shown together, without a mark." if folded else ""
    return (
        f"The claims in short: under each claim its experiments, with all tests by verdict ({counts}). Small dots: the "
        f"effect of every test, turned so that right of the line is what the claim predicts. Mark and bar: the test "
        f"with the median effect, of those over all tasks where there are such (of two in the middle the one less as "
        f"predicted), with its interval, in the colour and shape of its verdict; stroke: its mean over seeds, where "
        f"that is another number. An interval that leaves the panel is cut; with too few seeds it is all that is "
        f"possible. A triangle at the edge is an effect without end, of what was never reached. "
        f"Correlations: Spearman's, of a swept number and a measure or of two measures, mean over seeds with "
        f"the interval of a randomisation of signs (within conditions: bootstrap). Ratios: of two conditions, on a log "
        f"axis, Hodges-Lehmann estimate with the interval of the signed-rank test. Differences and agreements with "
        f"closed forms are counted among the verdicts. On the right the complete seeds of a test and, in brackets, the "
        f"most runs that diverged among its conditions. Every test is in the page and the table of the "
        f"scorecard.{more} "
        f"{few_seeds(rows)}"
    ).strip()
