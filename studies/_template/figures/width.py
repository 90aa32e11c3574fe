"""How lazily networks learned, and how well, against their width."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, styled
from richlazy.reporting.plotting.swept_values import against

# As in claims: what an experiment must sweep.
NEEDS = ("hidden",)
# One panel each.
MEASURES = ("kernel_alignment", "weight_change", "accuracy")
HEIGHT_MM = 50


@styled  # fonts and sizes of `figures:` in the config
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """The figure and its caption."""
    last = measures.sel(step=reading.last_step(measures))
    figure = new_figure(style, HEIGHT_MM)
    for panel, name in zip(figure.subplots(1, len(MEASURES)), MEASURES, strict=True):
        against(panel, last, name, "hidden")
    return figure, (
        "Tangent-kernel alignment, change of the recurrent weights and accuracy after training, against the number of "
        f"units. Dots: single seeds ({seeds_text(last)}); marks and bars: mean and {INTERVAL}. {diverged_text(last)}"
    )
