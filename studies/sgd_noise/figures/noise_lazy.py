"""Lazy networks over temperature and samples: change of weights, its collapse, time, error, and when they leave."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import panel_letter
from richlazy.reporting.plotting.labels import CONFIDENCE, diverged_text, seeds_text
from richlazy.reporting.plotting.style import INK, SOFT, new_figure, styled
from richlazy.reporting.plotting.value_axes import log_limits, log_value_axis
from richlazy.statistics.interval import t_interval

from studies.sgd_noise.analysis.ends import LEAVING, crossing, ends, lazy_temperatures, parts, power, typical_change
from studies.sgd_noise.panels.over import guide, legend, lines, looks, octaves

NEEDS = ("temperature", "training_trials")
ROW_MM = 62
TEMPERATURE, SAMPLES = "Temperature T", "Training samples P"


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw over temperature, one line for each number of samples, the change of weights (A), the same over the rescaled
    temperature (B), the test error (D) and the alignment of the kernel (F); over samples the last update at lazy
    temperatures (C) and the temperature of leaving (E). Returns the figure and its caption. Raises MissingSweep where
    one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "figure noise_lazy")
    _, part = next(parts(ends(measures), *NEEDS))
    figure = new_figure(style, 2 * ROW_MM)
    panels = figure.subplots(2, 3).flat
    share = _share(part)
    _change(panels[0], part)
    _collapse(panels[1], part, share)
    _updates(panels[2], part)
    lines(panels[3], part.error, "temperature", "training_trials")
    panels[3].set_ylim(0, None)
    _labels(panels[3], TEMPERATURE, "Test error")
    _leaving(panels[4], part, share)
    kernel = measures.kernel_alignment.isel(step=-1, drop=True).where(part.fits == 1)
    lines(panels[5], _like(kernel, part), "temperature", "training_trials")
    _labels(panels[5], TEMPERATURE, "Kernel alignment")
    legend(panels[0], "P", "lower right")
    for letter, panel in zip("ABCDEF", panels, strict=True):
        panel_letter(panel, letter)
    return figure, _caption(measures, part, share)


def _change(panel: Axes, part: xr.Dataset) -> None:
    lines(panel, part.change, "temperature", "training_trials", log=True)
    panel.axhline(LEAVING, color=SOFT, linewidth=0.8, linestyle="--")
    first = typical_change(part).isel(temperature=0, training_trials=-1)
    if np.isfinite(first):
        places = part.temperature.values
        low, high = panel.get_ylim()
        guide(panel, places, (places[0], float(first)), 1, INK)
        panel.set_ylim(low, high)
    _labels(panel, TEMPERATURE, "Relative change of weights")


def _share(part: xr.Dataset) -> float:
    """γ/δ of the mean over seeds, NaN where there is none."""
    lazy = lazy_temperatures(part).change
    in_samples = power(lazy, "training_trials").mean("temperature")
    in_temperature = power(lazy, "temperature").mean("training_trials")
    ratio = (in_samples / in_temperature).values
    known = ratio[np.isfinite(ratio)]
    return float(known.mean()) if len(known) else np.nan


def _collapse(panel: Axes, part: xr.Dataset, share: float) -> None:
    values, drawn = typical_change(part), []
    samples = part.training_trials.values.astype(float)
    rescaled = np.array([])
    for count, colour, marker in looks(samples.tolist()):
        own = values.sel(training_trials=count).values
        places = part.temperature.values * (count / samples[0]) ** (share if np.isfinite(share) else 0)
        rescaled = np.append(rescaled, places)
        known = np.where(np.isfinite(own), own, np.nan)
        panel.plot(places, known, color=colour, marker=marker, markersize=3.6, linewidth=0.8)
        drawn.append(known)
    log_value_axis(panel, log_limits(np.array(drawn)))
    panel.axhline(LEAVING, color=SOFT, linewidth=0.8, linestyle="--")
    octaves(panel, part.temperature.values)
    panel.set_xlim(rescaled.min() / 1.4, rescaled.max() * 1.4)
    _labels(panel, f"T · (P/{samples[0]:g})$^{{γ/δ}}$", "Relative change, median")


def _updates(panel: Axes, part: xr.Dataset) -> None:
    lazy = lazy_temperatures(part)
    shown = lazy if lazy.sizes["temperature"] else part.isel(temperature=[0])
    lines(panel, shown.steps, "training_trials", "temperature", log=True)
    samples, last = part.training_trials.values, typical_steps(shown)
    if np.isfinite(last):
        low, high = panel.get_ylim()
        guide(panel, samples, (samples[-1], last), 1, INK)
        panel.set_ylim(low, high)
    _labels(panel, SAMPLES, "Last update")
    legend(panel, "T", "upper left")


def typical_steps(shown: xr.Dataset) -> float:
    """Median last update at the largest number of samples and the least temperature."""
    return float(shown.steps.isel(temperature=0, training_trials=-1).median())


def _leaving(panel: Axes, part: xr.Dataset, share: float) -> None:
    found = crossing(part).transpose("seed", "training_trials").values
    known = np.where(np.isfinite(found), found, np.nan)
    samples = part.training_trials.values.astype(float)
    panel.plot(np.tile(samples, len(known)), known.ravel(), ".", color=SOFT, markersize=2.5, alpha=0.6)
    mean, low, high = (np.exp(one) for one in t_interval(np.log(known), CONFIDENCE))
    panel.vlines(samples, low, high, color=INK, linewidth=0.9)
    panel.plot(samples, mean, "o-", color=INK, markersize=4, linewidth=0.8)
    if np.isfinite(share) and np.isfinite(mean[-1]):
        guide(panel, samples, (samples[-1], mean[-1]), -share, INK)
    log_value_axis(panel, log_limits(known))
    octaves(panel, samples)
    _labels(panel, SAMPLES, "T of leaving the lazy regime")


def _like(values: xr.DataArray, part: xr.Dataset) -> xr.DataArray:
    """The values at the point of the other parameters that a part of the grid has."""
    place = {dim: part[dim].values for dim in values.dims if dim in part.coords and dim not in part.dims}
    return values.sel(place)


def _labels(panel: Axes, across: str, up: str) -> None:
    panel.set_xlabel(across)
    panel.set_ylabel(up)


def _caption(measures: xr.Dataset, part: xr.Dataset, share: float) -> str:
    fitted, runs = int(part.fits.sum()), int(part.fits.notnull().sum())
    known = f"γ/δ = {share:.2g}" if np.isfinite(share) else "γ/δ not known"
    return (
        "Networks with hinge loss at a margin near zero, trained until every margin is reached "
        f"({seeds_text(measures)}). A: relative change of the weights over the temperature for each number of samples "
        f"P, dotted: proportional to T, dashed: {LEAVING:g}, where networks leave the lazy regime. B: its median over "
        f"T P^(γ/δ) ({known}). C: last update at each T at which the median change is below {LEAVING:g} for all P, "
        f"dotted: proportional to P. D: test error. E: temperature at which the change crosses {LEAVING:g}; dots: "
        "seeds; dotted: P^(-γ/δ). F: alignment of the tangent kernel with that before learning. A, C, E: geometric "
        f"mean, D, F: mean; bars: {CONFIDENCE:.0%} t interval; points at which fewer than half of the networks fit are "
        f"left out. {fitted} of {runs} networks fit. {diverged_text(measures)}"
    )
