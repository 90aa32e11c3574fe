"""How many samples it takes to grok: test error along training, when errors fall, and where they end."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import category_colours, styled

from studies.grokking.panels import curves, over_axis
from studies.grokking.panels.rows import caption, row_figure

SIMULATION = "committee_samples"
WORDS = "Training samples P"


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw a row for each α and ε: the test error at each number of samples, the steps at which both errors fall, and
    the test error at the end beside regression with the initial kernel. Returns the figure and its caption."""
    colours = category_colours(4, style)
    shown = [over_axis.Shown("final_error", "network", "o", colours[1]), over_axis.kernel()]

    def row(panels, part: xr.Dataset) -> None:
        over_axis.errors_along_training(panels[0], part, "samples", "samples P")
        over_axis.steps(panels[1], part, "samples", WORDS, colours)
        over_axis.measures(panels[2], part, "samples", WORDS, shown, "Test error at the end", log=True)
        curves.unit(panels[2])

    figure = row_figure(measures, style, "samples", 3, row)
    what = "learn a quadratic from few and from many samples"
    last = "C: test error at the end, and that of regression with the initial kernel"
    return figure, caption(measures, what, "number of samples", last)
