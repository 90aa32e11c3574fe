"""Starts with a part of the solution: test error along training, when errors fall, and its rise and end."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import category_colours, styled

from studies.grokking.panels import curves, over_axis
from studies.grokking.panels.rows import caption, row_figure

SIMULATION = "committee_informed"
WORDS = "Share of the solution in the start"


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw a row for each α and ε: the test error from each start, the steps at which both errors fall, and the highest
    test error beside regression with the initial kernel. Returns the figure and its caption."""
    colours = category_colours(4, style)
    shown = [over_axis.Shown("peak", "highest on the way", "o", colours[1]), over_axis.kernel()]

    def row(panels, part: xr.Dataset) -> None:
        over_axis.errors_along_training(panels[0], part, "share", "share")
        over_axis.steps(panels[1], part, "share", WORDS, colours)
        over_axis.measures(panels[2], part, "share", WORDS, shown, "Test error")
        curves.unit(panels[2])

    figure = row_figure(measures, style, "share", 3, row)
    what = "start with a part of the solution, added to the second moment of their neurons"
    last = "C: highest test error on the way, and that of regression with the initial kernel"
    return figure, caption(measures, what, "share", last)
