"""Grokking of committee machines: errors along training, what they are made of, and when they fall over α and ε."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, NullLocator
from richlazy.reporting.plotting.blocks import interval_of, note, panel_letter, short_count
from richlazy.reporting.plotting.labels import INTERVAL, seeds_text
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, new_figure, sequence_colours, styled

from studies.grokking.analysis.cells import at_unit_scale, label
from studies.grokking.learning import LEARNED
from studies.grokking.panels.curves import LEAST, errors, line, steps, unit

SIMULATION = "committee_machine"
MARKERS = "os^DvP"
PARTS = {"test_error": "all", "linear_part": "linear", "trace_part": "trace", "rest_part": "rest"}
ROW_MM = 62
MOST_ACROSS = 5  # columns of the map that have room for a number


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw, for the cell with α nearest to 1 and the least ε, the errors (A), parts of the test error (B), norm and
    overlap (C); for each α at that ε the test error (D); and over the grid the step at which it falls (E) and its end
    (F). Returns the figure and its caption."""
    figure = new_figure(style, 2 * ROW_MM)
    panels = figure.subplots(2, 3).flat
    alpha, epsilon = min(at_unit_scale(measures), key=lambda cell: cell[1])
    cell = measures.sel(alpha=alpha, epsilon=epsilon)
    colours = category_colours(4, style)
    _errors(panels[0], cell, colours)
    _parts(panels[1], cell, colours)
    _growth(panels[2], cell, colours)
    _over_alpha(panels[3], measures.sel(epsilon=epsilon).sortby("alpha"))
    _map(panels[4], measures.sortby("alpha").sortby("epsilon"))
    _collapse(panels[5], measures.sortby("epsilon"))
    for letter, panel in zip("ABCDEF", panels, strict=True):
        panel_letter(panel, letter)
    return figure, _caption(measures, (alpha, epsilon))


def _errors(panel: Axes, cell: xr.Dataset, colours: list) -> None:
    first, last = (float(cell[name].median()) for name in ("train_step", "test_step"))
    if np.isfinite(last):
        panel.axvspan(first, last, color=SOFT, alpha=0.15, linewidth=0)
        panel.text(np.sqrt(max(first, 1) * last), LEAST * 1.3, "delay", ha="center", va="bottom", color=INK)
    panel.axhline(float(cell.kernel_error.median()), color=INK, linewidth=0.9, linestyle="--", label="initial kernel")
    for name, colour, word in (("train_error", colours[0], "training"), ("test_error", colours[1], "test")):
        line(panel, cell[name], colour, word)
    errors(panel, cell, "Error")
    panel.legend(fontsize="small", handlelength=1.2, loc="lower left")


def _parts(panel: Axes, cell: xr.Dataset, colours: list) -> None:
    for colour, (name, word) in zip([INK, *colours[1:]], PARTS.items(), strict=True):
        line(panel, cell[name], colour, word)
    unit(panel)
    panel.set_ylim(0, None)
    panel.set_ylabel("Part of the test error")
    steps(panel, cell)
    panel.legend(fontsize="small", handlelength=1.2, loc="upper right")


def _growth(panel: Axes, cell: xr.Dataset, colours: list) -> None:
    line(panel, cell.norm_gain, colours[0], "norm")
    panel.set_ylabel("Growth of the squared norm", color=colours[0])
    panel.set_ylim(0, None)
    other = panel.twinx()
    line(other, cell.overlap, colours[3], "overlap")
    other.set_ylim(0, 1.05)
    other.set_ylabel("Overlap with the teacher", color=colours[3])
    other.spines["right"].set_visible(True)
    other.xaxis.set_visible(False)
    steps(panel, cell)


def _over_alpha(panel: Axes, part: xr.Dataset) -> None:
    alphas = part.alpha.values.tolist()
    panel.axhline(LEARNED, color=SOFT, linewidth=0.8, linestyle=":")
    for colour, alpha in zip(sequence_colours(len(alphas)), alphas, strict=True):
        line(panel, part.test_error.sel(alpha=alpha), colour, f"{alpha:g}")
    errors(panel, part, "Test error")
    panel.legend(title="output scale α", fontsize="small", title_fontsize="small", handlelength=1.0, loc="lower left")


def _map(panel: Axes, measures: xr.Dataset) -> None:
    alphas, epsilons = measures.alpha.values, measures.epsilon.values
    steps = measures.test_step.transpose("epsilon", "alpha", "seed").median("seed").values
    finite = np.where(np.isfinite(steps), np.log10(np.maximum(steps, 1)), np.nan)
    mesh = panel.pcolormesh(_edges(alphas), _edges(epsilons), finite, cmap="viridis", vmax=_most(measures))
    look = {"fontsize": "small", "zorder": 5, "rotation": 0 if len(alphas) <= MOST_ACROSS else 90}
    for row, column in np.ndindex(steps.shape):
        place, value = (alphas[column], epsilons[row]), steps[row, column]
        if np.isfinite(value):
            text = short_count(float(f"{value:.2g}"))
            level = float(mesh.norm(finite[row, column]))
            number = panel.text(*place, text, ha="center", va="center", **look)
            number.set_color(INK if level > 0.6 else "white")
            number.set_bbox({"facecolor": mesh.cmap(level), "linewidth": 0, "pad": 1.0})
        else:
            across, up = _edges(alphas)[column : column + 2], _edges(epsilons)[row : row + 2]
            panel.fill_between(across, *up, facecolor="none", edgecolor=SOFT, hatch="////", linewidth=0)
            text = note(panel, "never" if np.isinf(value) else "diverged", *place, panel.transData)
            text.set(backgroundcolor="white", clip_on=True, **look)
    ends = np.array([_edges(alphas)[0], _edges(alphas)[-1]])
    panel.set(xscale="log", yscale="log", xlim=ends, ylim=(_edges(epsilons)[0], _edges(epsilons)[-1]))
    for product in 10.0 ** np.arange(-3, 3):
        panel.plot(ends, product / ends, color="white", linewidth=1.6)
        panel.plot(ends, product / ends, color=INK, linewidth=0.7, linestyle="--")
    for axis, ticks in ((panel.xaxis, alphas), (panel.yaxis, epsilons)):
        axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
    panel.set_xlabel("Output scale α (rich → lazy)")
    panel.set_ylabel("Share ε of the quadratic")
    panel.set_title("Step at which the test error falls")


def _collapse(panel: Axes, measures: xr.Dataset) -> None:
    epsilons = measures.epsilon.values.tolist()
    for colour, marker, epsilon in zip(sequence_colours(len(epsilons)), MARKERS * 9, epsilons, strict=False):
        part = measures.sel(epsilon=epsilon).sortby("alpha")
        mean, low, high = interval_of(part.final_error, "alpha")
        knob = part.alpha * epsilon
        panel.vlines(knob, low, high, color=colour, linewidth=0.9)
        panel.plot(knob, mean, marker=marker, color=colour, markersize=4.2, linewidth=0.8, label=f"{epsilon:g}")
    regression = measures.kernel_error.mean("seed").values
    panel.axhspan(regression.min(), regression.max(), color=INK, alpha=0.25, linewidth=0)
    panel.axhline(regression.mean(), color=INK, linewidth=0.9, linestyle="--")
    knobs = measures.alpha * measures.epsilon
    decades = np.floor(np.log10(float(knobs.min()) / 1.1)), np.ceil(np.log10(float(knobs.max()) * 1.1))
    panel.set(xscale="log", xlim=10.0 ** np.array(decades))
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.set_ylim(0, None)
    panel.set_xlabel("α ε (rich → lazy)")
    panel.set_ylabel("Test error at the end")
    panel.legend(title="ε", fontsize="small", title_fontsize="small", handlelength=1.4, loc="center left")


def _most(measures: xr.Dataset) -> float:
    """Decades of the longest training."""
    return float(np.log10(max(int(measures.step.max()), 10)))


def _edges(values: np.ndarray) -> np.ndarray:
    """Edges of cells around values on a log axis."""
    logs = np.log(values)
    if len(logs) == 1:
        return values[0] * np.array([0.5, 2.0])
    between = (logs[:-1] + logs[1:]) / 2
    return np.exp(np.concatenate([[2 * logs[0] - between[0]], between, [2 * logs[-1] - between[-1]]]))


def _caption(measures: xr.Dataset, cell: tuple[float, float]) -> str:
    never = int(np.isposinf(measures.test_step).sum())
    diverged, runs = int(measures.diverged.sum()), measures.diverged.size
    return (
        f"Committee machines that learn a quadratic by full-batch gradient descent ({seeds_text(measures)}); errors in "
        f"units of that of predicting zero (dotted). Thin lines: single seeds; thick: their median; a run that has "
        f"ended stays as it was. A to C at {label(cell)}: training and test error, the test error exact over the "
        f"population, shaded from the median step at which the one falls below {LEARNED:g} to that of the other, "
        f"dashed regression with the initial kernel; parts of the test error; mean squared norm of neurons, and cosine "
        f"between the change of their second moment and the teacher. D: test error at epsilon={cell[1]:g} and each "
        f"output scale. E: median step at which the test error falls below {LEARNED:g}, dashed: equal products alpha "
        f"epsilon (powers of ten); {never} of {runs} runs never reach it. F: test error at the end, mean and "
        f"{INTERVAL}; grey: mean of regression with the initial kernel, from the least to the largest epsilon. "
        f"{diverged or 'None'} of the {runs} runs diverged."
    )
