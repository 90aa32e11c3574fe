"""How far the weights moved, and the error that is left, against the output scale."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, styled
from richlazy.reporting.plotting.swept_values import against

NEEDS = ("alpha",)
MEASURES = ("weight_change", "loss")
HEIGHT_MM = 60


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """One panel a measure, at the last step. Returns the figure and its caption."""
    reading.require(measures, "alpha", "figure output_scale")
    last = measures.sel(step=reading.last_step(measures))
    figure = new_figure(style, HEIGHT_MM)
    for panel, name in zip(figure.subplots(1, len(MEASURES)), MEASURES, strict=True):
        against(panel, last, name, "alpha")
    return figure, (
        "Committee machines trained to equal error on the training trials, against the scale of their outputs: how far "
        f"the weights moved, and the error on held-out trials. Dots: single seeds ({seeds_text(last)}); marks and "
        f"bars: mean and {INTERVAL}. {diverged_text(last)}"
    )
