"""Batch size at one temperature: change of the weights, samples shown, and test error."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import panel_letter
from richlazy.reporting.plotting.labels import CONFIDENCE, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, styled

from studies.sgd_noise.analysis.ends import ends, parts
from studies.sgd_noise.panels.over import legend, lines

NEEDS = ("batch", "training_trials")
ROW_MM = 66


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw over the batch size, one line for each number of samples, the change of the weights (A), the passes over all
    samples until the last update (B), and the test error (C). Returns the figure and its caption. Raises MissingSweep
    where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "figure noise_batch")
    _, part = next(parts(ends(measures), *NEEDS))
    figure = new_figure(style, ROW_MM)
    panels = figure.subplots(1, 3)
    passes = part.steps * part.batch / part.training_trials
    shown = (
        (part.change, "Relative change of weights", True),
        (passes, "Passes until the last update", True),
        (part.error, "Test error", False),
    )
    for letter, panel, (values, words, log) in zip("ABC", panels, shown, strict=True):
        lines(panel, values.where(np.isfinite(values)), "batch", "training_trials", log)
        panel.set(xlabel="Batch size B", ylabel=words)
        panel_letter(panel, letter)
    panels[2].set_ylim(0, None)
    legend(panels[0], "P", "lower right")
    return figure, _caption(measures, part)


def _caption(measures: xr.Dataset, part: xr.Dataset) -> str:
    fitted, runs = int(part.fits.sum()), int(part.fits.notnull().sum())
    return (
        "Lazy networks at one temperature T = dt/(B h), so that the learning rate dt grows with the batch size B "
        f"({seeds_text(measures)}). A: relative change of the weights when every margin is reached; B: passes over all "
        f"P samples until the last update (geometric means); C: test error (mean); bars: {CONFIDENCE:.0%} t interval. "
        f"Points at which fewer than half of the networks fit are left out of A and B. {fitted} of {runs} networks "
        f"fit. {diverged_text(measures)}"
    )
