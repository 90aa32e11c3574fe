"""What learning costs: paths of the weights, and activity, against rank and along training."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import interval_of, note_if_empty, paired, step_axis
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, diverged_text, group_label, seeds_text
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, sequence_colours, styled

from studies.connectivity.analysis.learning_cost import at_common_loss, costs
from studies.connectivity.panels.rank_axes import rank_axis
from studies.connectivity.panels.rank_bands import BANDS_TEXT, lines_and_bands
from studies.connectivity.panels.rank_curves import Marked, seeds_and_mean

NEEDS = ("rank",)
END = {"marker": "s", "markersize": 3, "markerfacecolor": "white", "linestyle": (0, (3, 1.5)), "linewidth": 0.8}
ALONG = " along training"


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw every cost against rank, then every cost along training; columns are the other swept values.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep rank, and InputError
    where it did not track paths.
    """
    reading.require(measures, "rank", "figure cost")
    ordered = measures.sortby("rank").sortby("step")
    names, ranks = costs(ordered, "figure cost"), ordered["rank"].values.tolist()
    equal = at_common_loss(ordered, names).squeeze("step")
    rows = {name: name for name in names} | {f"{name}{ALONG}": name for name in names}
    words = {row: axis_label(ordered, name) for row, name in rows.items()}
    figure, panels = panel_grid(ordered, list(rows), style, row_mm=29, words=words, within=("rank",))
    (colour,), curves = category_colours(1, style), sequence_colours(len(ranks))
    _legend(figure, ranks, curves, colour)
    beside = len(panels) == len(rows)
    for group, row, panel, lowest in panels:
        part, name = ordered.sel(group), rows[row]
        if row in names:
            _against_rank(panel, equal[name].sel(group), part[name].isel(step=-1), colour)
            rank_axis(panel, ranks, labelled=beside or row == names[-1])
        else:
            _along_training(panel, part[name], curves)
            step_axis(panel, ordered.step.values, labelled=lowest)
        note_if_empty(panel, part.isel(step=-1), name)
    for *_, panel, _ in panels:
        panel.set_ylim(bottom=0)  # only now: a limit that is set keeps its axis from growing
    return figure, _caption(ordered, equal)


def _against_rank(panel: Axes, equal: xr.DataArray, end: xr.DataArray, colour: tuple) -> None:
    """Draw the cost at equal loss, and behind it the mean at the last step, both over (seed, rank)."""
    mean, low, high = interval_of(end.sel(seed=paired(end)), "rank")
    panel.vlines(end["rank"], low, high, color=SOFT, linewidth=0.8)
    panel.plot(end["rank"], mean, color=SOFT, **END)
    # Under the name of a path: activity by its own would have a geometric mean, unlike the mean behind it.
    seeds_and_mean(panel, Marked(equal.rename("path_length_1")), colour)


def _along_training(panel: Axes, values: xr.DataArray, curves: list) -> None:
    chosen = values.sel(seed=paired(values)).transpose("rank", "seed", "step")
    means = np.stack([interval_of(of_rank, "step") for of_rank in chosen], axis=1)
    lines_and_bands(panel, values.step.values, means, curves)


def _legend(figure: Figure, ranks: list[int], curves: list, colour: object) -> None:
    """Upper rows: two marks; lower rows: a colour per rank."""
    equal = Line2D([], [], color=INK, marker="o", markersize=3, markerfacecolor=colour, linewidth=1)
    lines = [Line2D([], [], color=colour, linewidth=2) for colour in curves]
    words = ["at equal loss", "at the last step", *(f"rank {rank}" for rank in ranks)]
    handles = [equal, Line2D([], [], color=SOFT, **END), *lines]
    figure.legend(handles, words, loc="outside upper center", ncols=min(len(words), 8))


def _caption(measures: xr.Dataset, equal: xr.Dataset) -> str:
    levels = "; ".join(
        f"{group_label(measures, group)} {float(equal.level.sel(group)):.3f}"
        for group in reading.groups(equal, without=("rank",))
    )
    return (
        f"What learning costs: the path of the recurrent weights, summed over all updates by the entrywise 1-norm and "
        f"by the Frobenius norm, and the mean squared activity, where it was measured. Upper rows: at the lowest loss "
        f"that all runs of a panel reach ({levels} nat), with a thin line a seed ({seeds_text(measures)}), and at step "
        f"{reading.last_step(measures)}. Lower rows: along training. Means with {INTERVAL} ({BANDS_TEXT}). "
        f"{diverged_text(measures)}"
    )
