"""The phase diagram of output scale and temperature: test error, change of the weights, and what noise does."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import panel_letter
from richlazy.reporting.plotting.labels import CONFIDENCE, diverged_text, seeds_text
from richlazy.reporting.plotting.style import SOFT, new_figure, styled
from richlazy.reporting.plotting.value_axes import plain

from studies.sgd_noise.analysis.ends import LEAVING, cold_and_hot, ends, parts, typical_change
from studies.sgd_noise.panels.cell_map import HALF, cells, contour
from studies.sgd_noise.panels.over import legend, lines

NEEDS = ("alpha", "temperature")
ROW_MM = 62
# Output scales that a panel has room for; of more, so many are drawn as lines.
MOST_LINES = 6


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw over alpha and T the test error (A), the median change of the weights (B), the difference of the error to
    that at the coldest temperature (C); and for single alphas that difference (D), the change (E) and the alignment of
    the kernel (F). Returns the figure and its caption. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "figure noise_phase")
    _, part = next(parts(ends(measures), *NEEDS))
    figure = new_figure(style, 2 * ROW_MM)
    panels = figure.subplots(2, 3).flat
    share, excess = part.fits.mean("seed"), against_cold(part)
    _map(figure, panels[0], part.error.mean("seed"), share, "Test error", cmap="viridis", vmax=_most(part, share))
    change = typical_change(part)
    logs = np.log10(change.where(np.isfinite(change)))
    _map(figure, panels[1], logs, share, "log₁₀ of the relative change", cmap="cividis")
    contour(panels[1], change, "alpha", "temperature", LEAVING)
    mean = excess.mean("seed")
    reach = float(np.nanmax(np.abs(mean.where(share >= HALF).values), initial=1e-3))
    _map(figure, panels[2], mean, share, "Error less that when cold", cmap="RdBu_r", vmin=-reach, vmax=reach)
    contour(panels[2], change, "alpha", "temperature", LEAVING, "black")
    shown = part.alpha.values[_spread(part.sizes["alpha"])]
    fitted = part.fits == 1
    lines(panels[3], excess.where(fitted).sel(alpha=shown), "temperature", "alpha")
    panels[3].axhline(0, color=SOFT, linewidth=0.8, linestyle=":")
    lines(panels[4], part.change.sel(alpha=shown), "temperature", "alpha", log=True)
    panels[4].axhline(LEAVING, color=SOFT, linewidth=0.8, linestyle="--")
    place = {dim: part[dim].values for dim in measures.diverged.dims if dim not in (*NEEDS, "seed")}
    kernel = measures.kernel_alignment.isel(step=-1, drop=True).sel(place).sortby(list(NEEDS)).where(fitted)
    lines(panels[5], kernel.sel(alpha=shown), "temperature", "alpha")
    words = ("Error less that when cold", "Relative change of weights", "Kernel alignment")
    for panel, label in zip(list(panels)[3:], words, strict=True):
        panel.set(xlabel="Temperature T", ylabel=label)
    legend(panels[4], "α", "lower right", columns=2)
    for letter, panel in zip("ABCDEF", panels, strict=True):
        panel_letter(panel, letter)
    return figure, _caption(measures, part, len(shown))


def against_cold(part: xr.Dataset) -> xr.DataArray:
    """Test error less that of the same seed and alpha at the least temperature at which most networks fit; NaN at all
    temperatures of an alpha that has no such."""
    found = []
    for alpha in part.alpha.values:
        own = part.sel(alpha=alpha)
        chosen = cold_and_hot(own)
        cold = own.error.sel(temperature=chosen[0], drop=True) if chosen else np.nan
        found.append(own.error - cold)
    return xr.concat(found, "alpha").assign_coords(alpha=part.alpha.values)


def _map(figure: Figure, panel: Axes, values: xr.DataArray, share: xr.DataArray, label: str, **look) -> None:
    mesh = cells(panel, values, share, "alpha", "temperature", **look)
    above = look.get("vmax") is not None and bool((values > look["vmax"] * (1 + 1e-9)).any())
    below = look.get("vmin") is not None and bool((values < look["vmin"] * (1 + 1e-9)).any())
    extend = {(0, 0): "neither", (1, 0): "max", (0, 1): "min", (1, 1): "both"}[above, below]
    bar = figure.colorbar(mesh, ax=panel, extend=extend, location="top", pad=0.02, aspect=16)
    bar.set_label(label)
    bar.outline.set_linewidth(0.6)
    bar.locator = MaxNLocator(4)
    bar.formatter = FuncFormatter(plain)
    bar.update_ticks()
    panel.set(xlabel="Output scale α (rich → lazy)", ylabel="Temperature T")


def _most(part: xr.Dataset, share: xr.DataArray) -> float | None:
    """The largest mean error of cells at which most networks fit: others would hide all differences."""
    known = part.error.mean("seed").where(share >= HALF).values
    return float(np.nanmax(known)) if np.isfinite(known).any() else None


def _spread(count: int) -> np.ndarray:
    return np.unique(np.linspace(0, count - 1, min(count, MOST_LINES)).round().astype(int))


def _caption(measures: xr.Dataset, part: xr.Dataset, shown: int) -> str:
    fitted, runs = int(part.fits.sum()), int(part.fits.notnull().sum())
    more = f" ({shown} of {part.sizes['alpha']} output scales)" if shown < part.sizes["alpha"] else ""
    return (
        "Networks at every output scale α (the margin is 1/α) and temperature T, trained until every margin is "
        f"reached ({seeds_text(measures)}). A to C, hatched where fewer than half of the networks fit, grey without a "
        f"value: mean test error; median relative change of the weights, line: {LEAVING:g}, where networks leave the "
        "lazy regime; mean difference of the test error to that of the same seed at the least temperature at which "
        "nine in ten networks fit, with the same line. Colours of A and C end where most networks no longer fit. D to "
        f"F{more}: the same difference, the change (geometric mean) and the alignment of the tangent kernel with that "
        f"before learning, of networks that fit; means and {CONFIDENCE:.0%} t intervals; points at which fewer than "
        f"half fit are left out. {fitted} of {runs} networks fit. {diverged_text(measures)}"
    )
