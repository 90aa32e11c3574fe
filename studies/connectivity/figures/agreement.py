"""How measures of richness agree over the networks of one experiment, and where they part."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import styled

from studies.connectivity.analysis.measure_agreement import VALUE, network_table
from studies.connectivity.panels.agreement_panels import agreement_figure

NEEDS = ()


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw the rank correlations of all measures over all networks, and the pairs that part; colours are ranks, or the
    first swept value.

    Returns the figure and its caption.
    """
    return agreement_figure(network_table(measures), VALUE, style)
