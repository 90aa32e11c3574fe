"""Curves of all ranks along training or the loss, with the intervals of the lowest and the highest rank."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from richlazy.reporting.plotting.panel_grid import Panel
from richlazy.reporting.plotting.value_axes import set_value_axes

# What captions say of them.
BANDS_TEXT = "bands, of the lowest and the highest rank alone so that they hide no line"


def lines_and_bands(panel: Axes, along: np.ndarray, curves: np.ndarray, colours: Sequence) -> None:
    """Draw mean, low and high end of `curves` [3, rank, place] over `along` [place], ranks from the lowest.

    The bands of the lowest and the highest rank lie beneath all lines.
    """
    for number in dict.fromkeys((0, len(colours) - 1)):
        _, low, high = curves[:, number]
        panel.fill_between(along, low, high, color=colours[number], alpha=0.18, linewidth=0, zorder=1)
    for mean, colour in zip(curves[0], colours, strict=True):
        panel.plot(along, mean, color=colour, zorder=3)


def fit_curve_axes(panels: Sequence[Panel], shown: Sequence[np.ndarray]) -> None:
    """Give all panels of a measure one y axis for the lines and bands [3, rank, place] that each shows."""
    for name in dict.fromkeys(panel.name for panel in panels):
        own = [(panel.axes, curves) for panel, curves in zip(panels, shown, strict=True) if panel.name == name]
        drawn = [np.append(curves[0].ravel(), curves[:, [0, -1]].ravel()) for _, curves in own]
        set_value_axes([axes for axes, _ in own], name, np.concatenate(drawn), ratios=())
