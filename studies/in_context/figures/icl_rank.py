"""What the rank of the initial query and key matrices does: when learning in context comes, and what moves."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import styled

from studies.in_context.panels.regime import regime

NEEDS = ("rank",)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw what rank does. Returns the figure and its caption. Raises MissingSweep where `rank` is not swept."""
    return regime(measures, style, "rank", "Transformers whose initial queries and keys have a rank, at equal norm")
