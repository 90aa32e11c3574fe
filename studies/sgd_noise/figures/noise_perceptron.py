"""The perceptron: final norm and training time against the number of samples, their exponents, and online learning."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator
from richlazy.reporting.plotting.blocks import note_never_reached, panel_letter, spaced
from richlazy.reporting.plotting.labels import CONFIDENCE, seeds_text
from richlazy.reporting.plotting.style import INK, new_figure, sequence_colours, styled
from richlazy.statistics.interval import t_interval

from studies.sgd_noise.analysis.exponents import SHARE, by_octave, of_norm, of_steps

SIMULATION = "depleted_perceptron"
MARKERS = "os^DvP"
ROW_MM = 62
MOST_DECADES = 2.5
SHIFT = 0.06  # octaves by which neighbouring chi are set apart


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw, for each chi against the number of samples, the norm at the end (A), its exponent octave by octave (B), the
    sharpness (C), the last step with a gradient (D) and its exponent (E); and online learning beside its theory (F).
    Returns the figure and its caption."""
    figure = new_figure(style, 2 * ROW_MM)
    panels = figure.subplots(2, 3).flat
    ordered = measures.sortby("chi").sortby("samples")
    _powers(panels[0], ordered, "norm", of_norm, 0, "Norm of the weights at the end")
    _exponents(panels[1], ordered, "norm", of_norm, 0, "Exponent of the norm")
    _powers(panels[2], ordered, "sharpness", None, 0, "Along / across the teacher")
    _powers(panels[3], ordered, "last_step", of_steps, 1, "Last step with a gradient")
    _exponents(panels[4], ordered, "last_step", of_steps, 1, "Exponent of the last step")
    _online(panels[5], ordered)
    panels[0].legend(title="depletion χ", fontsize="small", title_fontsize="small", handlelength=1.2, loc="upper left")
    for letter, panel in zip("ABCDEF", panels, strict=True):
        panel_letter(panel, letter)
    return figure, _caption(ordered)


def _looks(measures: xr.Dataset) -> list[tuple[float, object, str]]:
    """Each chi with its colour and its marker."""
    chis = measures.chi.values.tolist()
    return list(zip(chis, sequence_colours(len(chis)), (MARKERS * len(chis))[: len(chis)], strict=True))


def _powers(panel: Axes, measures: xr.Dataset, name: str, exponent, offset: float, words: str) -> None:
    """Geometric means over seeds against P, and the power of infinitely many samples through the last of them."""
    samples = measures.samples.values.astype(float)
    for number, (chi, colour, marker) in enumerate(_looks(measures)):
        values = measures[name].sel(chi=chi).transpose("seed", "samples").values
        known = np.where(np.isfinite(values) & (values > 0), values, np.nan)
        mean, low, high = (np.exp(part) for part in t_interval(np.log(known), CONFIDENCE))
        places = samples * 2 ** _shift(number, measures)
        panel.vlines(places, low, high, color=colour, linewidth=0.9)
        panel.plot(places, mean, marker=marker, color=colour, markersize=4.2, linewidth=0.8, label=f"{chi:g}")
        if exponent is not None and np.isfinite(mean[-1]):
            guide = mean[-1] * (samples / samples[-1]) ** (offset + exponent(chi))
            panel.plot(places, guide, color=colour, linewidth=0.8, linestyle=":")
    note_never_reached(panel, samples, measures[name].transpose("samples", ...).values.reshape(len(samples), -1))
    _log_axis(panel)
    panel.set_ylabel(words)
    _samples_axis(panel, samples)


def _exponents(panel: Axes, measures: xr.Dataset, name: str, exponent, offset: float, words: str) -> None:
    """Exponents between neighbouring P, mean over seeds; lines and shades: prediction and band."""
    samples = measures.samples.values.astype(float)
    for number, (chi, colour, marker) in enumerate(_looks(measures)):
        high = exponent(chi)
        panel.axhspan(offset + SHARE * high, offset + high, color=colour, alpha=0.1, linewidth=0)
        panel.axhline(offset + high, color=colour, linewidth=0.8, linestyle=":")
        if len(samples) > 1:
            values, middles = by_octave(measures[name].sel(chi=chi))
            mean, low, upper = t_interval(values, CONFIDENCE)
            places = middles * 2 ** _shift(number, measures)
            panel.vlines(places, low, upper, color=colour, linewidth=0.9)
            panel.plot(places, mean, marker=marker, color=colour, markersize=4.2, linewidth=0.8)
    panel.set_ylim(min(0, panel.get_ylim()[0]) if not offset else None, None)
    panel.set_ylabel(words)
    _samples_axis(panel, samples)


def _online(panel: Axes, measures: xr.Dataset) -> None:
    for chi, colour, marker in _looks(measures):
        part = measures.sel(chi=chi).transpose("seed", "step", ...)
        for name, filled in (("along", True), ("across", False)):
            theory = part[f"theory_{name}"].values[0]
            measured = part[f"online_{name}"].mean("seed").values
            panel.plot(part.step, theory, color=colour, linewidth=0.8, linestyle="-" if filled else "--")
            panel.plot(
                part.step,
                measured,
                marker=marker,
                linestyle="none",
                markersize=3,
                color=colour,
                markerfacecolor=colour if filled else "white",
                markeredgewidth=0.7,
            )
    panel.set_xscale("log")
    panel.xaxis.set_minor_formatter(NullFormatter())
    _log_axis(panel)
    panel.set_xlabel("Online samples n")
    panel.set_ylabel("Weights, online")
    for words, look, face in (("along", "-", INK), ("across", "--", "white")):
        panel.plot([], [], color=INK, linewidth=0.8, linestyle=look, marker="o", markersize=3, mfc=face, label=words)
    panel.legend(fontsize="small", handlelength=2.2, loc="upper left")


def _log_axis(panel: Axes) -> None:
    """A logarithmic y axis; where it spans few powers of ten, their double and fivefold have labels as well."""
    panel.set_yscale("log")
    low, high = panel.get_ylim()
    if np.log10(high / low) < MOST_DECADES:
        panel.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        panel.yaxis.set_minor_locator(NullLocator())
    panel.yaxis.set_minor_formatter(NullFormatter())


def _shift(number: int, measures: xr.Dataset) -> float:
    """Octaves by which a chi is set apart, so that bars do not hide each other."""
    return SHIFT * (number - (measures.sizes["chi"] - 1) / 2)


def _samples_axis(panel: Axes, samples: np.ndarray) -> None:
    panel.set_xscale("log", base=2)
    panel.set_xlim(samples[0] / 1.3, samples[-1] * 1.3)
    panel.xaxis.set_major_locator(FixedLocator(_with_room(samples)))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.set_xlabel("Training samples P")


def _with_room(samples: np.ndarray) -> Sequence[float]:
    return spaced(np.log2(samples), samples.tolist(), 0.2)


def _caption(measures: xr.Dataset) -> str:
    fitted, diverged, runs = int(measures.converged.sum()), int(measures.diverged.sum()), measures.diverged.size
    return (
        f"Perceptrons that learn by stochastic gradient descent from samples whose density at the boundary of the "
        f"classes is |x|^χ ({seeds_text(measures)}). A, C, D: norm of the weights, weight along the teacher over the "
        f"norm of those across it, and last step with a gradient, when every sample is fitted: geometric mean and "
        f"{CONFIDENCE:.0%} t interval of the logarithm; dotted: powers 1/(1+χ) and 1+2/(1+χ) of infinitely many "
        f"samples, through the last point. B, E: exponents between neighbouring P, mean and {CONFIDENCE:.0%} t "
        f"interval; dotted: the same powers; shaded: the bands that were predicted for exponents over all P. F: online "
        f"learning; full marks and lines: weight along the teacher, measured and by theory without free parameters; "
        f"open marks and dashed lines: norm across it. Marks of different χ are set apart sideways. {fitted} of the "
        f"{runs} runs fitted every sample, {diverged or 'none'} diverged."
    )
