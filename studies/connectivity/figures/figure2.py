"""Figure 2: spectra of circuits, and how richly they learn, against their null models and against rank alone."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, seeds_text, words_of
from richlazy.reporting.plotting.style import SOFT, new_figure, styled

from studies.connectivity.analysis.circuits_and_nulls import Pair, circuits, pairs, tabulate
from studies.connectivity.analysis.learned import only_learned
from studies.connectivity.panels.circuit_rows import effective_ranks, log_ratios
from studies.connectivity.panels.circuit_scatter import draw_curve, name_points, rank_curves, scatter, step_beside
from studies.connectivity.panels.circuits import (
    EFFECT_WORDS,
    mark_legend,
    marks,
    rows_axis,
    runs_text,
    share_axis,
    stripes,
    wrapped,
)
from studies.connectivity.panels.protocol import protocol_text
from studies.connectivity.panels.spectrum_panels import (
    compared_null,
    eigenvalue_plane,
    line_handles,
    plane_handles,
    sorted_spectra,
)

NEEDS = ("connectivity", "null_model")
COMPARES = {"null_model": ("none", "gaussian")}
# The experiment whose measures are handed to `draw` as `background`, where the config has it.
BACKGROUND = "rank"

OVER_TASKS = ("representation_alignment", "weight_change")
SPECTRUM_COLUMNS = 4
# What a title of a spectrum holds at a type of 8 points.
LETTERS_PER_MM = 0.5
# Widths of A and B.
WIDTHS = (0.513, 0.487)
SCATTER_COLUMNS = 3
RATIO_WORDS = "ln (circuit / null model)"
# Panels of rows beside each other, C among them.
MOST_PANELS = 5
# How far left of its axes a panel's letter stands, in points.
LETTER_LEFT = 24
# Heights in millimetres.
MARK_MM, LEAST_ROW_MM, MOST_ROW_MM, FEW_ROWS_MM = 1.05, 6.5, 12.0, 42.0
ROWS_AXES_MM, SCATTER_MM, LEGEND_MM = 17.0, 60.0, 7.0


@styled
def draw(measures: xr.Dataset, style: Mapping, background: xr.Dataset | None = None) -> tuple[Figure, str]:
    """Draw spectra, effective ranks, laziness against the null models, and laziness against effective rank.

    background: measures of an experiment that sweeps rank, drawn as a curve in the last panels; None leaves it out.
    Returns the figure and its caption. Raises MissingSweep when the experiment sweeps no connectivity or null_model,
    and InputError where no circuit has a null model.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "figure2")
    table = tabulate(only_learned(measures))
    compared, names = pairs(table, "figure2"), circuits(table)
    marked = marks(table, style)
    tasks = [str(task) for task in table.task.values]
    heights = [_spectra_mm(len(names), style), _rows_mm(table, len(names), len(marked)), _scatter_mm(len(tasks))]
    figure = new_figure(style, sum(heights) + LEGEND_MM)
    # Of six spectra beside each other each has its 25 mm.
    figure.get_layout_engine().set(w_pad=0.01, wspace=0)
    mark_legend(figure, marked)
    upper, middle, lower = figure.subfigures(3, 1, height_ratios=heights)
    _spectra(upper, table, names, compared, marked, style)
    _rows(middle, table, names, compared, marked)
    _against_rank(lower, table, names, compared, marked, background, style)
    return figure, _caption(table, names, compared, tasks, background)


# A and B: spectra


def _columns(count: int) -> int:
    rows = -(-count // SPECTRUM_COLUMNS)
    return -(-count // rows)


def _spectra_mm(count: int, style: Mapping) -> float:
    columns = _columns(count)
    return -(-count // columns) * min(style["width_mm"] / 2 / columns + 3, 36.0) + 16


def _spectra(
    part: SubFigure, table: xr.Dataset, names: list[str], compared: list[Pair], marked: Mapping, style: Mapping
) -> None:
    columns = _columns(len(names))
    shape = (-(-len(names) // columns), columns)
    letters = int(LETTERS_PER_MM * style["width_mm"] / 2 / columns * 8 / style["font_size"])
    left, right = part.subfigures(1, 2, width_ratios=WIDTHS)
    falling = left.subplots(*shape, squeeze=False, sharex=True, sharey=True)
    planes = right.subplots(*shape, squeeze=False, sharex=True, sharey=True)
    for place, name in enumerate(names):
        null = compared_null(compared, name)
        sorted_spectra(falling.flat[place], table, name, null, marked.get(null, {}).get("color"))
        eigenvalue_plane(planes.flat[place], table, name, style["font_size"] - 2)
        for panel in (falling.flat[place], planes.flat[place]):
            panel.set_title(wrapped(name, letters), fontsize="small", pad=2)
    for axes in (falling, planes):
        _remove_unused(axes, len(names))
    left.supxlabel("Place in the order / N", fontsize="medium")
    left.supylabel("Value / largest", fontsize="medium")
    right.supxlabel("Real part / radius of the Gaussian disc", fontsize="medium")
    # Of B it belongs to one panel: in a margin of its own it would stand at A, as if it were an axis of that.
    words = "Imaginary part / radius" if shape[0] > 1 else "Imaginary part"  # as long as there is room for
    planes[shape[0] // 2, 0].set_ylabel(words, fontsize="small", labelpad=1)
    left.legend(handles=line_handles(), loc="outside upper center", ncols=2, columnspacing=1.0, borderaxespad=0)
    right.legend(handles=plane_handles(), loc="outside upper center", ncols=2, columnspacing=1.0, borderaxespad=0)
    panel_letter(falling[0, 0], "A", LETTER_LEFT)
    panel_letter(planes[0, 0], "B", LETTER_LEFT)


def _remove_unused(axes: np.ndarray, used: int) -> None:
    """Remove the panels beyond `used`, and give those above them the tick labels of the lowest row."""
    for place, panel in enumerate(axes.flat):
        if place >= used:
            panel.remove()
        elif place + axes.shape[1] >= used:
            panel.tick_params(labelbottom=True)


# C and D: rows of circuits


def _bands(table: xr.Dataset) -> list[list[tuple[str, list[str]]]]:
    """Measure and tasks of every panel of D, in bands one above the other: panels of one band keep their width."""
    tasks = [str(task) for task in table.task.values]
    by_task = [("kernel_alignment", [task]) for task in tasks]
    over_tasks = [(measure, tasks) for measure in OVER_TASKS if measure in table]
    together = [*by_task, *over_tasks]
    return [together] if len(together) < MOST_PANELS else [by_task, over_tasks]


def _rows_mm(table: xr.Dataset, count: int, slots: int) -> float:
    bands = len(_bands(table))
    least = LEAST_ROW_MM / (1 if bands == 1 else 1.4)
    return bands * (count * max(least, MARK_MM * (slots + 1), min(MOST_ROW_MM, FEW_ROWS_MM / count)) + ROWS_AXES_MM)


def _rows(part: SubFigure, table: xr.Dataset, names: list[str], compared: list[Pair], marked: Mapping) -> None:
    last = table.sel(step=reading.last_step(table))
    tasks = [str(task) for task in table.task.values]
    bands = _bands(table)
    for place, (band, shown) in enumerate(zip(part.subfigures(len(bands), 1, squeeze=False).flat, bands, strict=True)):
        first = place == 0
        axes = band.subplots(1, first + len(shown), squeeze=False)[0]
        if first:
            effective_ranks(axes[0], table, names, compared, marked)
            axes[0].set(title="Effective\nrank", xlabel="Share of N")
            panel_letter(axes[0], "C")
            panel_letter(axes[1], "D", 8, above=14)
        for panel, (measure, chosen) in zip(axes[first:], shown, strict=True):
            log_ratios(panel, last, measure, chosen, names, compared, marked)
            panel.set_title(_row_title(measure, chosen, tasks))
        for column, panel in enumerate(axes):
            rows_axis(panel, names, labelled=column == 0)
            stripes(panel, len(names))
        if first:
            axes[first + (len(shown) - 1) // 2].set_xlabel(RATIO_WORDS)
        else:
            band.supxlabel(RATIO_WORDS, fontsize="medium")


def _row_title(measure: str, chosen: list[str], tasks: list[str]) -> str:
    words = measure.replace("_", " ").capitalize().replace(" ", "\n", 1)
    if len(tasks) == 1:
        return words
    return f"{words}, {chosen[0] if len(chosen) == 1 else 'all'}"


# E: against effective rank


def _scatter_mm(tasks: int) -> float:
    return -(-tasks // SCATTER_COLUMNS) * SCATTER_MM + 8


def _against_rank(
    part: SubFigure,
    table: xr.Dataset,
    names: list[str],
    compared: list[Pair],
    marked: Mapping,
    background: xr.Dataset | None,
    style: Mapping,
) -> None:
    last = table.sel(step=reading.last_step(table))
    tasks = [str(task) for task in table.task.values]
    columns = min(len(tasks), SCATTER_COLUMNS)
    axes = part.subplots(-(-len(tasks) // columns), columns, squeeze=False, sharey=True)
    _remove_unused(axes, len(tasks))
    drawn = []
    for panel, task in zip(axes.flat, tasks, strict=False):
        curves = rank_curves(background, task, int(last.step))
        for curve in curves:
            draw_curve(panel, curve)
        drawn.append((panel, scatter(panel, last, task, compared, names, marked), curves))
        panel.set_title(task if len(tasks) > 1 else "", fontweight="bold")
        panel.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    for panel in axes.flat[: len(tasks)]:
        share_axis(panel, _all_ranks(drawn), most_ticks=6)
    axes[0, 0].set_ylabel("Kernel alignment")
    part.supxlabel("Effective rank (share of N)", fontsize="medium")
    if any(curves for _, _, curves in drawn):
        handle = Line2D([], [], color=SOFT, marker=".", linewidth=1.0, label="Gaussian truncated to the rank beside it")
        part.legend(handles=[handle], loc="outside upper right", borderaxespad=0)
    panel_letter(axes[0, 0], "E", LETTER_LEFT)
    # The layout must stand before names can be placed clear of each other.
    part.figure.draw_without_rendering()
    for panel, shown, curves in drawn:
        name_points(panel, shown, curves, style["font_size"] - 2)


def _all_ranks(drawn: list) -> np.ndarray:
    points = [rank for _, shown, _ in drawn for one in shown.values() for rank in one[0]]
    return np.array(
        points + [rank for _, _, curves in drawn for curve in curves for rank in curve.effective_rank.values]
    )


def _caption(
    table: xr.Dataset, names: list[str], compared: list[Pair], tasks: list[str], background: xr.Dataset | None
) -> str:
    step, interval = reading.last_step(table), INTERVAL
    against = dict.fromkeys(compared_null(compared, name) for name in names)
    coloured = " or ".join(words_of(null) for null in against if null)
    over_tasks = f", the others averaged over tasks ({', '.join(tasks)}) within the seed" if len(tasks) > 1 else ""
    seeds = seeds_text(table)
    return (
        f"Initial recurrent matrices and the networks that start from them, after {step} training steps; {seeds}. "
        f"A: singular values and moduli of eigenvalues in falling order, each over the largest, mean over seeds; "
        f"black: the circuit, coloured: its null model ({coloured}); the area under the dashed line is the effective "
        f"rank. B: eigenvalues of the circuit for seed {table.seed.values[0]} alone, in units of the radius ‖W‖/√N of "
        f"the disc (circle) that a Gaussian matrix of equal Frobenius norm fills; triangles: eigenvalues beyond the "
        f"frame; max: the largest modulus. C: effective rank, which a rank-matched null model has by construction. D: "
        f"natural logarithm of the ratio of a circuit to its null model, paired by seed; kernel alignment by "
        f"task{over_tasks}; an alignment below zero is richer learning than that of the null model. C and D: dots are "
        f"seeds; marks and bars: in C mean and {interval}, in D {EFFECT_WORDS}. E: effective "
        f"rank against kernel alignment after training, mean over seeds with the {interval} of each. "
        f"{_curve_text(background, tasks, step)} {_accuracy_text(table, tasks, step)}{protocol_text(table)} "
        f"{runs_text(table)}"
    )


def _accuracy_text(table: xr.Dataset, tasks: list[str], step: int) -> str:
    """Sentence on how well the networks solve each task, from the lowest to the highest mean over seeds."""
    if "accuracy" not in table:
        return ""
    means = table.accuracy.sel(step=step).mean("seed").transpose("task", ...)
    known = [(task, means.sel(task=task)) for task in tasks if bool(means.sel(task=task).notnull().any())]
    ranges = "; ".join(f"{words_of(task)} {_range(float(of.min()), float(of.max()))}" for task, of in known)
    return f"Accuracy after training, means over seeds of all kinds of matrices: {ranges}. " if ranges else ""


def _range(low: float, high: float) -> str:
    ends = dict.fromkeys((f"{low:.2f}", f"{high:.2f}"))
    return " to ".join(ends)


def _curve_text(background: xr.Dataset | None, tasks: list[str], step: int) -> str:
    covered = [task for task in tasks if rank_curves(background, task, step)]
    if not covered:
        return "No rank curve is drawn: no experiment of rank with these tasks was at hand."
    beside, experiment = step_beside(background, step), background.attrs.get("experiment", BACKGROUND)
    only = "" if covered == tasks else f", for {', '.join(covered)} alone"
    unlike = "" if beside == step else f" The circuits have learned for {step} steps, that curve for {beside}."
    return (
        f"Grey: what rank alone does, Gaussian matrices truncated to the rank beside each point (experiment "
        f"{experiment}, "
        f"step {beside}, {seeds_text(background)}{only}), mean and {INTERVAL}.{unlike}"
    )
