"""How measures of richness agree over the networks of several experiments, and where they part."""

from collections.abc import Mapping, Sequence

import xarray as xr
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import styled

from studies.connectivity.analysis.measure_agreement import EXPERIMENT, joined, network_table
from studies.connectivity.panels.agreement_panels import agreement_figure

EACH_NEEDS = ()


@styled
def draw(experiments: Sequence[xr.Dataset], style: Mapping) -> tuple[Figure, str]:
    """Draw the rank correlations of all measures over all networks, and the pairs that part; colours are experiments.

    Returns the figure and its caption.
    """
    frame = joined([network_table(measures) for measures in experiments])
    figure, caption = agreement_figure(frame, EXPERIMENT, style)
    names = ", ".join(dict.fromkeys(frame[EXPERIMENT]))
    return figure, f"{caption} Experiments: {names}; networks that several of them have count once."
