"""Laziness at equal loss: measures along training against the loss that a network has come to, one colour per rank."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from richlazy.hypercube import reading
from richlazy.hypercube.equal_loss import at_equal_loss, shared_levels
from richlazy.reporting.plotting.blocks import note_if_empty
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import sequence_colours, styled

from studies.connectivity.panels.rank_axes import rank_legend
from studies.connectivity.panels.rank_bands import BANDS_TEXT, fit_curve_axes, lines_and_bands
from studies.connectivity.panels.rank_curves import centre

NEEDS = ("rank",)

MEASURES = ("kernel_alignment", "representation_alignment", "sign_similarity", "weight_change")
LEVELS = 60
# A range of losses as wide as this has labels at powers of ten alone.
MANY = 300
# Height of a row of ticks at the foot of a panel, as a share of it.
FOOT = 0.05


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES against the loss: rows are measures (those that the experiment has), columns the swept values other
    than rank.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep rank.
    """
    reading.require(measures, "rank", "equal_loss")
    ordered = measures.sortby(["rank", "step"])
    names = [name for name in MEASURES if name in ordered]
    colours = sequence_colours(ordered.sizes["rank"])
    figure, panels = panel_grid(ordered, names, style, row_mm=31, within=("rank",))
    rank_legend(figure, ordered["rank"].values.tolist(), colours)
    shown = []
    for panel in panels:
        part = ordered.sel(panel.group)
        levels, curves = _curves(part, panel.name)
        shown.append(curves)
        lines_and_bands(panel.axes, levels, curves, colours)
        _checkpoints(panel.axes, part, levels, colours)
        _loss_axis(panel.axes, levels, labelled=panel.lowest)
        note_if_empty(panel.axes, part.isel(step=-1), panel.name)
    fit_curve_axes(panels, shown)
    return figure, _caption(ordered)


def _curves(part: xr.Dataset, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Levels of the loss [level], and the mean and both ends of its interval of a measure there, [3, rank, level]."""
    levels, values = along_loss(part, name)
    named = xr.DataArray(values, dims=("seed", "rank", "level"), name=name)
    return levels, np.stack([centre(of_rank, "level") for of_rank in named.transpose("rank", "seed", "level")], axis=1)


def along_loss(runs: xr.Dataset, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Levels of the loss [level] and a measure at them, [seed, rank, level].

    A seed that does not come to all levels at every rank is NaN: every mean is one of the same seeds. Ranks at which
    all runs diverged are passed over.
    """
    loss = _finished(runs)
    levels = shared_levels(loss, LEVELS)
    values = at_equal_loss(runs[name].transpose("seed", "rank", "step").values, loss, levels)
    known = np.isfinite(values).all(-1)
    complete = (known | ~known.any(0)).all(1)
    return levels, np.where(complete[:, np.newaxis, np.newaxis], values, np.nan)


def _finished(runs: xr.Dataset) -> np.ndarray:
    """Loss [seed, rank, step]; NaN in runs that diverged."""
    return runs.loss.where(runs.diverged == 0).transpose("seed", "rank", "step").values


def _checkpoints(panel: Axes, part: xr.Dataset, levels: np.ndarray, colours: Sequence) -> None:
    """Draw ticks at the foot, at the median loss at each checkpoint, of the lowest rank and above it of the highest.

    All between two ticks is interpolated.
    """
    loss, across = _finished(part), panel.get_xaxis_transform()
    for row, number in enumerate(dict.fromkeys((0, len(colours) - 1)) if len(levels) else ()):
        known = loss[:, number, np.isfinite(loss[:, number]).any(0)]
        places = np.nanmedian(known, axis=0)
        places = places[(places <= levels[0]) & (places >= levels[-1])]
        foot = FOOT * (row + 0.4)
        panel.vlines(places, foot, foot + 0.8 * FOOT, color=colours[number], linewidth=0.8, transform=across, zorder=2)


def _loss_axis(panel: Axes, levels: np.ndarray, labelled: bool) -> None:
    """Make x a log axis over the levels, on which training goes to the right."""
    if len(levels):
        highest, lowest = levels[[0, -1]]
        pad = (highest / lowest) ** 0.03
        panel.set_xscale("log")
        panel.set_xlim(highest * pad, lowest / pad)
        panel.xaxis.set_major_locator(LogLocator(subs=(1, 3) if highest < MANY * lowest else (1,)))
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        panel.xaxis.set_minor_locator(NullLocator())
    panel.tick_params(labelbottom=labelled)
    if labelled:
        panel.set_xlabel("Loss (nat), training →")


def _caption(measures: xr.Dataset) -> str:
    runs, short = np.sum([_never_down(measures.sel(group)) for group in reading.groups(measures, without=("rank",))], 0)
    return (
        f"How lazily networks have learned by the time that they come to a loss (of held-out trials; training goes to "
        f"the right), interpolated between {measures.sizes['step']} checkpoints; ticks at the foot: the median loss at "
        f"each of them, for the lowest rank and above it for the highest. A line has a step where the loss of a "
        f"network rises before it falls further. Lines: mean over {seeds_text(measures)}, of weight change the "
        f"geometric mean; {BANDS_TEXT}: its {INTERVAL}. {_short_text(short, runs)} {diverged_text(measures)}"
    )


def _short_text(short: int, runs: int) -> str:
    """What becomes of runs that stay above the lowest level."""
    if not short:
        return f"Of {runs} runs all come down to the lowest loss drawn in their panel."
    return (
        f"{short} of {runs} runs never come down to the lowest loss drawn in their panel, and their seed is left out "
        f"of it."
    )


def _never_down(runs: xr.Dataset) -> tuple[int, int]:
    """How many runs did not diverge, and how many of them stay above the lowest level."""
    loss = _finished(runs)
    finished, levels = np.isfinite(loss).any(-1), shared_levels(loss, LEVELS)
    if not len(levels):
        return int(finished.sum()), int(finished.sum())
    reached = (loss <= levels[-1]).any(-1)
    return int(finished.sum()), int((finished & ~reached).sum())
