"""Linear networks with label noise: how the first layer shrinks, when it is no longer lazy, and without noise."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from richlazy.reporting.plotting.blocks import note_never_reached, panel_letter
from richlazy.reporting.plotting.labels import CONFIDENCE, seeds_text
from richlazy.reporting.plotting.style import INK, SOFT, new_figure, sequence_colours, styled
from richlazy.reporting.plotting.value_axes import log_limits, log_value_axis

from studies.sgd_noise.label_noise import radius
from studies.sgd_noise.panels.over import legend, lines, looks, octaves

SIMULATION = "label_noise"
ROW_MM = 66


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw the norm of the first layer along learning at the least noise, for each number of units (A); over the number
    of units the update at which it has left the lazy regime, for each noise (B); and its further fall with noise and
    without (C). Returns the figure and its caption."""
    figure = new_figure(style, ROW_MM)
    panels = figure.subplots(1, 3)
    _norm(panels[0], measures.isel(noise=int(np.argmin(measures.noise.values))))
    _exit(panels[1], measures)
    _further(panels[2], measures)
    for letter, panel in zip("ABC", panels, strict=True):
        panel_letter(panel, letter)
    return figure, _caption(measures)


def _norm(panel: Axes, part: xr.Dataset) -> None:
    ordered = part.sortby("units")
    units = ordered.units.values
    for colour, count in zip(sequence_colours(len(units)), units, strict=True):
        own = ordered.norm.sel(units=count).dropna("step", how="all").transpose("seed", "step")
        times = own.step.values / float(ordered.theory.sel(units=count).isel(seed=0))
        panel.plot(times, own.values.T, color=colour, linewidth=0.4, alpha=0.5)
        panel.plot(times, (1 - radius(count)) ** times, color=colour, linewidth=1.3, label=f"{count:g}")
    panel.axvline(1, color=SOFT, linewidth=0.8, linestyle="--")
    panel.set(xlabel="Update, in units of theory", ylabel="Norm of the first layer", xlim=(0, 2))
    legend(panel, "units m", "lower left")


def _exit(panel: Axes, measures: xr.Dataset) -> None:
    lines(panel, measures.exit_step, "units", "noise", log=True)
    ordered = measures.sortby("units").sortby("noise")
    for noise, colour, _ in looks(ordered.noise.values.tolist()):
        expected = ordered.theory.sel(noise=noise).isel(seed=0)
        panel.plot(expected.units, expected, color=colour, linewidth=0.9, linestyle=":")
    known = ordered.exit_step.values[np.isfinite(ordered.exit_step.values)]
    log_value_axis(panel, log_limits(known, ordered.theory.values))
    octaves(panel, ordered.units.values)
    note_never_reached(
        panel,
        ordered.units.values,
        ordered.exit_step.transpose("units", ...).values.reshape(ordered.sizes["units"], -1),
    )
    panel.set(xlabel="Units m", ylabel="Update when no longer lazy")
    legend(panel, "noise σ", "upper left")


def _further(panel: Axes, measures: xr.Dataset) -> None:
    joined = xr.concat([measures.shrink_off, measures.shrink_on], "which").assign_coords(which=[0, 1])
    for which, colour, words in ((1, INK, "noise stays"), (0, SOFT, "switched off")):
        pooled = joined.sel(which=which).stack(run=("noise", "seed")).rename(run="replicate")
        values = pooled.transpose("replicate", "units").sortby("units")
        panel.plot(values.units, values.values.T, ".", color=colour, markersize=2.5, alpha=0.5)
        panel.plot(values.units, np.nanmedian(values.values, 0), color=colour, linewidth=1.2, label=words)
    panel.axhline(0, color=SOFT, linewidth=0.8, linestyle=":")
    octaves(panel, measures.units.values)
    panel.set(xlabel="Units m", ylabel="Further fall / √(log m / m)")
    panel.legend(fontsize="small", handlelength=1.3, loc="center left")


def _caption(measures: xr.Dataset) -> str:
    left, runs, diverged = int(measures.converged.sum()), measures.diverged.size, int(measures.diverged.sum())
    least = float(measures.noise.min())
    return (
        "Two-layer linear networks of m units that learn with noise of deviation σ on their labels "
        f"({seeds_text(measures)}). A: norm of the first layer over that before learning, at σ = {least:g}; thin: "
        "seeds; thick: theory; dashed: where by theory it has fallen by √(log m / m), beyond what is lazy. B: update "
        f"at which it has, geometric mean and {CONFIDENCE:.0%} t interval of the logarithm; dotted: theory without "
        "free parameters. C: its relative fall in as many further updates, with noise and without; dots: seeds at all "
        f"σ; lines: medians. In {left} of {runs} runs the norm fell that far, {diverged or 'none'} diverged."
    )
