"""Laziness at equal loss: measures along training against the loss that a network has come to, one colour per rank."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from richlazy import hypercube
from richlazy.equal_loss import at_equal_loss, shared_levels
from richlazy.measure_range import range_of
from richlazy.plotting.blocks import panel_grid, rank_legend
from richlazy.plotting.labels import CONFIDENCE, INTERVAL, diverged_text, seeds_text
from richlazy.plotting.style import sequence_colours, styled
from richlazy.statistics.interval import bounded_interval

NEEDS = ("rank",)

MEASURES = ("kernel_alignment", "representation_alignment", "sign_similarity", "weight_change")
LEVELS = 60
# A range of losses as wide as this has labels at powers of ten alone.
MANY = 300


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES against the loss: rows are measures (those that the study has), columns the swept values other
    than rank.

    Returns the figure and its caption. Raises MissingSweep when the study does not sweep rank.
    """
    hypercube.require(measures, "rank", "equal_loss")
    ordered = measures.sortby(["rank", "step"])
    names = [name for name in MEASURES if name in ordered]
    colours = sequence_colours(ordered.sizes["rank"])
    figure, panels = panel_grid(ordered, names, style, row_mm=31)
    rank_legend(figure, ordered["rank"].values.tolist(), colours)
    for group, name, panel in panels:
        levels, values = along_loss(ordered.sel(group), name)
        for of_rank, colour in zip(np.moveaxis(values, 1, 0), colours, strict=True):
            mean, low, high = bounded_interval(of_rank, range_of(name), CONFIDENCE)
            panel.fill_between(levels, low, high, color=colour, alpha=0.22, linewidth=0)
            panel.plot(levels, mean, color=colour)
        _loss_axis(panel, levels, labelled=name == names[-1])
    return figure, _caption(ordered)


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
        panel.set_xlabel("Loss (nat)")


def _caption(measures: xr.Dataset) -> str:
    runs, short = np.sum([_never_down(measures.sel(group)) for group in hypercube.groups(measures)], 0)
    return (
        f"How lazily networks have learned by the time that they come to a loss (of held-out trials; training goes to "
        f"the right), interpolated between {measures.sizes['step']} checkpoints. Lines: mean over "
        f"{seeds_text(measures)}; bands: their {INTERVAL}. {short} of {runs} runs never come "
        f"down to the lowest loss drawn in their panel, and their seed is left out of it. {diverged_text(measures)}"
    )


def _never_down(runs: xr.Dataset) -> tuple[int, int]:
    """How many runs did not diverge, and how many of them stay above the lowest level."""
    loss = _finished(runs)
    finished, levels = np.isfinite(loss).any(-1), shared_levels(loss, LEVELS)
    if not len(levels):
        return int(finished.sum()), int(finished.sum())
    reached = (loss <= levels[-1]).any(-1)
    return int(finished.sum()), int((finished & ~reached).sum())
