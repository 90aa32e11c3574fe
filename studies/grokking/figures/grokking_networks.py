"""Explicit committee machines along training: their test error beside the recursion of moments, and how they learn."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from richlazy.reporting.plotting.blocks import LETTERS, interval_of, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, diverged_text, seeds_text
from richlazy.reporting.plotting.style import sequence_colours, styled

from studies.grokking.panels import curves
from studies.grokking.panels.facets import facet_figure, facets, facets_text

NEEDS = ("alpha",)
# The simulation whose recursion is drawn beside the networks, where it has their output scales and their epsilon.
BACKGROUND = "committee"
MEASURES = ("weight_change", "representation_alignment", "kernel_alignment", "kernel_target_alignment")
ROW_MM = 58
MARKERS = "os^DvP"


@styled
def draw(measures: xr.Dataset, style: Mapping, background: xr.Dataset | None = None) -> tuple[Figure, str]:
    """Draw the test error over all inputs (A) and MEASURES (B to E) along training, one colour for each output scale,
    in a block for each combination of other swept values.

    background: a simulation of committee machines over alpha and epsilon; None leaves it out. Returns the figure and
    its caption. Raises MissingSweep where the experiment does not sweep alpha.
    """
    chosen = facets(measures, "alpha")
    apart: list[float] = []

    def block(block: SubFigure, part: xr.Dataset, first: int) -> int:
        return _facet(block, part, first, background, apart)

    figure = facet_figure(chosen, style, 2 * ROW_MM, block)
    return figure, _caption(measures, max(apart, default=None), facets_text(chosen))


def _facet(block: SubFigure, part: xr.Dataset, first: int, background: xr.Dataset | None, apart: list[float]) -> int:
    """Draw one block, and add to `apart` how far the recursion is from it where it stands beside."""
    names = [_error(part), *MEASURES]
    panels = block.subplots(2, 3).ravel()
    for letter, panel, name in zip(LETTERS[first:], panels, names, strict=False):
        _along(panel, part, name)
        if panel is panels[0]:
            curves.errors(panel, part, axis_label(part, name))
        else:
            curves.steps(panel, part)
        panel_letter(panel, letter)
    apart += _recursion(panels[0], part, background)
    handles, labels = panels[1].get_legend_handles_labels()
    panels[5].set_axis_off()
    panels[5].legend(handles, labels, title="output scale α", loc="center left", frameon=False)
    return len(names)


def _error(measures: xr.Dataset) -> str:
    return "population_error" if "population_error" in measures else "loss"


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


def _recursion(panel: Axes, part: xr.Dataset, background: xr.Dataset | None) -> list[float]:
    """Draw the mean of the recursion; returns the largest difference of means at common steps for each output scale."""
    if background is None or "population_error" not in part or "epsilon" not in part.coords:
        return []
    apart = []
    alphas = part.alpha.values.tolist()
    for colour, alpha in zip(sequence_colours(len(alphas)), alphas, strict=True):
        if alpha not in background.alpha.values or float(part.epsilon) not in background.epsilon.values:
            continue
        same = curves.held(background.test_error.sel(alpha=alpha, epsilon=float(part.epsilon))).mean("seed")
        panel.plot(same.step, same, color=colour, linewidth=1.2)
        beside = np.interp(part.step, same.step, same)
        apart.append(float(np.nanmax(np.abs(part.population_error.sel(alpha=alpha).mean("seed") - beside))))
    return apart


def _caption(part: xr.Dataset, compared: float | None, blocks: str) -> str:
    beside = "no recursion of the same output scales and epsilon was at hand"
    if compared is not None:
        beside = (
            f"lines: mean of the recursion of moments (experiment {BACKGROUND}, other neurons, the same teachers and "
            f"samples); at steps measured in both the means differ by at most {compared:.2g}"
        )
    first = (
        "over all inputs, with that of predicting zero as unit (dotted)"
        if _error(part) == "population_error"
        else "of test trials"
    )
    letters = " Letters are those of the first block." if blocks else ""
    return (
        f"Committee machines with explicit neurons, trained and measured as all networks are ({seeds_text(part)}); "
        f"marks and bars: mean and {INTERVAL}.{blocks}{letters} A: test error {first}; {beside}. B to E: how far "
        f"weights, representations and tangent kernel have moved, and the alignment of the kernel with the targets. "
        f"{diverged_text(part)}"
    )
