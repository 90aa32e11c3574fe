"""What the output scale does to the convolutional network: how early it recognises sepsis, and how lazily it learns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import LETTERS, interval_of, note, note_if_empty, panel_letter, why_empty
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import INK, category_colours, new_figure, sequence_colours, styled
from richlazy.reporting.plotting.value_axes import log_limits, log_value_axis, plain_ticks, reference_line

from studies.sepsis.analysis.laziness import HOURS
from studies.sepsis.simulator import PREVALENCE

NEEDS = ("alpha",)
HEIGHT_MM = 118
MARKERS = "os^D"
# Sideways room of an alpha in which its measures stand beside each other.
ROOM = 0.3
AUPRC = "AUPRC"


class Curve(NamedTuple):
    """A measure, and what the legend calls it."""

    name: str
    words: str


RECOGNITION = tuple(Curve(name, f"{hours} h") for hours, name in HOURS.items())
FIT = (Curve("training_average_precision", "training stays"), Curve("average_precision", "test stays"))
CHANGE = (Curve("weight_change", "convolutions"),)
LAZINESS = (
    Curve("full_kernel_alignment", "kernel alignment"),
    Curve("representation_alignment", "representation alignment"),
    Curve("dynamical_richness", "dynamical richness (1: lazy)"),
)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """AUPRC at the end by horizon (A) and along training 7 h (B) and 0 h (C) before onset; AUPRC of training and test
    stays (D), change of weights (E) and how lazily networks learned (F). Returns the figure and its caption. Raises
    MissingSweep where `alpha` is not swept."""
    reading.require(measures, "alpha", "a figure over alpha")
    part = _over_alpha(measures)
    last = part.sel(step=reading.last_step(part))
    figure = new_figure(style, HEIGHT_MM)
    above, below = figure.subplots(2, 3)
    _at_end(above[0], last, RECOGNITION, style)
    _along(above[1], part, HOURS[7], "7 h before onset")
    _along(above[2], part, HOURS[0], "at onset")
    _at_end(below[0], last, FIT, style)
    for panel in (*above, below[0]):
        reference_line(panel, PREVALENCE)
        panel.set_ylabel(AUPRC)
        panel.set_ylim(-0.04, 1.04)
        plain_ticks(panel)
    _at_end(below[1], last, CHANGE, style)
    log_value_axis(below[1], log_limits(np.ravel(last.get(CHANGE[0].name, []))))
    below[1].set_ylabel("Change of weights\n(Frobenius norm)")
    _at_end(below[2], last, LAZINESS, style)
    below[2].set_ylabel("Alignment, richness")
    below[2].set_ylim(-0.04, 1.04)
    plain_ticks(below[2])
    for number, panel in enumerate(figure.axes):
        panel_letter(panel, LETTERS[number])
    return figure, _caption(part)


def _over_alpha(measures: xr.Dataset) -> xr.Dataset:
    """The measures over alpha alone, at the first value of everything else, in rising order."""
    others = {dim: 0 for dim in reading.swept(measures) if dim != "alpha"}
    return measures.isel(others).sortby("alpha").assign_attrs(sweep='["alpha"]')


def _at_end(panel: Axes, last: xr.Dataset, curves: Sequence[Curve], style: Mapping) -> None:
    """Measures at the last step against alpha; dots: seeds; marks and bars: mean and interval."""
    places = np.arange(last.sizes["alpha"], dtype=float)
    present = [curve for curve in curves if why_empty(last, curve.name) is None]
    if not present:
        note(panel, why_empty(last, curves[0].name))
    for number, (curve, colour) in enumerate(zip(curves, category_colours(len(curves), style), strict=True)):
        if curve not in present:
            continue
        beside = places + ROOM * ((number + 0.5) / len(curves) - 0.5)
        mean, low, high = interval_of(last[curve.name], "alpha")
        seeds = last[curve.name].transpose("alpha", "seed").values
        panel.plot(beside, seeds, ".", color=colour, markersize=3, markeredgewidth=0, alpha=0.5)
        panel.vlines(beside, low, high, color=colour, linewidth=1)
        panel.plot(beside, mean, color=colour, marker=MARKERS[number], markersize=3.8, linewidth=0.9, label=curve.words)
    panel.set_xticks(places, [f"{alpha:g}" for alpha in last.alpha.values])
    panel.set_xlim(-0.4, len(places) - 0.6)
    panel.set_xlabel("Output scale α (lazier →)")
    if len(curves) > 1:
        _legend(panel, 1 if curves is LAZINESS else len(curves))


def _along(panel: Axes, part: xr.Dataset, name: str, title: str) -> None:
    """A measure along training, mean and interval, a line for each alpha."""
    panel.set_xlabel("Training step")
    if note_if_empty(panel, part, name):
        return
    for alpha, colour in zip(part.alpha.values, sequence_colours(part.sizes["alpha"]), strict=True):
        of_alpha = part.sel(alpha=alpha)
        if why_empty(of_alpha, name):
            continue
        known = of_alpha[name].dropna("step", how="all")
        mean, low, high = interval_of(known, "step")
        panel.fill_between(known.step.values, low, high, color=colour, alpha=0.15, linewidth=0)
        panel.plot(known.step.values, mean, color=colour, linewidth=1.3, label=f"{alpha:g}")
    panel.set_xlim(0, int(part.step.max()))
    panel.annotate(title, (0.03, 0.97), xycoords="axes fraction", va="top", fontsize="small", color=INK)
    _legend(panel, part.sizes["alpha"], "α")


def _legend(panel: Axes, columns: int, title: str = "") -> None:
    """A legend above a panel, where it covers no data."""
    handles, words = panel.get_legend_handles_labels()
    if title:
        words = [f"{title} = {words[0]}", *words[1:]] if words else words
    if handles:
        look = {"fontsize": "x-small", "handlelength": 1.1, "labelspacing": 0.25, "columnspacing": 0.8}
        panel.legend(handles, words, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, borderpad=0.2, **look)


def _caption(part: xr.Dataset) -> str:
    return (
        "Raw-TCN with outputs α (f − f₀), which learns the lazier the larger the output scale α is, on simulated stays "
        f"({seeds_text(part)}, each with people and stays of its own). A: average precision (AUPRC) on the test stays "
        "after training, by what is known 7, 3 and 0 hours before onset. B, C: the same along training. D: on the "
        "stays that were trained on and on the test stays, at onset. E: change of the weights of all convolutions. "
        "F: alignment of the tangent kernel of all weights, and of the representation at the last known hour, with "
        f"those before training; dynamical richness. Marks, lines, bars and bands: mean and {INTERVAL}; dots: seeds. "
        f"Dashed: chance, the prevalence of {PREVALENCE:.1%}. {diverged_text(part)} Simulated data: nothing clinical "
        "is claimed."
    )
