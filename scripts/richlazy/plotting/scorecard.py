"""The scorecard as a figure: every effect with its interval, marked by its verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from richlazy.plotting.labels import seed_count
from richlazy.plotting.style import FAINT, SOFT, new_figure, styled
from richlazy.statistics.verdict import CONTRADICTED, SUPPORTED, UNDECIDED

# Colour-blind safe, and told apart by shape as well.
MARKS = {
    SUPPORTED: {"color": "#0173b2", "marker": "o", "markerfacecolor": "#0173b2"},
    CONTRADICTED: {"color": "#d55e00", "marker": "D", "markerfacecolor": "#d55e00"},
    UNDECIDED: {"color": SOFT, "marker": "o", "markerfacecolor": "white"},
}
ROW_MM = 4.0
HEADING_GAP = 0.5
PANEL_MM = 14.0
AXIS_WORDS = {
    "mean Spearman rho across conditions": "Spearman correlation across conditions, mean over seeds",
    "partial Spearman rho within conditions": "Spearman correlation within conditions, pooled over them",
    "mean Spearman rho": "Spearman correlation with rank (or what the bold line names), mean over seeds",
    "mean log ratio": "Log ratio of the two conditions, mean over seeds",
    "mean difference": "Difference of the two conditions in units of the measure, mean over seeds",
    "margin less the largest mean difference": "Margin of agreement less the distance from the closed form",
}


@dataclass(frozen=True)
class Line:
    """One line of the figure at height `y`, counted in lines from the top: a heading, or a row of the scorecard."""

    y: float
    text: str
    row: pd.Series | None = None


@styled
def draw_scorecard(rows: pd.DataFrame, style: Mapping) -> tuple[Figure, str]:
    """Draw the rows of the scorecard, one panel per kind of effect, one line per claim, measure and task.

    Returns the figure and its caption. `rows` is the scorecard's table.
    """
    kinds = [(name, lines(part)) for name, part in rows.groupby("effect_name", sort=False)]
    if not kinds:
        return new_figure(style, 30), "No claim was tested."
    heights = [(entries[-1].y + 1) * ROW_MM for _, entries in kinds]
    figure = new_figure(style, sum(heights) + PANEL_MM * len(kinds) + 8)
    axes = figure.subplots(len(kinds), 1, squeeze=False, height_ratios=heights)[:, 0]
    for panel, (name, entries) in zip(axes, kinds, strict=True):
        _panel(panel, entries)
        panel.set_xlabel(AXIS_WORDS.get(name, name))
        if "Spearman" in name:
            panel.set_xlim(-1.08, 1.08)
    handles = [Line2D([], [], linewidth=1.2, markersize=4, **MARKS[verdict]) for verdict in MARKS]
    figure.legend(handles, list(MARKS), loc="outside upper center", ncols=len(MARKS))
    return figure, _caption(rows)


def lines(rows: pd.DataFrame) -> list[Line]:
    """The lines of one panel from the top: a heading per study, claim, measure, step and prediction, then its rows."""
    several = rows.study.nunique() > 1
    entries: list[Line] = []
    y = 0.0
    groups = rows.groupby(["study", "claim", "measure", "step", "direction"], sort=False, dropna=False)
    for (study, claim, measure, step, words), part in groups:
        where = f", {study}" if several else ""
        when = "" if pd.isna(step) else f" at step {step}"
        entries.append(Line(y, f"{claim}{where}: {measure.replace('_', ' ')}{when} {words}"))
        entries += [Line(y + 1 + place, row.task, row) for place, (_, row) in enumerate(part.iterrows())]
        y += len(part) + 1 + HEADING_GAP
    return entries


def _panel(panel: Axes, entries: list[Line]) -> None:
    beside = blended_transform_factory(panel.transAxes, panel.transData)
    panel.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
    for entry in entries:
        if entry.row is None:
            heading = panel.text(0.0, entry.y, entry.text, transform=beside, va="center", fontweight="bold")
            # The zero line stops for the words.
            heading.set(fontsize="small", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
            continue
        _effect(panel, entry.y, entry.row)
        verdict = panel.text(1.02, entry.y, _summary(entry.row), transform=beside, va="center", fontsize="small")
        verdict.set_color(MARKS[entry.row.verdict]["color"])
    shown = [entry for entry in entries if entry.row is not None]
    panel.set_yticks([entry.y for entry in shown], [entry.text for entry in shown])
    panel.set_ylim(entries[-1].y + 0.6, -0.6)
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)


def _effect(panel: Axes, y: float, row: pd.Series) -> None:
    mark = MARKS[row.verdict]
    panel.hlines(y, row.interval_low, row.interval_high, color=mark["color"], linewidth=1.4)
    panel.plot(row.effect, y, linestyle="none", markersize=4, clip_on=False, **mark)


def _summary(row: pd.Series) -> str:
    lost = f", {row.diverged} diverged" if row.diverged else ""
    return f"{row.verdict} ({seed_count(row.seeds)}{lost})"


def _caption(rows: pd.DataFrame) -> str:
    counts = ", ".join(f"{int((rows.verdict == verdict).sum())} {verdict}" for verdict in MARKS)
    return (
        f"Effect and interval of every test of the claims ({counts}). Trends: Spearman's correlation of rank and "
        f"measure within a seed, mean and bootstrap interval over seeds. Associations: the same of two measures, "
        f"across conditions within a seed or within conditions over seeds. Contrasts: natural logarithm of the ratio, "
        f"mean and t interval over seeds. Differences: of two conditions, in units of the measure. Agreement: margin "
        f"minus distance from the closed form. A bold line states what the claim predicts; on the right each row has "
        f"its verdict, the complete seeds in the test and the diverged runs among its conditions."
    )
