"""Accuracy on training and held-out data along training for each output scale, with norm and kernel."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from richlazy.reporting.plotting.blocks import LETTERS, interval_of, note_if_empty, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, diverged_text, seeds_text
from richlazy.reporting.plotting.style import SOFT, category_colours, sequence_colours, styled

from studies.grokking.analysis.first_steps import HELD_OUT, TRAINING, bound_of, first_steps, known
from studies.grokking.panels import curves
from studies.grokking.panels.facets import facet_figure, facets, facets_text

NEEDS = ("alpha",)
MEASURES = ("loss", "weight_norm", "kernel_alignment", "representation_alignment")
ROW_MM = 52
# Accuracies, the first steps at which they reached the bound, and their name in the legend.
ACCURACIES = (("training_accuracy", TRAINING, "training"), ("accuracy", HELD_OUT, "held out"))
# Output scales that one row has room for.
MOST_ALPHAS = 4


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw the accuracy along training for each of at most MOST_ALPHAS output scales, and MEASURES for all of them, in
    a block for each combination of other swept values. Returns the figure and its caption. Raises MissingSweep where
    the experiment does not sweep alpha."""
    chosen = facets(measures, "alpha")
    figure = facet_figure(chosen, style, 2 * ROW_MM, partial(_facet, style=style))
    return figure, _caption(measures.sortby("alpha"), facets_text(chosen))


def _facet(block: SubFigure, part: xr.Dataset, first: int, style: Mapping) -> int:
    upper, lower = block.subfigures(2, 1)
    colours = category_colours(2, style)
    shown = _shown(part)
    above = upper.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for number, (panel, alpha) in enumerate(zip(above, shown, strict=True)):
        _accuracy(panel, part.sel(alpha=alpha), colours, "Accuracy" if number == 0 else "")
        panel.set_title(f"α = {alpha:g}")
        panel_letter(panel, LETTERS[first + number])
    above[0].legend(fontsize="small", handlelength=1.2, loc="lower right")
    below = lower.subplots(1, len(MEASURES))
    for number, (panel, name) in enumerate(zip(below, MEASURES, strict=True)):
        _along(panel, part, name)
        panel_letter(panel, LETTERS[first + len(shown) + number])
    below[0].legend(title="α", fontsize="small", title_fontsize="small", handlelength=1.0, loc="best")
    return len(shown) + len(MEASURES)


def _shown(part: xr.Dataset) -> list[float]:
    return part.alpha.values.tolist()[:MOST_ALPHAS]


def _accuracy(panel: Axes, part: xr.Dataset, colours: list, label: str) -> None:
    if known(part):
        panel.axhline(bound_of(part), color=SOFT, linewidth=0.8, linestyle=":")
    for (name, step, word), colour in zip(ACCURACIES, colours, strict=True):
        if name in part and not note_if_empty(panel, part, name):
            curves.line(panel, part[name].reset_coords(drop=True), colour, word)
        if known(part):
            _first_steps(panel, first_steps(part, step).values, bound_of(part), colour)
    panel.set_ylim(-0.02, 1.02)
    panel.set_ylabel(label)
    curves.steps(panel, part)


def _first_steps(panel: Axes, steps: np.ndarray, bound: float, colour: object) -> None:
    """Marks on the bound at the first steps of all seeds, and at their median where it is finite."""
    reached = steps[np.isfinite(steps)]
    panel.plot(reached, np.full(len(reached), bound), "|", color=colour, markersize=5, markeredgewidth=0.6)
    middle = np.median(steps[~np.isnan(steps)]) if (~np.isnan(steps)).any() else np.inf
    if np.isfinite(middle):
        panel.plot([middle], [bound], "o", color=colour, markersize=3.5, markeredgecolor="white", markeredgewidth=0.5)


def _along(panel: Axes, part: xr.Dataset, name: str) -> None:
    alphas = part.alpha.values.tolist()
    if not note_if_empty(panel, part, name):
        for colour, alpha in zip(sequence_colours(len(alphas)), alphas, strict=True):
            mean, low, high = interval_of(part[name].sel(alpha=alpha), "step")
            panel.fill_between(part.step.values, low, high, color=colour, alpha=0.2, linewidth=0)
            panel.plot(part.step.values, mean, color=colour, linewidth=1.2, label=f"{alpha:g}")
        panel.set_ylabel(axis_label(part, name))
    curves.steps(panel, part)


def _marks(measures: xr.Dataset) -> str:
    """What the marks are, and how many runs never reached the bound."""
    if not known(measures):
        return ""
    steps = first_steps(measures, HELD_OUT)
    never, runs = int(np.isposinf(steps).sum()), int(steps.notnull().sum())
    return (
        "; dotted: the accuracy that counts as learned; marks on it: the first step at which each seed reached it, "
        "looked at after every update, and dots: the median of these, of all seeds (in held-out data "
        f"{never} of {runs} runs never did)"
    )


def _caption(measures: xr.Dataset, blocks: str) -> str:
    shown = _shown(measures)
    alphas = ", ".join(f"{alpha:g}" for alpha in shown)
    count = measures.sizes["alpha"]
    more = f" (of {count} output scales the first {len(shown)})" if len(shown) < count else ""
    rows = "First row of each block" if blocks else "First row"
    return (
        f"Networks that learn their training data by heart, without weight decay ({seeds_text(measures)}).{blocks} "
        f"{rows}: accuracy on training and on held-out data at alpha = {alphas}{more}; thin lines: single seeds; "
        f"thick: their median{_marks(measures)}. Second row: mean and {INTERVAL} for every output scale. "
        f"{diverged_text(measures)}"
    )
