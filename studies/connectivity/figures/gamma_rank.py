"""Output scale and rank: how networks of each rank learned, against the output scale gamma."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from richlazy.hypercube import reading
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.plotting.blocks import note
from richlazy.reporting.plotting.labels import INTERVAL, seeds_text
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import sequence_colours, styled
from richlazy.reporting.plotting.value_axes import RATIO_CAPTION, RATIOS, mark_beyond, set_value_axes

from studies.connectivity.panels.circuits import mean_of_most, why_no_mean

NEEDS = ("rank", "gamma")
# Those that the experiment has are drawn, in this order.
MEASURES = (
    "kernel_alignment",
    "representation_alignment",
    "dynamical_richness",
    "weight_change",
    "loss",
    "accuracy",
)
MARKERS = ("s", "o", "^", "D", "v", "P")
GAMMA_WORDS = r"Output scale $\gamma$ (lazy $\rightarrow$ rich)"
ROW_MM = 36
# Space beside the outer values, and distance of the marks of two neighbouring ranks, as factors on gamma; dots of seeds
# are half that distance beside their mean, whose interval would hide them.
MARGIN, APART = 1.5, 1.1


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the last step against gamma, with a colour a rank; columns are the other swept values.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep rank and gamma.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "figure gamma_rank")
    step = reading.last_step(measures)
    last = measures.sel(step=step).sortby("rank").sortby("gamma")
    names = [name for name in MEASURES if name in last and bool(last[name].notnull().any())]
    names = names or list(MEASURES[:1])
    figure, panels = panel_grid(last, names, style, ROW_MM, within=NEEDS)
    ranks = last["rank"].values.tolist()
    looks = [
        {"color": colour, "marker": MARKERS[place % len(MARKERS)]}
        for place, colour in enumerate(sequence_colours(len(ranks)))
    ]
    _legend(figure, ranks, looks)
    for group, name, panel, lowest in panels:
        part = last.sel(group)
        _gamma_axis(panel, part.gamma.values, labelled=lowest)
        _draw(panel, part.get(name), part.diverged, looks)
    for name in dict.fromkeys(names):
        _value_axes([panel.axes for panel in panels if panel.name == name], last, name)
        for group, own, panel, _ in panels:
            if own == name and name in RATIOS:
                _mark_beyond(panel, last.sel(group)[name], looks)
    return figure, _caption(last, step)


def _draw(panel: Axes, values: xr.DataArray | None, diverged: xr.DataArray, looks: Sequence[Mapping]) -> None:
    """Every rank: a dot a seed, means joined, with their intervals; a note where too few runs are left for a mean."""
    if values is None:
        note(panel, "not measured")
        return
    for place, (rank, look) in enumerate(zip(values["rank"].values, looks, strict=True)):
        at = _places(values, place)
        seeds = values.sel(rank=rank).transpose("gamma", "seed").values
        means, lows, highs = np.array([_mean(row, values.name) for row in seeds]).T
        panel.plot(at * APART**0.5, seeds, ".", color=look["color"], alpha=0.55, markersize=3, markeredgewidth=0)
        panel.vlines(at, lows, highs, color=look["color"], linewidth=1.0, zorder=4)
        panel.plot(at, means, **look, markersize=3.6, markeredgecolor="white", markeredgewidth=0.4, zorder=5)
        for gamma, x in zip(values.gamma.values, at, strict=True):
            words = why_no_mean(diverged.sel(rank=rank, gamma=gamma))
            if words and not np.isfinite(means[list(values.gamma.values).index(gamma)]):
                text = note(panel, f"rank {rank}: {words}", x, 0.5, panel.get_xaxis_transform())
                text.set(fontsize="x-small", rotation=90, zorder=1)


def _mean(seeds: np.ndarray, name: str) -> tuple[float, float, float]:
    """Mean and interval of one condition; of RATIOS those of the logarithm."""
    if name not in RATIOS:
        return mean_of_most(seeds, range_of(name))
    return tuple(np.exp(mean_of_most(np.log(np.where(seeds > 0, seeds, np.nan)))))


def _places(values: xr.DataArray, place: int) -> np.ndarray:
    """Places of one rank on the axis of gamma, side by side with the others."""
    return values.gamma.values * APART ** (place - (values.sizes["rank"] - 1) / 2)


def _gamma_axis(panel: Axes, gammas: np.ndarray, labelled: bool) -> None:
    panel.set_xscale("log")
    panel.set_xlim(gammas.min() / MARGIN, gammas.max() * MARGIN)
    panel.set_xticks(gammas, [f"{gamma:g}" for gamma in gammas])
    panel.minorticks_off()
    panel.tick_params(labelbottom=labelled)
    if labelled:
        panel.set_xlabel(GAMMA_WORDS)


def _value_axes(panels: Sequence[Axes], last: xr.Dataset, name: str) -> None:
    if name not in last:
        return
    means = [
        _mean(values, name)
        for values in last[name].stack(run=[dim for dim in last[name].dims if dim != "seed"]).values.T
        if np.isfinite(values).any()
    ]
    set_value_axes(panels, name, last[name].values, np.array(means))


def _mark_beyond(panel: Axes, values: xr.DataArray, looks: Sequence[Mapping]) -> None:
    for place, (rank, look) in enumerate(zip(values["rank"].values, looks, strict=True)):
        seeds = values.sel(rank=rank).transpose("gamma", "seed").values
        mark_beyond(panel, np.repeat(_places(values, place), seeds.shape[1]), seeds.ravel(), look["color"])


def _legend(figure: Figure, ranks: Sequence[int], looks: Sequence[Mapping]) -> None:
    handles = [Line2D([], [], **look, markersize=3.6) for look in looks]
    title = "Rank of the initial matrix"
    figure.legend(handles, [str(rank) for rank in ranks], title=title, loc="outside upper center", ncols=len(ranks))


def _caption(last: xr.Dataset, step: int) -> str:
    ratios = f" {RATIO_CAPTION}" if "weight_change" in last else ""
    dynamical = " Dynamical richness is 0 for rich and 1 for lazy learning." if "dynamical_richness" in last else ""
    diverged, planned = reading.diverged_runs(last), reading.planned_runs(last)
    return (
        f"Networks after {step} training steps at every rank of their initial recurrent matrix, against the output "
        f"scale gamma: outputs are divided by it, and the learning rate is multiplied by its square, so that their "
        f"first change is the same whatever it is; gamma = 1 is the scale of the other experiments. Alignments compare "
        f"a network with itself before training: higher is lazier.{dynamical} Dots: single seeds "
        f"({seeds_text(last)}); marks and bars: mean and {INTERVAL} over the seeds that did not diverge, where half of "
        f"them or more are left.{ratios} {diverged or 'None'} of the {planned} runs diverged."
    )
