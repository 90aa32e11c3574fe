"""Learning online: training and test error where every step has fresh samples."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import seeds_text
from richlazy.reporting.plotting.style import category_colours, new_figure, styled

from studies.grokking.analysis.cells import cells, label
from studies.grokking.learning import LEARNED
from studies.grokking.panels import curves

SIMULATION = "committee_online"
ROW_MM, ACROSS = 48, 4
# Cells that one page has room for.
MOST_CELLS = 16


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw a panel for each α and ε with both errors along training. Returns the figure and its caption."""
    chosen = cells(measures)[:MOST_CELLS]
    across = min(ACROSS, len(chosen), max(2, measures.sizes["epsilon"]))
    rows = -(-len(chosen) // across)
    figure = new_figure(style, rows * ROW_MM + 8)
    panels = figure.subplots(rows, across, sharex=True, sharey=True, squeeze=False).flat
    colours = category_colours(2, style)
    for number, (panel, cell) in enumerate(zip(panels, chosen, strict=False)):
        part = measures.sel(alpha=cell[0], epsilon=cell[1])
        for name, colour, word in (("train_error", colours[0], "training"), ("test_error", colours[1], "test")):
            curves.line(panel, part[name], colour, word)
        curves.errors(panel, part, "Error" if number % across == 0 else "")
        if number + across < len(chosen):
            panel.set_xlabel("")
        panel.set_title(f"α = {cell[0]:g}, ε = {cell[1]:g}")
        panel_letter(panel, LETTERS[number])
    panels = list(figure.axes)
    panels[0].legend(fontsize="small", handlelength=1.2, loc="lower left")
    for panel in panels[len(chosen) :]:
        panel.set_visible(False)
    return figure, _caption(measures, chosen)


def _caption(measures: xr.Dataset, chosen: list) -> str:
    ratio = (measures.test_step / measures.train_step).values
    known = ratio[np.isfinite(ratio)]
    span = f"{known.min():.2f} to {known.max():.2f} times" if known.size else "at no run's"
    diverged, runs = int(measures.diverged.sum()), measures.diverged.size
    first = f"the first {len(chosen)} of {len(cells(measures))} cells" if len(chosen) < len(cells(measures)) else "all"
    return (
        f"Committee machines that see fresh samples at every step ({seeds_text(measures)}); {first} cells of output "
        f"scale alpha and share epsilon of the quadratic, from {label(chosen[0])} to {label(chosen[-1])}. Errors in "
        f"units of that of predicting zero (dotted): of the samples of a step before learning from them, and exact "
        f"over the population. Thin lines: single seeds; thick: their median. The test error falls below {LEARNED:g} "
        f"at {span} the step of the training error. {diverged or 'None'} of the {runs} runs diverged."
    )
