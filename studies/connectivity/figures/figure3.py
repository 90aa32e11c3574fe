"""Figure 3: kernel alignment of two-layer linear networks, simulated and in closed form."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator
from richlazy.reporting.plotting.blocks import LETTERS, interval_of
from richlazy.reporting.plotting.labels import INTERVAL, seeds_text
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, new_figure, sequence_colours, styled

from studies.connectivity.panels.rank_axes import rank_axis
from studies.connectivity.panels.theory_panels import curve

SIMULATION = "two_layer_linear"

MEASURE = "kernel_alignment"
FLOW = "rank", "evenness", "overlap", "kappa", "scale", "outputs"
# Panels of one y axis; what differs by little is enlarged.
WHOLE, ENLARGED = ("rank", "evenness", "overlap", "outputs"), ("kappa", "scale")
MARKERS = "o", "s", "^", "D"
ROW_MM = 62.0
# Points of a curve, enough to be smooth in print.
DENSE = 200


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw kernel alignment along every family of cases that learns by gradient flow, one panel a family.

    Points are means over draws with a t interval; lines are closed forms, where there are any. Returns the figure and
    its caption.
    """
    figure = new_figure(style, 2 * ROW_MM)
    panels = dict(zip(FLOW, figure.subplots(2, 3).flat, strict=True))
    for letter, (family, panel) in zip(LETTERS, panels.items(), strict=False):
        chosen = _of_family(measures, family)
        starts = _from_the_top(chosen)
        colours = _colours(family, starts, style)
        _simulated(panel, chosen, starts, colours)
        _closed(panel, chosen, starts, colours, json.loads(measures.attrs["arguments"]))
        panel.legend(fontsize="small", handlelength=0.8, labelspacing=0.25, **_LEGENDS[family])
        _AXES[family](panel, chosen)
        panel.set_title(f"{letter}  {_TITLES[family]}", loc="left", fontweight="bold")
    _share_y(panels)
    _legend(figure, measures)
    return figure, _caption(measures)


def _of_family(measures: xr.Dataset, family: str) -> xr.Dataset:
    return measures.isel(case=np.flatnonzero((measures.family == family).values)).sortby("value")


def _from_the_top(chosen: xr.Dataset) -> list[str]:
    """Names of the initial weights of a family, by their alignment at its smallest value."""
    least = chosen.isel(case=np.flatnonzero((chosen.value == chosen.value.min()).values))
    order = np.argsort(-np.nan_to_num(least[MEASURE].mean("seed").values), kind="stable")
    return least.start.values[order].tolist()


def _colours(family: str, starts: Sequence[str], style: Mapping) -> dict[str, tuple]:
    """Colours of initial weights: by their order if they have one, otherwise those of the palette."""
    ordered = sorted(starts, key=lambda start: [int(part) for part in start.split("_") if part.isdigit()])
    if family in ("scale", "outputs"):
        return dict(zip(ordered, sequence_colours(len(ordered)), strict=True))
    return dict(zip(sorted(starts), category_colours(len(starts), style), strict=True))


def _simulated(panel: Axes, chosen: xr.Dataset, starts: Sequence[str], colours: Mapping) -> None:
    """Draw means with intervals for all initial weights."""
    for marker, start in zip(MARKERS, starts, strict=False):
        part = _of_start(chosen, start)
        mean, low, high = interval_of(part[MEASURE], "case")
        panel.vlines(part.value, low, high, color=colours[start], linewidth=0.9, zorder=3)
        look = {"color": colours[start], "markersize": 4.2, "markeredgecolor": "white", "markeredgewidth": 0.4}
        panel.plot(part.value, mean, marker, **look, label=_start_words(start), zorder=4)


def _closed(panel: Axes, chosen: xr.Dataset, starts: Sequence[str], colours: Mapping, arguments: Mapping) -> None:
    """Draw closed forms for all initial weights: a line for expectations, a dash at each case for single draws.

    They hold for small initial weights: along the scale they end where its square is the norm of the teacher.
    """
    for start in starts:
        part = _of_start(chosen, start)
        form = curve(str(part.family[0].values), start, arguments["inputs"], arguments["hidden"])
        if form is None:
            by_draw = part.predicted_alignment.mean("seed")
            panel.plot(part.value, by_draw, "_", color=colours[start], markersize=12, markeredgewidth=1.2, zorder=2)
        elif bool(part.expected_alignment.notnull().any()):
            values = _dense(part, arguments)
            panel.plot(values, form(values), color=colours[start], linewidth=1.0, zorder=1)


def _dense(part: xr.Dataset, arguments: Mapping) -> np.ndarray:
    """Places between the least and the largest value of a family, even on its axis."""
    least, most = float(part.value.min()), float(part.value.max())
    if part.family[0] == "overlap":
        return np.linspace(least, most, DENSE)
    if part.family[0] == "scale":
        most = max(least, min(most, _teacher_scale(arguments)))
    return np.geomspace(least, most, DENSE)


def _teacher_scale(arguments: Mapping) -> float:
    """The scale of initial weights whose square is the norm of the teacher."""
    return float(arguments["teacher_norm"]) ** 0.5


def _of_start(chosen: xr.Dataset, start: str) -> xr.Dataset:
    return chosen.isel(case=np.flatnonzero((chosen.start == start).values))


def _start_words(start: str) -> str:
    kind, _, number = start.rpartition("_")
    if kind == "outputs":
        return f"{number} {'output' if number == '1' else 'outputs'}"
    return {"both_layers": "both layers", "first_layer": "first layer alone"}.get(start, start.replace("_", " "))


def _share_y(panels: Mapping[str, Axes]) -> None:
    """One y axis for all panels except those with small differences, which share a narrower one."""
    for families in (WHOLE, ENLARGED):
        limits = np.array([panels[family].get_ylim() for family in families])
        for family in families:
            panels[family].set_ylim(limits[:, 0].min(), limits[:, 1].max())
            panels[family].yaxis.set_major_locator(MaxNLocator(5))
            panels[family].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    panels["rank"].set_ylabel("Kernel alignment")
    panels["kappa"].set_ylabel("Kernel alignment, enlarged")
    panels["outputs"].set_ylabel("Kernel alignment")
    for family in ("evenness", "overlap", "scale"):
        panels[family].tick_params(labelleft=False)


def _legend(figure: Figure, measures: xr.Dataset) -> None:
    entries = {"simulation": {"marker": "o", "markersize": 4.2, "linestyle": "none"}}
    flow = measures.isel(case=np.flatnonzero(measures.family.isin(FLOW).values))
    if bool(flow.expected_alignment.notnull().any()):
        entries["closed form, mean over all draws"] = {"linewidth": 1.0}
    several = flow.isel(case=np.flatnonzero((flow.outputs > 1).values))
    if bool(several.predicted_alignment.notnull().any()):
        look = {"marker": "_", "markersize": 7, "markeredgewidth": 1.2, "linestyle": "none"}
        entries["closed form of each draw, averaged"] = look
    handles = [Line2D([], [], color=INK, **look) for look in entries.values()]
    figure.legend(handles, list(entries), loc="outside upper center", ncols=len(entries))


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
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    panel.set_xlabel("Initial norm σ of each layer")
    teacher = float((chosen.scale / chosen.relative_scale)[0])
    panel.axvline(teacher, color=SOFT, linewidth=0.6, linestyle=":", zorder=0)
    # Above the lowest start and below the others, whatever the arguments.
    panel.annotate("σ² = |B|", (teacher, 0.3), (3, 0), ("data", "axes fraction"), "offset points", color=SOFT)


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
    "(A) Flat spectra of each rank, (B) spectra that fall as a power, (C) rank one along a direction that overlaps "
    "with the teacher; each where both layers start with one norm, and where the second starts near 0. (D) Teachers "
    "that read half of the directions of their inputs κ times as strongly; starts of rank one along the teacher, along "
    "what it reads strongly and at random, and of full rank. (E) Larger starts; closed forms are for small ones, far "
    "to the left of the dotted line, where σ² is the norm |B| of the teacher. (F) "
    "Teachers of several outputs; both layers start. Panels A, B, C and F have one y axis, D and E an enlarged one."
)


def _caption(measures: xr.Dataset) -> str:
    flow = measures.isel(case=np.flatnonzero(measures.family.isin(FLOW).values))
    return (
        f"Alignment of the tangent kernel of two-layer linear networks after gradient flow with that at the start; "
        f"higher is lazier. Points: mean over {seeds_text(measures)}, each a draw of weights and teacher; bars: "
        f"{INTERVAL}. {_closed_text(flow)} {_PANELS} {_converged_text(flow)}"
    )


def _closed_text(flow: xr.Dataset) -> str:
    if bool(flow.predicted_alignment.isnull().all()):
        return "No closed forms are drawn: the inputs are not whitened."
    return (
        "Lines are closed forms for a small start and whitened inputs, of the expectation over draws, drawn from the "
        "formula at every value; dashes, for several outputs, are the closed form of each draw, averaged."
    )


def _converged_text(flow: xr.Dataset) -> str:
    total, lost = flow.converged.size, int((flow.converged == 0).sum())
    if not lost:
        return f"All {total} networks of the figure converged."
    return f"{lost} of the {total} networks did not converge and are left out of the means."
