"""Rank of the initial weights and temperature: change of the weights, test error, and alignment of the kernel."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import CONFIDENCE, diverged_text, seeds_text
from richlazy.reporting.plotting.style import SOFT, new_figure, styled

from studies.sgd_noise.analysis.ends import LEAVING, ends, parts
from studies.sgd_noise.panels.over import legend, lines, power_of_two

NEEDS = ("mlp_rank", "temperature")
ROW_MM = 60
# Rows that one page has room for.
MOST_ROWS = 3


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw over the temperature, one line for each rank, the change of the weights, the test error and the alignment of
    the kernel, a row for each output scale. Returns the figure and its caption. Raises MissingSweep where one of NEEDS
    is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "figure noise_rank")
    ended = ends(measures)
    ended["kernel"] = measures.kernel_alignment.isel(step=-1, drop=True).where(ended.fits == 1)
    chosen = list(parts(ended, *NEEDS))[::-1][:MOST_ROWS]
    figure = new_figure(style, ROW_MM * len(chosen))
    grid = figure.subplots(len(chosen), 3, squeeze=False)
    for row, ((words, part), panels) in enumerate(zip(chosen, grid, strict=True)):
        lines(panels[0], part.change, "temperature", "mlp_rank", log=True)
        panels[0].axhline(LEAVING, color=SOFT, linewidth=0.8, linestyle="--")
        lines(panels[1], part.error.where(part.fits == 1), "temperature", "mlp_rank")
        lines(panels[2], part.kernel, "temperature", "mlp_rank")
        labels = ("Relative change of weights", "Test error", "Kernel alignment")
        for column, (panel, label) in enumerate(zip(panels, labels, strict=True)):
            panel.set(xlabel="Temperature T", ylabel=label)
            panel_letter(panel, LETTERS[3 * row + column])
        panels[1].set_title(f"α = {power_of_two(float(part.alpha))}" if "alpha" in part.coords else words)
    legend(grid[0][0], "rank", "upper left")
    return figure, _caption(measures, ended)


def _caption(measures: xr.Dataset, ended: xr.Dataset) -> str:
    fitted, runs = int(ended.fits.sum()), int(ended.fits.notnull().sum())
    return (
        "Networks whose initial matrices of hidden layers are truncated to a rank and rescaled to the norm that they "
        f"had ({seeds_text(measures)}), over the temperature; a row for each output scale α, the largest first. "
        f"Columns: relative change of the weights (geometric mean, dashed: {LEAVING:g}), test error, alignment of the "
        f"tangent kernel with that before learning; of networks that fit; bars: {CONFIDENCE:.0%} t interval; points at "
        f"which fewer than half fit are left out. {fitted} of {runs} networks fit. {diverged_text(measures)}"
    )
