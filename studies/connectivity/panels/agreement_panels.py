"""A matrix of rank correlations between measures, and small scatters of those that part."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase
from matplotlib.lines import Line2D
from richlazy.reporting.plotting.blocks import note, panel_letter
from richlazy.reporting.plotting.labels import capitalised, parameter_words, value_words, words_of
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, new_figure, sequence_colours

from studies.connectivity.analysis.measure_agreement import (
    AT_START,
    CONDITION,
    EXPERIMENT,
    FEWEST,
    FEWEST_SEEDS,
    STRATUM,
    TURNED,
    clustered,
    correlations,
    measures_of,
    ranks_within,
    strongest_disagreements,
)

COLOURS = "RdBu"
SCATTERS = 4
# Height of a row of the matrix, of the names above it, and of the scatters with their legend.
CELL_MM, HEAD_MM, SCATTER_MM = 6.0, 34.0, 58.0
# Above this, numbers in a cell are white.
DARK = 0.6
WORDS = {
    AT_START: "dynamical richness, start",
    "dynamical_richness": "dynamical richness, end",
    "kernel_effective_rank": "kernel effective rank, end / start",
}


def agreement_figure(frame: pd.DataFrame, colour_by: str, style: Mapping) -> tuple[Figure, str]:
    """Draw the matrix and the scatters of a table of networks; returns the figure and the sentences of its caption.

    colour_by: column whose values have colours in the scatters, VALUE or EXPERIMENT.
    """
    across = correlations(frame, STRATUM, FEWEST)
    within = correlations(frame, CONDITION, FEWEST_SEEDS)
    names = clustered(across)
    matrix_mm = CELL_MM * len(names) + HEAD_MM
    figure = new_figure(style, matrix_mm + SCATTER_MM)
    # Two layouts: the long names beside the matrix are no margin of the scatters.
    above, below = figure.subfigures(2, 1, height_ratios=[matrix_mm, SCATTER_MM])
    _matrix(above, above.subplots(), across.loc[names, names], within.loc[names, names], style)
    pairs = strongest_disagreements(across, SCATTERS)
    colours = _colours(frame, colour_by, style)
    panels = below.subplots(1, SCATTERS, squeeze=False)[0]
    for panel in panels[max(len(pairs), 1) :]:
        panel.remove()
    for panel, pair in zip(panels, pairs, strict=False):
        _scatter(panel, frame, pair, across.loc[pair], colours, colour_by)
    if pairs:
        _legend(below, frame, colours, colour_by)
    else:
        note(panels[0], "fewer than two\nmeasures")
        panels[0].set(xticks=[], yticks=[])
    panel_letter(panels[0], "B", 30)
    return figure, _caption(frame, names)


def name_words(name: str) -> str:
    """What a turned measure is called: with a minus where it is larger in rich learning."""
    words = WORDS.get(name, words_of(name))
    return f"− {words}" if TURNED[name] < 0 else words


def _matrix(figure: FigureBase, panel: Axes, across: pd.DataFrame, within: pd.DataFrame, style: Mapping) -> None:
    count = len(across)
    upper = np.triu(np.ones((count, count), bool), 1)
    shown = np.where(upper, across, np.where(upper.T, within, np.nan))
    image = panel.imshow(shown, cmap=COLOURS, vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
    size = min(style["font_size"] - 2, 5.5)
    for row, column in np.ndindex(count, count):
        value = shown[row, column]
        words = "" if row == column else _short(value)
        colour = "white" if abs(value) > DARK else INK
        panel.text(column, row, words, ha="center", va="center", fontsize=size, color=colour)
    words = [name_words(name) for name in across.index]
    panel.set_yticks(range(count), words)
    panel.set_xticks(range(count), words, rotation=45, ha="left", rotation_mode="anchor")
    panel.xaxis.tick_top()
    panel.tick_params(length=0)
    for spine in panel.spines.values():
        spine.set_visible(False)
    turned = sum(TURNED[name] != 0 for name in across.index)
    if 0 < turned < count:
        for line in (panel.axhline, panel.axvline):
            line(turned - 0.5, color=SOFT, linewidth=0.8)
    panel.plot([-0.5, count - 0.5], [-0.5, count - 0.5], color=SOFT, linewidth=0.8)
    bar = figure.colorbar(image, ax=panel, shrink=0.5, pad=0.01, aspect=25, ticks=[-1, -0.5, 0, 0.5, 1])
    bar.set_label("Rank correlation\n(upper right: across conditions;\nlower left: within)")
    bar.outline.set_visible(False)
    panel_letter(panel, "A", 30)


def _short(value: float) -> str:
    """A correlation without its leading zero, or a dash."""
    if not np.isfinite(value):
        return "–"
    return f"{round(value, 2) + 0.0:.2f}".replace("0.", ".").replace("-", "−")


def _colours(frame: pd.DataFrame, colour_by: str, style: Mapping) -> dict:
    values = list(dict.fromkeys(frame[colour_by]))
    if all(isinstance(value, (int, float)) for value in values):
        values = sorted(values)
        return dict(zip(values, sequence_colours(len(values)), strict=True))
    return dict(zip(values, category_colours(len(values), style), strict=True))


def _scatter(
    panel: Axes, frame: pd.DataFrame, pair: Sequence[str], correlation: float, colours: Mapping, colour_by: str
) -> None:
    """Draw the ranks of two measures within the strata; one dot a network."""
    x, y = (ranks_within(frame, name) for name in pair)
    # In an order that no experiment or value is on top of all others.
    order = np.random.default_rng(0).permutation(len(frame))
    shades = [colours[value] for value in frame[colour_by].iloc[order]]
    panel.scatter(x.iloc[order], y.iloc[order], s=3, c=shades, alpha=0.7, linewidths=0)
    panel.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))
    panel.set_xticks([0, 1], ["rich", "lazy"])
    panel.set_yticks([0, 1], ["rich", "lazy"])
    panel.set_xlabel("\n".join(wrap(capitalised(name_words(pair[0])), 22)))
    panel.set_ylabel("\n".join(wrap(capitalised(name_words(pair[1])), 22)))
    panel.set_title(f"ρ {correlation:.2f}".replace("-", "−"), fontsize="small", pad=3)


def _legend(figure: FigureBase, frame: pd.DataFrame, colours: Mapping, colour_by: str) -> None:
    parameter = frame.attrs.get("parameter", "-")
    words = [words_of(value) if colour_by == EXPERIMENT else value_words(parameter, value) for value in colours]
    title = "Experiment" if colour_by == EXPERIMENT else capitalised(parameter_words(parameter))
    handles = [Line2D([], [], linestyle="none", marker="o", markersize=4, color=colour) for colour in colours.values()]
    lines = -(-sum(len(text) + 5 for text in words) // 110)
    columns = -(-len(words) // lines)
    figure.legend(handles, words, title=title, loc="outside lower center", ncols=columns)


def _caption(frame: pd.DataFrame, names: Sequence[str]) -> str:
    missing = [WORDS.get(name, words_of(name)) for name in TURNED if name not in measures_of(frame)]
    unturned = [words_of(name) for name in names if TURNED[name] == 0]
    lacking = f" Not measured, and left out: {', '.join(missing)}." if missing else ""
    last = f" Of {', '.join(unturned)}, beyond the line, no source says a direction." if unturned else ""
    return (
        f"How measures of richness agree, in {len(frame)} networks that did not diverge, at the last checkpoint. All "
        f"are turned so that more is lazier (a minus: the measure is larger in rich learning).{last} A: Spearman "
        f"correlations in an order that puts those that agree beside each other. Upper right: over all networks of one "
        f"task and number of units ({frame[STRATUM].nunique()} groups, each ranked by itself, so that differences "
        f"between tasks or sizes have no part in it); lower left: over the seeds of one condition alone "
        f"({frame[CONDITION].nunique()} conditions); a dash: too few networks have both, or one is constant. B: where "
        f"they part: the pairs with the lowest correlation, no measure in more than two; ranks within the same "
        f"groups, a dot a network. No interval and no test: networks of one seed are not independent.{lacking}"
    )
