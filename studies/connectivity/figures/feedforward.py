"""Networks without recurrence: how lazily they learned against rank, by depth, activation and truncated layers."""

import json
from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import note_if_empty, paired
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, diverged_text, seeds_text, value_words
from richlazy.reporting.plotting.panel_grid import panel_grid
from richlazy.reporting.plotting.style import SOFT, sequence_colours, styled
from richlazy.reporting.plotting.value_axes import RATIOS

from studies.connectivity.panels.rank_axes import rank_axis
from studies.connectivity.panels.rank_curves import Marked, centre, fit_value_axes

NEEDS = ("rank", "depth", "activation")

MEASURES = ("kernel_alignment", "full_kernel_alignment", "representation_alignment", "weight_change", "accuracy")
# What distinguishes the curves of a panel. Rows are measures and activations; all other swept values are columns.
CURVES = ("depth", "truncated_layers")
LOOKS = {
    "first": {"linestyle": "-", "marker": "o"},
    "all": {"linestyle": (0, (3, 1.5)), "marker": "s", "markerfacecolor": "white"},
}
# Whose rank an experiment sweeps, by the layers that are truncated.
TRUNCATED = {
    ("first",): "the first layer",
    ("all",): "every layer",
    ("all", "first"): "the first layer, or of every one",
}
# Height of a row, by the number of activations: with two there are twice as many.
ROW_MM = {1: 31.0, 2: 24.0}


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES at the last step against rank: rows are measures (those that the experiment has) by activation,
    columns the swept values other than CURVES.

    Returns the figure and its caption. Raises MissingSweep when the experiment does not sweep NEEDS.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "feedforward")
    step = reading.last_step(measures)
    last = measures.sel(step=step).sortby(["rank", "depth"])
    if "truncated_layers" not in last.dims:
        fixed = json.loads(measures.attrs.get("parameters", "{}")).get("truncated_layers", "first")
        last = last.drop_vars("truncated_layers", errors="ignore").expand_dims(truncated_layers=[fixed])
    names = [name for name in MEASURES if name in last]
    activations = last.activation.values.tolist()
    rows = {f"{name} {activation}": (name, activation) for name in names for activation in activations}
    words = {row: axis_label(last, name) for row, (name, _) in rows.items()}
    columns = last.isel({dim: 0 for dim in (*CURVES, "activation")}, drop=True)
    row_mm = ROW_MM[min(len(activations), 2)]
    figure, panels = panel_grid(columns, list(rows), style, row_mm, words, lettered=False, within=("rank",))
    looks = _looks(last)
    shown = []
    for panel in panels:
        name, activation = rows[panel.name]
        part = last.sel(panel.group | {"activation": activation})
        drawn = {place: part[name].sel(dict(zip(CURVES, place, strict=True))) for place in looks}
        shown.append([Marked(values) for values in drawn.values()])
        for place, values in drawn.items():
            _curve(panel.axes, values, looks[place])
        if len(activations) > 1:
            _corner(panel.axes, value_words("activation", activation), upper=name in RATIOS)
        rank_axis(panel.axes, last["rank"].values.tolist(), labelled=panel.lowest)
        note_if_empty(panel.axes, part, name)
    fit_value_axes([panel._replace(name=rows[panel.name][0]) for panel in panels], shown, runs=False)
    _legend(figure, looks)
    return figure, _caption(last, step)


def _looks(last: xr.Dataset) -> dict[tuple[int, str], dict]:
    """Colour, line and mark of every combination of CURVES that was run."""
    depths = last.depth.values.tolist()
    colours = dict(zip(depths, sequence_colours(len(depths)), strict=True))
    places = [(depth, layers) for depth in depths for layers in last.truncated_layers.values.tolist()]
    run = [place for place in places if reading.planned_runs(last.sel(dict(zip(CURVES, place, strict=True))))]
    return {(depth, layers): {"color": colours[depth], **LOOKS[layers]} for depth, layers in run}


def _curve(panel: Axes, values: xr.DataArray, look: Mapping) -> None:
    """The mean over paired seeds, and its interval; nothing where it was not run."""
    mean, low, high = centre(values.isel(seed=np.flatnonzero(paired(values).values)), "rank")
    known, ranks = np.isfinite(low), values["rank"].values
    panel.vlines(ranks[known], low[known], high[known], color=look["color"], linewidth=0.8)
    if np.isfinite(mean).any():
        panel.plot(ranks, mean, linewidth=1, markersize=3, **look)


def _corner(panel: Axes, words: str, upper: bool) -> None:
    """Write into a right corner, where the fewest curves run: alignments rise with rank, and weight change falls."""
    edge, align = (0.97, "top") if upper else (0.04, "bottom")
    text = panel.text(0.97, edge, words, transform=panel.transAxes, fontsize="small", color=SOFT, zorder=6)
    text.set(ha="right", va=align, path_effects=[withStroke(linewidth=1.5, foreground="white")])


def _legend(figure: Figure, looks: Mapping[tuple[int, str], Mapping]) -> None:
    """One legend above all panels, with an entry for each curve as it is drawn."""
    several = len({layers for _, layers in looks}) > 1
    words = [
        f"depth {depth}, {value_words('truncated_layers', layers)} truncated" if several else f"depth {depth}"
        for depth, layers in looks
    ]
    handles = [Line2D([], [], markersize=3, linewidth=1, **look) for look in looks.values()]
    columns = min(len(words), 2 if several else 6)
    figure.legend(handles, words, loc="outside upper center", ncols=columns, handlelength=2.6)


def _caption(last: xr.Dataset, step: int) -> str:
    activations = " and ".join(value_words("activation", activation) for activation in last.activation.values.tolist())
    layers = TRUNCATED[tuple(sorted(last.truncated_layers.values.tolist()))]
    return (
        f"Feed-forward networks ({activations} units) after {step} training steps against the rank of the initial "
        f"matrix of {layers}; depth is the number of hidden layers. Alignments compare a network with itself before "
        f"training, a higher one is lazier learning; the kernel is that with respect to the truncated layers, the full "
        f"kernel that with respect to all trained weights. Markers: mean over {seeds_text(last)}, of weight change the "
        f"geometric mean on a log axis; bars: its {INTERVAL}. {diverged_text(last)}"
    )
