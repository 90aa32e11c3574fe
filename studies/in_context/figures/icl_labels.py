"""How many labels classes share: learning in context and in weights along training and at the end."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import styled

from studies.in_context.panels.along_and_end import along_and_end

NEEDS = ("label_count",)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw what each number of labels does. Returns the figure and its caption. Raises MissingSweep where `label_count`
    is not swept."""
    return along_and_end(measures, style, "label_count", "Transformers on classes that share a number of labels")
