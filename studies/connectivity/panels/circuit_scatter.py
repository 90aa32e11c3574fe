"""Effective rank against kernel alignment: circuits and null models, over the curve that rank alone gives."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from richlazy.hypercube import reading
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.plotting.blocks import interval_of, paired
from richlazy.reporting.plotting.direct_labels import label_points
from richlazy.reporting.plotting.labels import words_of
from richlazy.reporting.plotting.style import FAINT, INK, SOFT

from studies.connectivity.analysis.circuits_and_nulls import ITSELF, Pair, learned_values, matrix_values, present
from studies.connectivity.panels.circuits import mean_of_most

MEASURE = "kernel_alignment"


def step_beside(background: xr.Dataset, step: int) -> int:
    """The step of a background that stands beside circuits after `step` steps: the same one, or else its last."""
    return step if step in background.step.values else reading.last_step(background)


def rank_curves(background: xr.Dataset | None, task: str, step: int) -> list[xr.Dataset]:
    """Mean effective rank and mean, low and high of the alignment over (rank), one for each further swept value.

    step: how many steps the circuits have learned. Empty where there is no background, where it does not sweep rank,
    or has no such task.
    """
    if background is None or "rank" not in background.dims or _task_of(background, task) is None:
        return []
    trained = _task_of(background, task).sel(step=step_beside(background, step)).sortby("rank")
    curves = [_curve(trained.sel(group)) for group in reading.groups(trained, without=("rank", "task"))]
    return [curve for curve in curves if bool(curve["mean"].notnull().any())]


def _task_of(background: xr.Dataset, task: str) -> xr.Dataset | None:
    if "task" not in background.dims:
        return background
    return background.sel(task=task, drop=True) if task in background.task.values else None


def _curve(trained: xr.Dataset) -> xr.Dataset:
    values = trained[MEASURE].transpose("seed", "rank")
    mean, low, high = interval_of(values[paired(values)], "rank")
    columns = {"mean": mean, "low": low, "high": high, "effective_rank": trained.effective_rank.mean("seed").values}
    return xr.Dataset({name: ("rank", column) for name, column in columns.items()}, {"rank": trained["rank"].values})


def draw_curve(panel: Axes, curve: xr.Dataset) -> None:
    """Draw a rank curve in grey with its interval."""
    known = curve.dropna("rank", subset=["mean"])
    panel.fill_between(known.effective_rank, known.low, known.high, color=FAINT, alpha=0.5, linewidth=0, zorder=1)
    panel.plot(known.effective_rank, known["mean"], color=SOFT, linewidth=1.0, marker=".", markersize=3, zorder=2)


def scatter(
    panel: Axes, last: xr.Dataset, task: str, pairs: list[Pair], circuits: list[str], marked: Mapping[str, Mapping]
) -> dict[Pair, np.ndarray]:
    """Draw every circuit and null model of a task; returns what was drawn.

    That is [2, 3]: mean over seeds, low and high end of its interval, of the effective rank and of the alignment.
    """
    grid = present(last).sel(task=task)
    drawn = {}
    for pair in pairs + [Pair(circuit, ITSELF) for circuit in circuits]:
        if not bool(grid.sel(connectivity=pair.circuit, null_model=pair.null)):
            continue
        ranks = mean_of_most(matrix_values(last, "effective_rank", *pair), range_of("effective_rank"))
        learned = mean_of_most(learned_values(last, MEASURE, *pair, [task])[:, 0], range_of(MEASURE))
        own = pair.null == ITSELF
        _cross(panel, ranks, learned, marked[pair.null], 4.2 if own else 3.2, 6 if own else 4)
        if np.isfinite(learned[0]):
            drawn[pair] = np.array([ranks, learned])
    return drawn


def _cross(panel: Axes, ranks: tuple, learned: tuple, mark: Mapping, size: float, order: int) -> None:
    panel.hlines(learned[0], *ranks[1:], color=mark["color"], linewidth=0.6, zorder=order)
    panel.vlines(ranks[0], *learned[1:], color=mark["color"], linewidth=0.6, zorder=order)
    panel.plot(
        ranks[0], learned[0], markersize=size, markeredgewidth=0.4, markeredgecolor="white", zorder=order + 0.5, **mark
    )


def name_points(panel: Axes, drawn: Mapping[Pair, np.ndarray], curves: list[xr.Dataset], fontsize: float) -> None:
    """Write the names of circuits, and the ranks of the curves in grey, beside their points, clear of each other and of
    all that is drawn; call it when the figure is laid out."""
    named = [(words_of(pair.circuit), INK, tuple(one[:, 0])) for pair, one in drawn.items() if pair.null == ITSELF]
    for curve in curves:
        known = curve.dropna("rank", subset=["mean"])
        points = zip(known["rank"].values, known.effective_rank.values, known["mean"].values, strict=True)
        named += [(str(rank), SOFT, (effective, mean)) for rank, effective, mean in points]
    if named:
        obstacles = np.concatenate([*map(_along_bars, drawn.values()), *map(_along, curves)])
        names, colours, points = zip(*named, strict=True)
        label_points(panel, names, np.array(points), obstacles, fontsize, colours)


def _along_bars(one: np.ndarray) -> np.ndarray:
    """Points [point, 2] on both bars of a cross."""
    (rank, *ranks), (learned, *learns) = one
    across = np.stack([np.linspace(*ranks, 7), np.full(7, learned)], 1)
    upwards = np.stack([np.full(7, rank), np.linspace(*learns, 7)], 1)
    points = np.concatenate([[[rank, learned]], across, upwards])
    return points[np.isfinite(points).all(1) & (points[:, 0] > 0)]


def _along(curve: xr.Dataset) -> np.ndarray:
    """Points [point, 2] on a curve that has any, evenly spread over its log axis."""
    known = curve.dropna("rank", subset=["mean"])
    ranks = np.log(known.effective_rank.values)
    spread = np.linspace(ranks.min(), ranks.max(), 40)
    return np.stack([np.exp(spread), np.interp(spread, ranks, known["mean"].values)], 1)
