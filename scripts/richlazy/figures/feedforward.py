"""Networks without recurrence: how lazily they learned against rank, by depth, activation and truncated layers."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from richlazy import hypercube
from richlazy.plotting.blocks import interval_of, paired, panel_grid, rank_axis
from richlazy.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.plotting.style import INK, sequence_colours, styled

NEEDS = ("rank", "depth", "activation")

MEASURES = ("kernel_alignment", "full_kernel_alignment", "representation_alignment", "weight_change", "accuracy")
# What distinguishes the curves of a panel; all other swept values are columns.
CURVES = ("depth", "activation", "truncated_layers")
LINES = {"relu": "-", "linear": (0, (3, 1.5))}
MARKERS = {"first": "o", "all": "s"}


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the last step against rank: rows are measures (those that the study has), columns the swept
    values other than CURVES.

    Returns the figure and its caption. Raises MissingSweep when the study does not sweep NEEDS.
    """
    for dim in NEEDS:
        hypercube.require(measures, dim, "feedforward")
    step = hypercube.last_step(measures)
    last = measures.sel(step=step).sortby("rank")
    if "truncated_layers" not in last.dims:
        last = last.drop_vars("truncated_layers", errors="ignore").expand_dims(truncated_layers=["first"])
    names = [name for name in MEASURES if name in last]
    depths = sorted(last.depth.values.tolist())
    colours = dict(zip(depths, sequence_colours(len(depths)), strict=True))
    columns = last.isel({dim: 0 for dim in CURVES}, drop=True)
    figure, panels = panel_grid(columns, names, style, row_mm=31)
    _legend(figure, last, colours)
    for group, name, panel in panels:
        _curves(panel, last[name].sel(group), colours)
        rank_axis(panel, last["rank"].values.tolist(), labelled=name == names[-1])
    return figure, _caption(last, step)


def _curves(panel: Axes, values: xr.DataArray, colours: Mapping) -> None:
    """A curve for each point of CURVES that was run: the mean over its paired seeds, and its interval."""
    for place in hypercube.groups(values.to_dataset(name="values"), without=("rank",)):
        curve = values.sel(place).transpose("rank", "seed")
        ranks = curve["rank"].values
        mean, low, high = interval_of(curve[:, paired(curve)], "rank")
        colour, marker = colours[place["depth"]], MARKERS[place["truncated_layers"]]
        known = np.isfinite(low)
        panel.vlines(ranks[known], low[known], high[known], color=colour, linewidth=0.8)
        panel.plot(ranks, mean, color=colour, linestyle=LINES[place["activation"]], linewidth=1, marker=marker, ms=3)


def _legend(figure: Figure, last: xr.Dataset, colours: Mapping) -> None:
    """One legend of colours, lines and markers above all panels."""
    entries = [(f"depth {depth}", {"color": colour}) for depth, colour in colours.items()]
    entries += _entries(last, "activation", LINES, "linestyle")
    if last.sizes["truncated_layers"] > 1:
        entries += [
            (f"{layers} truncated", {**look, "linestyle": "none"})
            for layers, look in _entries(last, "truncated_layers", MARKERS, "marker")
        ]
    handles = [Line2D([], [], **{"color": INK, "markersize": 3, **look}) for _, look in entries]
    figure.legend(handles, [name for name, _ in entries], loc="outside upper center", ncols=len(entries))


def _entries(last: xr.Dataset, dim: str, looks: Mapping, key: str) -> Sequence[tuple[str, dict]]:
    return [(str(value), {key: looks[value]}) for value in last[dim].values.tolist()]


def _caption(last: xr.Dataset, step: int) -> str:
    return (
        f"Feed-forward networks after {step} training steps against the rank of the initial matrix of the first layer, "
        f"or of all; depth is the number of hidden layers. Alignments compare a network with itself before "
        f"training, a higher one is lazier learning; the kernel is that with respect to the truncated layers, the full "
        f"kernel that with respect to all trained weights. Markers: mean over {seeds_text(last)}; bars: "
        f"their {INTERVAL}. {diverged_text(last)}"
    )
