"""What networks forget of a first task when they learn a second, and how much sooner they learn the first again."""

from collections.abc import Mapping
from textwrap import wrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from richlazy.hypercube import condition_grid, reading
from richlazy.reporting.plotting.blocks import panel_letter, short_count
from richlazy.reporting.plotting.labels import INTERVAL, seeds_text, words_of
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, new_figure, sequence_colours, styled

from studies.connectivity.analysis import forgetting
from studies.connectivity.analysis.circuits_and_nulls import ITSELF
from studies.connectivity.panels.circuits import dodged, mean_of_most
from studies.connectivity.panels.rank_axes import RANK_WORDS

NEEDS = ("task", "earlier_tasks", "tested_on")

ROWS = {
    "A": ("accuracy_before", "accuracy_after", "accuracy_joint"),
    "B": ("learning_steps", "relearning_steps"),
}
# Least and largest possible values of a row.
LIMITS = {"A": (0, 1), "B": (0, None)}
WORDS = {
    "accuracy_before": "before the second task",
    "accuracy_after": "after it",
    "accuracy_joint": "both tasks learned at once",
    "learning_steps": "first learning",
    "relearning_steps": "relearning",
}
LABELS = {
    "A": "Accuracy on the first task",
    "B": "Steps to a common loss on the first task",
    "C": "Forgetting (accuracy)",
}
SHAPES = {
    "accuracy_before": "o",
    "accuracy_after": "v",
    "accuracy_joint": "D",
    "learning_steps": "o",
    "relearning_steps": "v",
}
ROW_MM, MARGIN_MM = 44.0, 22.0


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw accuracy on the first task, steps of learning it, and forgetting against how richly the second is learned.

    Columns are pairs of tasks. Returns the figure and its caption. Raises as `forgetting.pairs` does.
    """
    table = forgetting.tabulate(measures, "figure forgetting")
    conditions = condition_grid.tabulate(table.squeeze("step")).transpose("task", "condition", ...)
    run = conditions.diverged.notnull().any(("task", "seed"))
    conditions = _once(conditions.isel(condition=run.values))
    names, marks = _names(conditions, table), _condition_marks(conditions, style)
    columns = conditions.sizes["task"]
    figure = new_figure(style, 3 * ROW_MM + MARGIN_MM)
    axes = figure.subplots(3, columns, squeeze=False, sharey="row")
    shades = dict(zip(WORDS, _shades(style), strict=True))
    for column in range(columns):
        part = conditions.isel(task=column)
        axes[0, column].set_title("\n".join(wrap(str(part.task.values), 24)), fontweight="bold")
        for panel, row in zip(axes[:2, column], ROWS, strict=True):
            _side_by_side(panel, part, row, shades, reading.last_step(measures))
        _against_richness(axes[2, column], part, marks)
    _labels(axes, names, table)
    _legends(axes, names, marks, shades)
    return figure, _caption(measures, table)


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
    for measure, shift in zip(ROWS[row], dodged(len(ROWS[row])), strict=True):
        for place, values in enumerate(part[measure].transpose("condition", "seed").values):
            mean, low, high = mean_of_most(values, LIMITS[row])
            panel.plot(np.full(len(values), place + shift), values, ".", color=shades[measure], ms=2, alpha=0.4)
            panel.vlines(place + shift, low, high, color=shades[measure], linewidth=0.9, zorder=4)
            style = {"color": shades[measure], "marker": SHAPES[measure], "markersize": 3.8}
            panel.plot(place + shift, mean, markeredgecolor="white", markeredgewidth=0.3, zorder=5, **style)
    if row == "B":
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
    panel.xaxis.set_major_locator(MaxNLocator(4))


def _labels(axes: np.ndarray, names: list[str], table: xr.Dataset) -> None:
    long = max(map(len, names)) > 5
    turned = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if long else {}
    for row in (0, 1):
        for panel in axes[row]:
            panel.set_xticks(range(len(names)), names if row == 1 else [], **turned)
            panel.set_xlabel(RANK_WORDS if row == 1 and "rank" in table.dims else "")
    axes[2, (axes.shape[1] - 1) // 2].set_xlabel("Richness of the second learning (1 − kernel alignment)")
    # Only now: a limit that is set keeps its axis from growing.
    axes[0, 0].set_ylim(0, 1.02)
    _step_values(axes[1])
    for panel, (letter, words) in zip(axes[:, 0], LABELS.items(), strict=True):
        panel.set_ylabel("\n".join(wrap(words, 24)))
        panel_letter(panel, letter, 32)


def _step_values(row: np.ndarray) -> None:
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


def _legends(axes: np.ndarray, names: list[str], marks: list[dict], shades: Mapping) -> None:
    """A legend beside the last panel of each row."""
    beside = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "borderaxespad": 0, "handletextpad": 0.3}
    for panel, measures in zip(axes[:2, -1], ROWS.values(), strict=True):
        handles = [
            Line2D([], [], linestyle="none", marker=SHAPES[name], markersize=4, color=shades[name]) for name in measures
        ]
        words = ["\n".join(wrap(WORDS[name], 16)) for name in measures]
        if "learning_steps" in measures:
            handles.append(Line2D([], [], color=SOFT, linewidth=0.8, linestyle=(0, (4, 2))))
            words.append("end of training")
        panel.legend(handles, words, **beside)
    handles = [Line2D([], [], linestyle="none", marker="o", markersize=4, **mark) for mark in marks]
    axes[2, -1].legend(handles, names, title="Rank" if names[0].isdigit() else None, **beside)


def _caption(measures: xr.Dataset, table: xr.Dataset) -> str:
    levels = "; ".join(f"{task} {float(table.level.sel(task=task)):.3f}" for task in table.task.values)
    chains, lost = reading.planned_runs(table), reading.diverged_runs(table)
    return (
        f"Networks that learn one task after another, {reading.last_step(measures)} steps each, through one read-out "
        f"and without a cue which task it is ({seeds_text(measures)}). A: accuracy on the first task before and after "
        f"the second is learned, and of networks that learned both at once. B: steps to the lowest loss on the first "
        f"task that all its runs reach ({levels} nat), in first learning and in relearning, on a log axis. C: "
        f"accuracy lost against how much the second task changed the tangent kernel. Dots: seeds; marks: their mean; "
        f"bars: {INTERVAL}. In {lost} of {chains} chains of trainings a run diverged; where more than half did there "
        f"is no mean."
    )
