"""Maps over two swept parameters, one cell for each pair of values, hatched where few networks fit."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from richlazy.reporting.plotting.style import FAINT, INK

from studies.sgd_noise.panels.over import power_of_two

# Cells are hatched where fewer than this share of the networks fit.
HALF = 0.5
# Labels that an axis has room for.
MOST_ACROSS, MOST_UP = 5, 9


def cells(panel: Axes, values: xr.DataArray, share: xr.DataArray, across: str, up: str, **look) -> ScalarMappable:
    """Colours of values over (across, up), both ascending; share: that of networks that fit, over the same. Cells
    without a value are grey. Returns what a colour bar needs."""
    shown, fits = (one.sortby(across).sortby(up).transpose(up, across) for one in (values, share))
    panel.set_facecolor(FAINT)
    rows, columns = shown.shape
    mesh = panel.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, np.ma.masked_invalid(shown.values), **look
    )
    for row, column in zip(*np.nonzero(fits.values < HALF), strict=True):
        box = [column - 0.5, column + 0.5], row - 0.5, row + 0.5
        panel.fill_between(*box, facecolor="none", edgecolor=INK, hatch="////", linewidth=0)
    for axis, name, most in ((panel.xaxis, across, MOST_ACROSS), (panel.yaxis, up, MOST_UP)):
        known = shown[name].values.astype(float)
        stride = -(-len(known) // most)
        axis.set_ticks(np.arange(len(known))[::stride], [power_of_two(value) for value in known[::stride]])
    panel.tick_params(length=0)
    return mesh


def contour(panel: Axes, values: xr.DataArray, across: str, up: str, level: float, colour: object = "white") -> None:
    """A line where positive values cross a level, interpolated between the centres of cells on a log scale."""
    shown = values.sortby(across).sortby(up).transpose(up, across).values
    if min(shown.shape) > 1:
        # An infinite value, of networks that do not fit, may be on either side: they may not have had the time.
        logs = np.log(np.where(np.isfinite(shown), shown, np.nan))
        panel.contour(
            np.ma.masked_invalid(logs), levels=[np.log(level)], colors=[colour], linewidths=1.5, linestyles="solid"
        )
