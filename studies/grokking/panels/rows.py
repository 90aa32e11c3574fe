"""Figures of one axis of the grid: a row of panels for each point of the other axes."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, seeds_text
from richlazy.reporting.plotting.style import new_figure

from studies.grokking.analysis.cells import parts
from studies.grokking.learning import LEARNED

ROW_MM = 58
# Rows that one page has room for.
MOST_ROWS = 4


def row_figure(
    measures: xr.Dataset, style: Mapping, dim: str, across: int, row: Callable[[Sequence[Axes], xr.Dataset], None]
) -> Figure:
    """A figure whose rows are drawn by `row(panels, part)`, where `part` has the axis `dim` alone beside seeds."""
    chosen = list(parts(measures, dim))[:MOST_ROWS]
    figure = new_figure(style, len(chosen) * ROW_MM + 4)
    grid = figure.subplots(len(chosen), across, squeeze=False)
    for number, ((words, part), panels) in enumerate(zip(chosen, grid, strict=True)):
        row(panels, part)
        panels[0].set_title(words, loc="left")
        for place, panel in enumerate(panels):
            panel_letter(panel, LETTERS[number * across + place])
            if number and panel.get_legend() is not None:  # that of the first row holds for all
                panel.get_legend().remove()
    return figure


def caption(measures: xr.Dataset, what: str, axis: str, others: str) -> str:
    """The caption of such a figure; axis: a value of its axis in words; others: what its columns show, from C on."""
    rows = measures.sizes["alpha"] * measures.sizes["epsilon"]
    shown = " Each row is one alpha and epsilon; letters are those of the first." if rows > 1 else ""
    shown += f" {MOST_ROWS} of {rows} are shown." if rows > MOST_ROWS else ""
    never, runs, diverged = (
        int(np.isposinf(measures.test_step).sum()),
        measures.diverged.size,
        int(measures.diverged.sum()),
    )
    return (
        f"Committee machines that {what} ({seeds_text(measures)}); errors in units of that of predicting zero (dotted)."
        f"{shown} A: test error, exact over the population, at each {axis}; thin lines: single seeds; thick: their "
        f"median; a run that has ended stays as it was. B: first step at which the training and the test error are "
        f"below {LEARNED:g}; dots: seeds; lines: medians; {never} of {runs} test errors never are. {others}. Means and "
        f"{INTERVAL}. {diverged or 'None'} of the {runs} runs diverged."
    )
