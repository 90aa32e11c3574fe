"""Transformer, LSTM and Elman network: learning in context and in weights along training and at the end."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import styled

from studies.in_context.panels.along_and_end import along_and_end

NEEDS = ("learner",)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw the networks beside each other. Returns the figure and its caption. Raises MissingSweep where `learner` is
    not swept."""
    return along_and_end(measures, style, "learner", "Networks of one width, embedding and head")
