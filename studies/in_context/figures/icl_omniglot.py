"""Handwritten characters: learning in context and in weights against the share of bursty sequences."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import styled

from studies.in_context.panels.along_and_end import along_and_end

NEEDS = ("burstiness",)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw what burstiness does. Returns the figure and its caption. Raises MissingSweep where `burstiness` is not
    swept."""
    return along_and_end(measures, style, "burstiness", "Transformers on sequences of handwritten characters")
