"""Learning in context and in weights along training, a line for each condition."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, styled

from studies.in_context.analysis.scores import COMMON, CONTEXT, FLIPPED, WEIGHTS
from studies.in_context.panels.along_and_end import SCORED, chance_text
from studies.in_context.panels.conditions import left_out_text, legend_title, lines
from studies.in_context.panels.score_axes import TITLES, accuracy_axis, along_training, chance, legend_of_lines

NEEDS = ()
SHOWN = (CONTEXT, FLIPPED, WEIGHTS, COMMON)
HEIGHT_MM = 104


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw a panel for each of SHOWN. Returns the figure and its caption."""
    figure, drawn = new_figure(style, HEIGHT_MM), lines(measures, style)
    for number, (panel, name) in enumerate(zip(figure.subplots(2, 2).flat, SHOWN, strict=True)):
        along_training(panel, drawn, name)
        chance(panel, measures, name)
        accuracy_axis(panel)
        panel.set_title(TITLES[name])
        panel_letter(panel, LETTERS[number])
    legend_of_lines(figure, figure.axes[0], legend_title(measures))
    return figure, (
        f"Learning in context and in weights along training ({seeds_text(measures)}); lines and bands: mean and "
        f"{INTERVAL}. {SCORED}.{left_out_text(measures)} {chance_text(measures)} {diverged_text(measures)}"
    )
