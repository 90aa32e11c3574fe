"""Stays with and without sepsis: values at irregular times, the posterior of the Gaussian process, and scores."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator
from richlazy.reporting.plotting.blocks import panel_letter
from richlazy.reporting.plotting.style import INK, SOFT, category_colours, new_figure, styled
from richlazy.reporting.plotting.value_axes import plain_ticks

from studies.sepsis.shown_stays import EARLIEST, POINTS, SHOWN
from studies.sepsis.simulator import PREVALENCE

SIMULATION = "example_stays"
HEIGHT_MM = 105
# Half the width of the band in standard deviations, for 95 % of a Gaussian.
WIDE = 1.96
ROWS = {"vital": "Vital sign (z)", "lab": "Lab value (z)"}


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """A column for each stay of the first seed: a vital sign, a laboratory value, and the score along time. Returns the
    figure and its caption."""
    part = measures.isel(seed=0)
    horizon = float(measures.attrs["horizon"])
    case_colour, control_colour = category_colours(2, style)
    figure = new_figure(style, HEIGHT_MM)
    panels = figure.subplots(3, part.sizes["stay"], sharex="col", sharey="row", squeeze=False)
    for column, stay in zip(panels.T, part.stay.values.tolist(), strict=True):
        one, colour = part.sel(stay=stay), case_colour if "case" in stay else control_colour
        for panel, channel in zip(column[:2], ROWS, strict=True):
            _posterior(panel, one.sel(channel=channel), horizon, colour)
        _scores(column[2], one, colour)
        for panel in column:
            _times(panel, float(one.onset), horizon)
        column[0].set_title(stay)
        column[2].set_xlabel("Hours from admission")
    for row, words in zip(panels, (*ROWS.values(), "Score"), strict=True):
        row[0].set_ylabel(words)
    for panel in panels[:2].flat:
        plain_ticks(panel)
    for letter, row in zip("ABC", panels, strict=True):
        panel_letter(row[0], letter)
    handles, words = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, words, loc="outside upper center", ncols=len(words), handlelength=1.6, columnspacing=1.2)
    return figure, _caption(horizon, int(measures.seed[0]))


def _posterior(panel: Axes, part: xr.Dataset, horizon: float, colour: object) -> None:
    """Observations, filled up to the horizon, and the posterior of those."""
    times, values = part.observed_time.values, part.observed_value.values
    known = times <= float(part.onset) - horizon
    hours = part.step.values / POINTS
    mean, deviation = part.posterior_mean.values, WIDE * part.posterior_deviation.values
    band = {"color": colour, "alpha": 0.25, "linewidth": 0, "label": "posterior, 95 %"}
    panel.fill_between(hours, mean - deviation, mean + deviation, **band)
    panel.plot(hours, mean, color=colour, linewidth=1.2, label="its mean")
    dots = {"linestyle": "", "marker": "o", "markersize": 3, "markeredgewidth": 0.7, "color": INK}
    panel.plot(times[known], values[known], label="seen", **dots)
    later = np.isfinite(times) & ~known
    panel.plot(times[later], values[later], markerfacecolor="white", label="not seen yet", **dots)


def _scores(panel: Axes, part: xr.Dataset, colour: object) -> None:
    known = part.score.dropna("step")
    panel.plot(known.step.values / POINTS, known.values, color=colour, marker="o", markersize=2.5, linewidth=1)
    panel.axhline(PREVALENCE, color=SOFT, linewidth=0.8, linestyle=":")
    panel.set_ylim(-0.04, 1.04)
    panel.yaxis.set_major_locator(MultipleLocator(0.5))


def _times(panel: Axes, onset: float, horizon: float) -> None:
    """Lines at onset and at the horizon."""
    panel.axvline(onset, color=INK, linewidth=0.9, label="onset")
    panel.axvline(onset - horizon, color=INK, linewidth=0.9, linestyle="--", label="horizon")
    panel.set_xlim(0, onset + 0.7)
    panel.xaxis.set_major_locator(MultipleLocator(6))


def _caption(horizon: float, seed: int) -> str:
    quantiles = ", ".join(f"{name} {quantile:.0%}" for name, (_, quantile) in SHOWN.items())
    return (
        f"Four simulated test stays of seed {seed} as MGP-TCN sees them, among those with an onset {EARLIEST:g} h "
        f"after admission or later. Their scores at onset are at these quantiles of their kind: {quantiles}. A control "
        "has the onset hour of its case. A, B: observations of the vital sign and the laboratory value that sepsis "
        "moves most, as z-scores, and the posterior of the learned Gaussian process by what was known of all channels "
        f"{horizon:g} h before onset (dashed); mean and 95 % band, which has no noise of measurement. C: score at the "
        "end of each hour by what was known then; dotted: the prevalence. Simulated data: nothing clinical is claimed."
    )
