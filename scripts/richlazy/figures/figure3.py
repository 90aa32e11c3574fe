"""Figure 3: kernel alignment of two-layer linear networks, simulated and in closed form."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator

from richlazy.plotting.blocks import CONFIDENCE, rank_axis
from richlazy.plotting.labels import seeds_text
from richlazy.plotting.style import INK, SOFT, category_colours, new_figure, sequence_colours, styled
from richlazy.statistics.interval import t_interval

SIMULATION = "two_layer_linear"

MEASURE = "kernel_alignment"
FLOW = "rank", "evenness", "overlap", "kappa", "scale", "outputs"
MARKERS = "o", "s", "^", "D"
ROW_MM = 62.0


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw kernel alignment along every family of cases that learns by gradient flow, one panel a family.

    Points are means over draws with a t interval; lines are closed forms, where there are any. Returns the figure and
    its caption.
    """
    figure = new_figure(style, 2 * ROW_MM)
    panels = dict(zip(FLOW, figure.subplots(2, 3).flat, strict=True))
    for letter, (family, panel) in zip("abcdef", panels.items(), strict=True):
        chosen = measures.isel(case=np.flatnonzero((measures.family == family).values)).sortby("value")
        starts = _from_the_top(chosen)
        _curves(panel, chosen, starts, _colours(family, starts, style))
        panel.legend(fontsize="small", handlelength=0.8, labelspacing=0.25, **_LEGENDS[family])
        _AXES[family](panel, chosen)
        panel.set_title(f"{letter}  {_TITLES[family]}", loc="left", fontweight="bold")
        panel.set_ylabel("Kernel alignment" if panel.get_subplotspec().is_first_col() else "")
        panel.yaxis.set_major_locator(MaxNLocator(5))
    handles = [
        Line2D([], [], color=INK, marker="o", markersize=3, linestyle="none"),
        Line2D([], [], color=INK, linewidth=1.0),
    ]
    figure.legend(handles, ["simulation", "closed form"], loc="outside upper center", ncols=2)
    return figure, _caption(measures)


def _from_the_top(chosen: xr.Dataset) -> list[str]:
    """Starts of a family, by their alignment at its least value."""
    least = chosen.isel(case=np.flatnonzero((chosen.value == chosen.value.min()).values))
    order = np.argsort(-np.nan_to_num(least[MEASURE].mean("seed").values), kind="stable")
    return least.start.values[order].tolist()


def _colours(family: str, starts: Sequence[str], style: Mapping) -> dict[str, tuple]:
    """Colours of starts: by their order where they have one, else those of the palette."""
    ordered = sorted(starts, key=lambda start: [int(part) for part in start.split("_") if part.isdigit()])
    if family in ("scale", "outputs"):
        return dict(zip(ordered, sequence_colours(len(ordered)), strict=True))
    return dict(zip(sorted(starts), category_colours(len(starts), style), strict=True))


def _curves(panel: Axes, chosen: xr.Dataset, starts: Sequence[str], colours: Mapping) -> None:
    """Means with intervals, and closed forms, of every start."""
    for marker, start in zip(MARKERS, starts, strict=False):
        part = chosen.isel(case=np.flatnonzero((chosen.start == start).values))
        mean, low, high = t_interval(part[MEASURE].transpose("seed", "case").values, CONFIDENCE)
        panel.vlines(part.value, low, high, color=colours[start], linewidth=0.9)
        words = start.replace("_", " ")
        panel.plot(part.value, mean, marker, color=colours[start], markersize=3.2, markeredgewidth=0, label=words)
        panel.plot(part.value, closed_form(part), color=colours[start], linewidth=1.0, zorder=1)


def closed_form(part: xr.Dataset) -> np.ndarray:
    """Closed form over cases: of the expectation over draws, or the mean of those of each draw where it has none."""
    by_draw = part.predicted_alignment.mean("seed").values
    return np.where(part.expected_alignment.isnull(), by_draw, part.expected_alignment)


def _ranks(panel: Axes, chosen: xr.Dataset) -> None:
    rank_axis(panel, np.unique(chosen.value.values), words="Rank of the first layer")


def _evenness(panel: Axes, chosen: xr.Dataset) -> None:
    largest = chosen.value.values.max()
    ticks = [mantissa * 10**power for power in range(len(str(int(largest)))) for mantissa in (1, 2, 5)]
    rank_axis(panel, [tick for tick in ticks if tick <= largest * 1.01], words="Participation ratio of the spectrum")


def _overlap(panel: Axes, chosen: xr.Dataset) -> None:
    panel.set_xlabel("Overlap c of start and teacher")


def _kappa(panel: Axes, chosen: xr.Dataset) -> None:
    rank_axis(panel, np.unique(chosen.value.values), words="κ, singular values of one half")


def _scale(panel: Axes, chosen: xr.Dataset) -> None:
    panel.set_xscale("log")
    panel.xaxis.set_minor_locator(NullLocator())
    panel.set_xlabel("Initial norm σ of each layer")
    panel.axvline(float((chosen.scale / chosen.relative_scale)[0]), color=SOFT, linewidth=0.6, linestyle=":", zorder=0)


_AXES = {
    "rank": _ranks,
    "evenness": _evenness,
    "overlap": _overlap,
    "kappa": _kappa,
    "scale": _scale,
    "outputs": _ranks,
}
# Where curves leave room, whatever the arguments.
_LEGENDS = {
    "rank": {"loc": "lower right"},
    "evenness": {"loc": "lower right"},
    "overlap": {"loc": "center right"},
    "kappa": {"loc": "center right", "bbox_to_anchor": (1.0, 0.31)},
    "scale": {"loc": "upper left"},
    "outputs": {"loc": "lower right"},
}
_TITLES = {
    "rank": "Rank",
    "evenness": "Evenness of the spectrum",
    "overlap": "Rank one along a direction",
    "kappa": "Stretched teacher",
    "scale": "Scale of the start",
    "outputs": "Several outputs",
}

_PANELS = (
    "(a) Flat spectra of each rank, (b) spectra that fall as a power, (c) rank one along a direction that overlaps "
    "with the teacher; each where both layers start with one norm, and where the second starts near 0. (d) Teachers "
    "that read half of the directions of their inputs κ times as strongly; starts of rank one along the teacher, along "
    "what it reads strongly and at random, and of full rank. (e) Larger starts; closed forms are for small ones, far "
    "to the left of the dotted line, where σ² is the norm of the teacher. (f) Teachers of several outputs; both layers "
    "start."
)


def _caption(measures: xr.Dataset) -> str:
    flow = measures.isel(case=np.flatnonzero(measures.family.isin(FLOW).values))
    return (
        f"Alignment of the tangent kernel of two-layer linear networks after gradient flow with that at the start; "
        f"higher is lazier. Points: mean over {seeds_text(measures)}, each a draw of weights and teacher; bars: "
        f"{CONFIDENCE:.0%} t interval. {_closed_text(flow)} {_PANELS} {_converged_text(flow)}"
    )


def _closed_text(flow: xr.Dataset) -> str:
    if bool(flow.predicted_alignment.isnull().all()):
        return "No closed forms are drawn: the inputs are not whitened."
    return (
        "Lines join closed forms for a small start and whitened inputs: of the expectation over draws or, for several "
        "outputs, of each draw, averaged."
    )


def _converged_text(flow: xr.Dataset) -> str:
    total, lost = flow.converged.size, int((flow.converged == 0).sum())
    if not lost:
        return f"All {total} networks of the figure converged."
    return f"{lost} of the {total} networks did not converge and are left out of the means."
