"""Does the rank of the start decide about grokking: test error along training, when errors fall, change and end."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import category_colours, styled

from studies.grokking.panels import curves, over_axis
from studies.grokking.panels.rows import caption, row_figure

SIMULATION = "committee_rank"
WORDS = "Rank of the start"


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw a row for each α and ε: the test error from each rank, the steps at which both errors fall, how much the
    weights change, and the test error at the end beside regression with the initial kernel. Returns the figure and its
    caption."""
    colours = category_colours(4, style)
    change = [over_axis.Shown("weight_change", "weight change", "D", colours[2])]
    ends = [over_axis.Shown("final_error", "network", "o", colours[1]), over_axis.kernel()]

    def row(panels, part: xr.Dataset) -> None:
        over_axis.errors_along_training(panels[0], part, "rank", "rank")
        over_axis.steps(panels[1], part, "rank", WORDS, colours)
        over_axis.measures(panels[2], part, "rank", WORDS, change, "Relative change of the weights")
        over_axis.measures(panels[3], part, "rank", WORDS, ends, "Test error at the end", log=True)
        curves.unit(panels[3])

    figure = row_figure(measures, style, "rank", 4, row)
    what = "start from neurons of each rank, at equal Frobenius norm"
    last = (
        "C: norm of the change of all weights relative to their norm before; D: test error at the end, and that of "
        "regression with the initial kernel"
    )
    return figure, caption(measures, what, "rank", last)
