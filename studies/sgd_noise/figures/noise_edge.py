"""The highest temperature at which networks of different depth fit, and the temperature that is best."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import panel_letter
from richlazy.reporting.plotting.labels import CONFIDENCE, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, styled
from richlazy.reporting.plotting.value_axes import log_limits, log_value_axis
from richlazy.statistics.interval import t_interval

from studies.sgd_noise.analysis.ends import ends, parts
from studies.sgd_noise.analysis.highest import highest_temperature
from studies.sgd_noise.panels.cell_map import HALF
from studies.sgd_noise.panels.over import SHIFT, guide, legend, looks, octaves

NEEDS = ("mlp_layers", "alpha", "temperature")
ROW_MM = 70


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw over alpha, for each depth, the highest temperature that is fitted (A) and that of the least test error (B).
    Returns the figure and its caption. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "figure noise_edge")
    _, part = next(parts(ends(measures), *NEEDS))
    figure = new_figure(style, ROW_MM)
    panels = figure.subplots(1, 2, sharey=True)
    shift = part.sizes["mlp_layers"]
    for number, (layers, colour, marker) in enumerate(looks(part.mlp_layers.values.tolist())):
        own = part.sel(mlp_layers=layers)
        places = own.alpha.values.astype(float) * 2 ** (2 * SHIFT * (number - (shift - 1) / 2))
        look = {"color": colour, "marker": marker, "markersize": 4.2, "linewidth": 0.8}
        _highest(panels[0], own, places, (layers - 1) / (layers + 1), layers, look)
        panels[1].plot(places, _best(own), label=f"{layers:g}", **look)
    for letter, panel, words in zip("AB", panels, ("Highest T that fits", "T of the least test error"), strict=True):
        log_value_axis(panel, log_limits(part.temperature.values, part.temperature.values))
        octaves(panel, part.alpha.values)
        panel.set(xlabel="Output scale α", ylabel=words)
        panel.yaxis.set_tick_params(labelleft=True)
        panel_letter(panel, letter)
    legend(panels[0], "layers L", "upper left")
    return figure, _caption(measures, part)


def _highest(panel: Axes, own: xr.Dataset, places: np.ndarray, power: float, layers: float, look: dict) -> None:
    found = highest_temperature(own).transpose("seed", "alpha").values
    mean, low, high = (
        np.exp(one) for one in t_interval(np.log(np.where(np.isfinite(found), found, np.nan)), CONFIDENCE)
    )
    panel.vlines(places, low, high, color=look["color"], linewidth=0.9)
    panel.plot(places, mean, label=f"{layers:g}", **look)
    if np.isfinite(mean[0]):
        guide(panel, places, (places[0], mean[0]), power, look["color"])


def _best(own: xr.Dataset) -> np.ndarray:
    """Temperature of the least mean error at each alpha, of those at which at least half of the networks fit."""
    error = own.error.mean("seed").where(own.fits.mean("seed") >= HALF).transpose("alpha", "temperature").values
    known = np.isfinite(error).any(1)
    places = np.argmin(np.where(np.isfinite(error), error, np.inf), 1)
    return np.where(known, own.temperature.values[places], np.nan)


def _caption(measures: xr.Dataset, part: xr.Dataset) -> str:
    fitted, runs = int(part.fits.sum()), int(part.fits.notnull().sum())
    return (
        f"Networks of L hidden layers at small output scales α ({seeds_text(measures)}). A: the largest temperature of "
        f"the grid at which a network fits, geometric mean over seeds and {CONFIDENCE:.0%} t interval of the "
        "logarithm; dotted: powers (L-1)/(L+1) of α through the first point. B: the temperature with the least mean "
        f"test error, of those at which at least half of the networks fit. {fitted} of {runs} networks fit. "
        f"{diverged_text(measures)}"
    )
