"""What the output scale does: learning in context, and how far weights, kernels and representations move."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import styled

from studies.in_context.panels.regime import regime

NEEDS = ("alpha",)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw what laziness does. Returns the figure and its caption. Raises MissingSweep where `alpha` is not swept."""
    return regime(measures, style, "alpha", "Transformers whose centred outputs have a scale alpha")
