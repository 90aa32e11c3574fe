"""Explicit committee machines along training: their test error beside the recursion of moments, and how they learn."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import interval_of, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, sequence_colours, styled

from studies.grokking.panels import curves

NEEDS = ("alpha",)
# The simulation whose recursion is drawn beside the networks, where it has their output scales and their epsilon.
BACKGROUND = "committee"
MEASURES = ("weight_change", "representation_alignment", "kernel_alignment", "kernel_target_alignment")
ROW_MM = 58
MARKERS = "os^DvP"


@styled
def draw(measures: xr.Dataset, style: Mapping, background: xr.Dataset | None = None) -> tuple[Figure, str]:
    """Draw the test error over all inputs (A) and MEASURES (B to E) along training, one colour for each output scale.

    background: a simulation of committee machines over alpha and epsilon; None leaves it out. Returns the figure and
    its caption. Raises MissingSweep where the experiment does not sweep alpha.
    """
    reading.require(measures, "alpha", "figure grokking_networks")
    part = measures.sortby("alpha")
    for dim in reading.swept(part):
        if dim != "alpha":
            part = part.isel({dim: 0})
    names = ["population_error" if "population_error" in part else "loss", *MEASURES]
    figure = new_figure(style, 2 * ROW_MM)
    panels = figure.subplots(2, 3).flat
    for letter, panel, name in zip("ABCDE", panels, names, strict=False):
        _along(panel, part, name)
        if letter == "A":
            curves.errors(panel, part, axis_label(part, name))
        else:
            curves.steps(panel, part)
        panel_letter(panel, letter)
    compared = _recursion(figure.axes[0], part, background)
    handles, labels = figure.axes[1].get_legend_handles_labels()
    figure.axes[5].set_axis_off()
    figure.axes[5].legend(handles, labels, title="output scale α", loc="center left", frameon=False)
    return figure, _caption(part, names[0], compared)


def _along(panel: Axes, part: xr.Dataset, name: str) -> None:
    alphas = part.alpha.values.tolist()
    for colour, marker, alpha in zip(sequence_colours(len(alphas)), MARKERS * 9, alphas, strict=False):
        mean, low, high = interval_of(part[name].sel(alpha=alpha), "step")
        look = {
            "color": colour,
            "marker": marker,
            "markersize": 3.2,
            "linewidth": 0 if name == "population_error" else 0.9,
        }
        panel.vlines(part.step.values, low, high, color=colour, linewidth=0.7)
        panel.plot(part.step.values, mean, label=f"{alpha:g}", **look)
    panel.set_ylabel(axis_label(part, name))


def _recursion(panel: Axes, part: xr.Dataset, background: xr.Dataset | None) -> float | None:
    """Draw the mean of the recursion; returns the largest difference of means at common steps, None without any."""
    if background is None or "population_error" not in part or "epsilon" not in part.coords:
        return None
    apart = []
    alphas = part.alpha.values.tolist()
    for colour, alpha in zip(sequence_colours(len(alphas)), alphas, strict=True):
        if alpha not in background.alpha.values or float(part.epsilon) not in background.epsilon.values:
            continue
        same = curves.held(background.test_error.sel(alpha=alpha, epsilon=float(part.epsilon))).mean("seed")
        panel.plot(same.step, same, color=colour, linewidth=1.2)
        beside = np.interp(part.step, same.step, same)
        apart.append(float(np.nanmax(np.abs(part.population_error.sel(alpha=alpha).mean("seed") - beside))))
    return max(apart) if apart else None


def _caption(part: xr.Dataset, error: str, compared: float | None) -> str:
    beside = "no recursion of the same output scales and epsilon was at hand"
    if compared is not None:
        beside = (
            f"lines: mean of the recursion of moments (experiment {BACKGROUND}, other neurons, the same teachers and "
            f"samples); at steps measured in both the means differ by at most {compared:.2g}"
        )
    first = (
        "over all inputs, with that of predicting zero as unit (dotted)"
        if error == "population_error"
        else "of test trials"
    )
    return (
        f"Committee machines with explicit neurons, trained and measured as all networks are ({seeds_text(part)}); "
        f"marks and bars: mean and {INTERVAL}. A: test error {first}; {beside}. B to E: how far weights, "
        f"representations and tangent kernel have moved, and the alignment of the kernel with the targets. "
        f"{diverged_text(part)}"
    )
