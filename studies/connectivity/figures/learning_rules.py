"""Learning rules: how lazily networks learned against the rank of their initial matrix, by rule."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import note_if_empty, paired
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, diverged_text, seeds_text, value_words
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import SOFT, category_colours, styled
from richlazy.reporting.plotting.value_axes import accuracy_caption, accuracy_lines, reference_line

from studies.connectivity.analysis.learning_rules import CHANGE, not_learned, with_change_dimension
from studies.connectivity.panels.rank_axes import rank_axis
from studies.connectivity.panels.rank_curves import Marked, centre, fit_value_axes

NEEDS = ("rank", "rule")

MEASURES = ("kernel_alignment", "representation_alignment", "weight_change", CHANGE, "gradient_angle", "accuracy")
WORDS = {CHANGE: "Dimension of the weight change", "gradient_angle": "Angle to the gradient (degrees)"}
MARKERS = ("o", "s", "^", "D", "v")
ROW_MM = 27.0
# Factor between the places of neighbouring rules, so that their bars do not cover each other.
BESIDE = 1.045
RIGHT_ANGLE = 90


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the last step (those that the experiment has) against rank, a curve a rule; rows are measures,
    columns the other swept values.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep NEEDS.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "figure learning_rules")
    step = reading.last_step(measures)
    last = with_change_dimension(measures.sel(step=step)).sortby("rank")
    names, rules = [name for name in MEASURES if name in last], last.rule.values.tolist()
    words = {name: WORDS.get(name) or axis_label(last, name) for name in names}
    figure, panels = panel_grid(last, names, style, ROW_MM, words, within=NEEDS)
    looks = dict(zip(rules, zip(category_colours(len(rules), style), _markers(len(rules)), strict=True), strict=True))
    failed, shown = not_learned(last), []
    for panel in panels:
        part = last.sel(panel.group)
        curves = {rule: Marked(part[panel.name].sel(rule=rule), _shift(rules, rule)) for rule in rules}
        shown.append(list(curves.values()))
        for rule, marked in curves.items():
            _curve(panel.axes, marked, failed.sel(panel.group).sel(rule=rule), *looks[rule])
        rank_axis(panel.axes, last["rank"].values.tolist(), labelled=panel.lowest)
        if panel.name == "accuracy":
            accuracy_lines(panel.axes, part, words=True)
        if panel.name == "gradient_angle":
            reference_line(panel.axes, RIGHT_ANGLE)
        note_if_empty(panel.axes, part, panel.name)
    fit_value_axes(panels, shown, runs=False)
    _legend(figure, looks)
    return figure, _caption(last, step, failed)


def _markers(count: int) -> list[str]:
    return [MARKERS[number % len(MARKERS)] for number in range(count)]


def _shift(rules: list[str], rule: str) -> float:
    return BESIDE ** (rules.index(rule) - (len(rules) - 1) / 2)


def _curve(panel: Axes, marked: Marked, failed: xr.DataArray, colour: tuple, marker: str) -> None:
    """The mean over paired seeds and its interval; white marks where half of the runs or more have not learned."""
    values = marked.values
    mean, low, high = centre(values.isel(seed=np.flatnonzero(paired(values).values)), "rank")
    if not np.isfinite(mean).any():
        return
    ranks, known = values["rank"].values * marked.shift, np.isfinite(low)
    panel.vlines(ranks[known], low[known], high[known], color=colour, linewidth=0.9, zorder=3)
    panel.plot(ranks, mean, color=colour, linewidth=1, zorder=4)
    share = failed.mean("seed").values
    for rank, value, part in zip(ranks, mean, share, strict=True):
        face = "white" if part >= 0.5 else colour
        panel.plot(rank, value, marker, color=colour, markerfacecolor=face, markersize=3.6, zorder=5)


def _legend(figure: Figure, looks: Mapping[str, tuple]) -> None:
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=3.6, linewidth=1) for colour, marker in looks.values()
    ]
    words = [value_words("rule", rule) for rule in looks]
    if len(looks) > 1:
        handles.append(
            Line2D([], [], color=SOFT, marker="o", markersize=3.6, markerfacecolor="white", linestyle="none")
        )
        words.append("half or more have not learned")
    figure.legend(handles, words, loc="outside upper center", ncols=min(len(words), 5))


def _caption(last: xr.Dataset, step: int, failed: xr.DataArray) -> str:
    return (
        f"Networks after {step} training steps with different learning rules against the rank of their initial "
        f"recurrent matrix; alignments compare a network with itself before training, a higher one is lazier learning. "
        f"The dimension of the weight change is its participation ratio over the ten largest singular values; the "
        f"angle is that between the rule and the gradient, in the recurrent weights (dashed: a right angle). Marks: "
        f"mean over {seeds_text(last)}, of weight change the geometric mean on a log axis; bars: its {INTERVAL}; marks "
        f"of the rules stand side by side. White marks: half of the runs or more are nearer to chance than to the "
        f"highest accuracy, which {int(failed.sum())} of all runs are.{accuracy_caption(last)} {diverged_text(last)}"
    )
