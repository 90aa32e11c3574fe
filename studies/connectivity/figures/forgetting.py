"""What networks forget of a first task when they learn a second, and how much sooner they learn the first again; by how
similar the tasks are."""

from collections.abc import Mapping
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from richlazy.hypercube import condition_grid, reading
from richlazy.reporting.plotting.blocks import LETTERS, note_never_reached, panel_letter, short_count
from richlazy.reporting.plotting.labels import INTERVAL, seeds_text, words_of
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, new_figure, sequence_colours, styled

from studies.connectivity.analysis import forgetting
from studies.connectivity.analysis.circuits_and_nulls import ITSELF
from studies.connectivity.analysis.similar_tasks import levels
from studies.connectivity.panels.circuits import dodged, mean_of_most
from studies.connectivity.panels.rank_axes import RANK_WORDS

NEEDS = ("task", "earlier_tasks", "tested_on")

ACCURACY, STEPS, RICHNESS, SIMILARITY = "accuracy", "steps", "richness", "similarity"
ROWS = {
    ACCURACY: ("accuracy_before", "accuracy_after", "accuracy_joint"),
    STEPS: ("learning_steps", "relearning_steps"),
}
# Least and largest possible values of a row.
LIMITS = {ACCURACY: (0, 1), STEPS: (0, None)}
WORDS = {
    "accuracy_before": "before the second task",
    "accuracy_after": "after it",
    "accuracy_joint": "both tasks learned at once",
    "learning_steps": "first learning",
    "relearning_steps": "relearning",
}
LABELS = {
    ACCURACY: "Accuracy on the first task",
    STEPS: "Steps to a common loss on the first task",
    RICHNESS: "Forgetting (accuracy)",
    SIMILARITY: "Forgetting (accuracy)",
}
SHAPES = {
    "accuracy_before": "o",
    "accuracy_after": "v",
    "accuracy_joint": "D",
    "learning_steps": "o",
    "relearning_steps": "v",
}
ROW_MM, MARGIN_MM = 44.0, 22.0
# Letters of bold text that all columns have room for.
TITLE_LETTERS = 72
# Width over which the conditions of one pair stand beside each other on the axis of similarity.
SHIFT = 0.02


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw accuracy on the first task, steps of learning it, and forgetting against how richly the second is learned.

    Columns are pairs of tasks. There are no steps where nothing was learned again. Where pairs differ in their
    similarity, a last panel has forgetting of all of them against it. Returns the figure and its caption. Raises as
    `forgetting.pairs` does.
    """
    table = forgetting.tabulate(measures, "figure forgetting")
    conditions = condition_grid.tabulate(table.squeeze("step")).transpose("task", "condition", ...)
    run = conditions.diverged.notnull().any(("task", "seed"))
    conditions = _once(conditions.isel(condition=run.values))
    names, marks = _names(conditions, table), _condition_marks(conditions, style)
    rows, columns = _rows(table), conditions.sizes["task"]
    figure = new_figure(style, len(rows) * ROW_MM + MARGIN_MM)
    axes = _panels(figure, rows, columns)
    shades = dict(zip(WORDS, _shades(style), strict=True))
    titles = [_title(conditions.isel(task=column), TITLE_LETTERS // columns) for column in range(columns)]
    longest = max(len(line) for title in titles for line in title.splitlines())
    size = "small" if longest > TITLE_LETTERS // columns else None
    for column in range(columns):
        part = conditions.isel(task=column)
        axes[ACCURACY][column].set_title(titles[column], fontweight="bold", fontsize=size)
        for row in set(ROWS) & set(rows):
            _side_by_side(axes[row][column], part, row, shades, reading.last_step(measures))
        _against_richness(axes[RICHNESS][column], part, marks)
    if SIMILARITY in rows:
        _against_similarity(axes[SIMILARITY][0], conditions, marks)
    _labels(axes, names, table)
    _legends(axes, names, marks, shades, conditions)
    return figure, _caption(measures, table, rows)


def _rows(table: xr.Dataset) -> list[str]:
    """The rows of panels that there is something to show in."""
    known = {
        ACCURACY: True,
        STEPS: bool(table.relearning_steps.notnull().any()),
        RICHNESS: True,
        SIMILARITY: levels(table.similarity.values).max() > 0,
    }
    return [row for row, there in known.items() if there]


def _panels(figure: Figure, rows: list[str], columns: int) -> dict[str, list[Axes]]:
    """The panels of each row, which share their y axis; the row of SIMILARITY has one, as wide as all."""
    grid = figure.add_gridspec(len(rows), columns)
    axes: dict[str, list[Axes]] = {}
    for place, row in enumerate(rows):
        cells = [grid[place, :]] if row == SIMILARITY else [grid[place, column] for column in range(columns)]
        axes[row] = []
        for cell in cells:
            axes[row].append(figure.add_subplot(cell, sharey=axes[row][0] if axes[row] else None))
        for panel in axes[row][1:]:
            panel.tick_params(labelleft=False)
    return axes


def _title(part: xr.Dataset, letters: int) -> str:
    """The tasks in one line if it has so many letters, else a line each, which are not broken; and their similarity."""
    words = " then ".join(map(words_of, str(part.task.values).split(" then ")))
    if len(words) > letters:
        words = words.replace(" then ", "\nthen ")
    similarity = float(part.similarity)
    return f"{words}\n(similarity {similarity:.2f})" if np.isfinite(similarity) else words


def _once(conditions: xr.Dataset) -> xr.Dataset:
    """The conditions without those that are the same networks as one before: circuits of one size share null models."""
    seen: dict[bytes, int] = {}
    for place in range(conditions.sizes["condition"]):
        seen.setdefault(conditions.kernel_alignment.isel(condition=place).values.tobytes(), place)
    return conditions.isel(condition=list(seen.values()))


def _names(conditions: xr.Dataset, table: xr.Dataset) -> list[str]:
    """What each condition is called: its rank, or its circuit or null model."""
    dims = [dim for dim in reading.swept(table) if dim != "task"]
    places = zip(*(conditions[dim].values.tolist() for dim in dims), strict=True)
    named = [dict(zip(dims, place, strict=True)) for place in places]
    nulls = [place.get("null_model") for place in named]
    return [_name(place, shared=nulls.count(place.get("null_model")) == 1) for place in named]


def _name(place: dict[str, object], shared: bool) -> str:
    """Of a null model that stands once, for one circuit or for all of them, the circuit is not named."""
    null = place.pop("null_model", ITSELF)
    if null != ITSELF and shared:
        return f"{words_of(null)} null model"
    words = ", ".join(words_of(value) for value in place.values())
    return words if null == ITSELF else f"{words}, {words_of(null)}"


def _condition_marks(conditions: xr.Dataset, style: Mapping) -> list[dict]:
    """A colour per rank, or per circuit; null models have those of their circuit, and are open."""
    if "null_model" not in conditions.coords:
        return [
            {"color": colour, "markerfacecolor": colour} for colour in sequence_colours(conditions.sizes["condition"])
        ]
    circuits = list(dict.fromkeys(conditions.connectivity.values.tolist()))
    colours = dict(zip(circuits, category_colours(len(circuits), style), strict=True))
    places = zip(conditions.connectivity.values, conditions.null_model.values, strict=True)
    return [
        {"color": colours[name], "markerfacecolor": colours[name] if null == ITSELF else "white"}
        for name, null in places
    ]


def _shades(style: Mapping) -> list:
    """Colours of the marks of the rows A and B: what was, what the second task did to it, and the reference."""
    first, second = category_colours(2, style)
    return [INK, second, first, INK, second]


def _side_by_side(panel: Axes, part: xr.Dataset, row: str, shades: Mapping, last_step: int) -> None:
    """Draw the measures of a row side by side for every condition: a dot a seed, the mean and its interval.

    A line beside the steps is the end of training.
    """
    taken = [measure for measure in ROWS[row] if part[measure].notnull().any()]
    for measure, shift in zip(taken, dodged(len(taken)), strict=True):
        for place, values in enumerate(part[measure].transpose("condition", "seed").values):
            mean, low, high = mean_of_most(values, LIMITS[row])
            panel.plot(np.full(len(values), place + shift), values, ".", color=shades[measure], ms=2, alpha=0.4)
            panel.vlines(place + shift, low, high, color=shades[measure], linewidth=0.9, zorder=4)
            style = {"color": shades[measure], "marker": SHAPES[measure], "markersize": 3.8}
            panel.plot(place + shift, mean, markeredgecolor="white", markeredgewidth=0.3, zorder=5, **style)
            note_never_reached(panel, [place + shift], values[np.newaxis])
    if row == STEPS:
        panel.axhline(last_step, color=SOFT, linewidth=0.6, linestyle=(0, (4, 2)), zorder=1)
    panel.set_xlim(-0.6, part.sizes["condition"] - 0.4)


def _against_richness(panel: Axes, part: xr.Dataset, marks: list[dict]) -> None:
    """Draw forgetting against how much learning the second task changed the kernel: a dot a run, a mark a mean."""
    for condition, mark in enumerate(marks):
        chosen = part.isel(condition=condition)
        richness, forgotten = 1 - chosen.kernel_alignment.values, chosen.forgetting.values
        panel.plot(richness, forgotten, ".", markersize=4, alpha=0.6, markeredgewidth=0.4, **mark)
        centre = mean_of_most(richness)[0], mean_of_most(forgotten)[0]
        panel.plot(*centre, "o", markersize=5, markeredgewidth=0.8, zorder=5, **mark)
    panel.axhline(0, color=SOFT, linewidth=0.5, zorder=0)
    panel.xaxis.set_major_locator(MaxNLocator(3))


def _against_similarity(panel: Axes, conditions: xr.Dataset, marks: list[dict]) -> None:
    """Draw forgetting of all pairs of tasks against their similarity: a dot a run, a mark with its interval a mean."""
    similarity = conditions.similarity.values
    known = np.flatnonzero(np.isfinite(similarity))
    order = known[np.argsort(similarity[known], kind="stable")]
    for shift, condition, mark in zip(SHIFT * dodged(len(marks)), range(len(marks)), marks, strict=True):
        places = similarity[order] + shift
        values = conditions.forgetting.isel(condition=condition, task=order).transpose("task", "seed").values
        means = np.array([mean_of_most(of_pair) for of_pair in values])
        dots = np.broadcast_to(places[:, None], values.shape)
        panel.plot(dots.ravel(), values.ravel(), ".", markersize=3, alpha=0.5, markeredgewidth=0.3, **mark)
        panel.vlines(places, means[:, 1], means[:, 2], color=mark["color"], linewidth=0.9, zorder=4)
        panel.plot(places, means[:, 0], "o", markersize=5, markeredgewidth=0.8, zorder=5, **mark)
    panel.axhline(0, color=SOFT, linewidth=0.5, zorder=0)


def _labels(axes: Mapping[str, list[Axes]], names: list[str], table: xr.Dataset) -> None:
    long = max(map(len, names)) > 5
    turned = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if long else {}
    named = [row for row in axes if row in ROWS]
    for row in named:
        lowest = row == named[-1]
        for panel in axes[row]:
            panel.set_xticks(range(len(names)), names if lowest else [], **turned)
        if lowest and "rank" in table.dims:
            axes[row][(len(axes[row]) - 1) // 2].set_xlabel(RANK_WORDS)
    axes[RICHNESS][(len(axes[RICHNESS]) - 1) // 2].set_xlabel("Richness of the second learning (1 − kernel alignment)")
    if SIMILARITY in axes:
        axes[SIMILARITY][0].set_xlabel("Similarity of the two tasks (overlap of their target kernels)")
    # Only now: a limit that is set keeps its axis from growing.
    axes[ACCURACY][0].set_ylim(0, 1.02)
    if STEPS in axes:
        _step_values(axes[STEPS])
    for letter, (row, panels) in zip(LETTERS, axes.items(), strict=False):
        panels[0].set_ylabel("\n".join(wrap(LABELS[row], 24)))
        panel_letter(panels[0], letter, 32)


def _step_values(row: list[Axes]) -> None:
    """Make y a log axis of steps, on which 0 has a place too: one slow seed would flatten all others."""
    shown = np.concatenate([line.get_ydata() for panel in row for line in panel.lines])
    positive = shown[shown > 0]
    least = 10.0 ** np.floor(np.log10(positive.min())) if len(positive) else 1.0
    for panel in row:
        panel.set_yscale("symlog", linthresh=least, linscale=0.5)
        panel.yaxis.set_major_locator(FixedLocator([0, *10.0 ** np.arange(np.log10(least), 8)]))
        panel.yaxis.set_minor_locator(NullLocator())
        panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short_count(value)))
    row[0].set_ylim(-0.05 * least, 1.5 * max(positive.max(initial=1.0), least))


def _legends(
    axes: Mapping[str, list[Axes]], names: list[str], marks: list[dict], shades: Mapping, conditions: xr.Dataset
) -> None:
    """A legend beside the last panel of each row."""
    beside = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "borderaxespad": 0, "handletextpad": 0.3}
    for row in set(ROWS) & set(axes):
        measures = [name for name in ROWS[row] if conditions[name].notnull().any()]
        handles = [
            Line2D([], [], linestyle="none", marker=SHAPES[name], markersize=4, color=shades[name]) for name in measures
        ]
        words = ["\n".join(wrap(WORDS[name], 16)) for name in measures]
        if row == STEPS:
            handles.append(Line2D([], [], color=SOFT, linewidth=0.8, linestyle=(0, (4, 2))))
            words.append("end of training")
        axes[row][-1].legend(handles, words, **beside)
    handles = [Line2D([], [], linestyle="none", marker="o", markersize=4, **mark) for mark in marks]
    axes[RICHNESS][-1].legend(handles, names, title="Rank" if names[0].isdigit() else None, **beside)


def _caption(measures: xr.Dataset, table: xr.Dataset, rows: list[str]) -> str:
    levels_text = "; ".join(f"{task} {float(table.level.sel(task=task)):.3f}" for task in table.task.values)
    chains, lost = reading.planned_runs(table), reading.diverged_runs(table)
    joint = ", and of networks that learned both at once" if table.accuracy_joint.notnull().any() else ""
    shown = {
        ACCURACY: f"accuracy on the first task before and after the second is learned{joint}.",
        STEPS: f"steps to the lowest loss on the first task that all its runs reach ({levels_text} nat), in first "
        f"learning and in relearning, on a log axis.",
        RICHNESS: "accuracy lost against how much the second task changed the tangent kernel.",
        SIMILARITY: "the same of all pairs against the overlap of the target kernels of both tasks (1: one task; 0: "
        "what tells the answers of one says nothing about those of the other), which is a number of their trials "
        "alone; marks of one pair stand beside each other.",
    }
    panels = " ".join(f"{letter}: {shown[row]}" for letter, row in zip(LETTERS, rows, strict=False))
    return (
        f"Networks that learn one task after another, {reading.last_step(measures)} steps each, through one read-out "
        f"and without a cue which task it is ({seeds_text(measures)}). {panels} Dots: seeds; marks: their mean; "
        f"bars: {INTERVAL}. In {lost} of {chains} chains of trainings a run diverged; where more than half did there "
        f"is no mean."
    )
