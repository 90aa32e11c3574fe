"""An axis of ranks, and a legend of their colours."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from richlazy.reporting.plotting.blocks import LABEL_GAP, spaced

RANK_WORDS = "Rank of the initial matrix"


def rank_axis(
    panel: Axes, ranks: Sequence[int], labelled: bool = True, words: str = RANK_WORDS, gap: float = LABEL_GAP
) -> None:
    """Make x a log axis with a tick at every rank and labels at those that are `gap` of the axis apart."""
    panel.set_xscale("log")
    panel.xaxis.set_major_locator(FixedLocator(list(ranks)))
    panel.xaxis.set_minor_locator(NullLocator())
    shown = set(spaced(np.log(np.asarray(ranks, float)), ranks, gap))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}" if round(value) in shown else ""))
    if len(ranks) > 1:
        pad = (max(ranks) / min(ranks)) ** 0.06
        panel.set_xlim(min(ranks) / pad, max(ranks) * pad)
    panel.tick_params(labelbottom=labelled)
    if labelled:
        panel.set_xlabel(words)


def rank_legend(figure: Figure, ranks: Sequence[int], colours: Sequence, title: str = RANK_WORDS) -> None:
    """One legend of rank colours above all panels."""
    handles = [Line2D([], [], color=colour, linewidth=2) for colour in colours]
    figure.legend(
        handles,
        [str(rank) for rank in ranks],
        title=title,
        loc="outside upper center",
        ncols=min(len(ranks), 10),
    )
