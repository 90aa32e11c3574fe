"""What figures of methods share: colours and marks, intervals over seeds or splits, and what captions say of stays."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.reporting.plotting.blocks import interval_of
from richlazy.reporting.plotting.labels import CONFIDENCE, seeds_text
from richlazy.reporting.plotting.style import INK, category_colours

from studies.sepsis.analysis.comparisons import FLOOR, LABELS, are_splits
from studies.sepsis.analysis.resampled import resampled_interval

MARKERS = dict(zip(LABELS, "os^Dv", strict=True))


def colours_of(style: Mapping) -> dict[str, str]:
    """Colour of each method; the floor is drawn in ink."""
    colours = dict(zip(LABELS, category_colours(len(LABELS), style), strict=True))
    return colours | {FLOOR: INK}


def interval_over_replicates(part: xr.Dataset, name: str, *over: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, low and high of a score, each an array over the dimensions `over`; that of splits is cut at 0 and 1."""
    if not are_splits(part):
        return interval_of(part[name], *over)
    values = part[name].transpose("seed", *over).values
    mean, low, high = resampled_interval(values, part.attrs["tested_per_trained"], CONFIDENCE)
    return mean, np.clip(low, 0, 1), np.clip(high, 0, 1)


def stays_text(measures: xr.Dataset) -> str:
    """Which stays, and of what replicates, for the beginning of a caption."""
    if are_splits(measures):
        return f"on stays of a cohort: {measures.attrs['cohort']}; {seeds_text(measures)} by patient"
    return f"on simulated stays ({seeds_text(measures)}, each with a cohort of its own)"


def interval_text(measures: xr.Dataset) -> str:
    """What bars of means are."""
    if are_splits(measures):
        return f"mean and {CONFIDENCE:.0%} interval by the corrected resampled t, since splits share stays"
    return f"mean and {CONFIDENCE:.0%} t interval"


def licence_text(measures: xr.Dataset) -> str:
    """What a picture of these stays must say of them."""
    if are_splits(measures):
        return f"{measures.attrs['attribution']} Nothing clinical is claimed."
    return "Simulated data: nothing clinical is claimed."
