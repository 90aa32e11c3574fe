"""The line at the foot of every figure: what run it shows, so that a small one is not taken for the paper's."""

import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from richlazy.hypercube import reading
from richlazy.reporting.plotting.labels import seed_count
from richlazy.reporting.plotting.style import FOOTER_SHARE, SOFT, complete, footer_points

GAP = "  ·  "


def run_words(preset: str, experiments: Sequence[xr.Dataset]) -> str:
    """Preset, seeds, units and training steps of the experiments that a figure shows, as their data tell.

    Several values are given as a range; a simulation has no training steps.
    """
    seeds = _span(measures.sizes["seed"] for measures in experiments)
    units = _span(count for measures in experiments for count in _units(measures))
    steps = _span(int(measures.step.max()) for measures in experiments if "step" in measures.coords)
    kinds = {reading.replicate(measures) for measures in experiments}
    word = kinds.pop() if len(kinds) == 1 else "replicate"
    parts = [_preset_words(preset), f"{seeds} {word}{'' if seeds == '1' else 's'}"]
    parts += [f"{units} units"] if units else []
    parts += [f"{steps} training steps"] if steps else []
    return GAP.join(parts)


def scorecard_words(preset: str, rows: pd.DataFrame) -> str:
    """The same of the scorecard's rows, and how many tests they are."""
    seeds, steps = _span(map(int, rows.seeds)), _span(int(step) for step in rows.step.dropna() if step > 0)
    parts = [_preset_words(preset)]
    parts += [seed_count(1) if seeds == "1" else f"{seeds} seeds"] if seeds else []
    parts += [f"{steps} training steps"] if steps else []
    count, experiments = len(rows), rows.experiment.nunique()
    counted = f"{count} test{'s' * (count != 1)} in {experiments} experiment{'s' * (experiments != 1)}"
    return GAP.join([*parts, *([counted] if count else [])])


def _preset_words(preset: str) -> str:
    return f"Preset: {preset}"


def _units(measures: xr.Dataset) -> list[int]:
    """Least and largest number of units of the networks: of their matrices, or else as the config has it."""
    if "units" in measures and bool(measures.units.notnull().any()):
        return [int(measures.units.min()), int(measures.units.max())]
    told = json.loads(measures.attrs.get("parameters") or measures.attrs.get("arguments") or "{}")
    swept = measures.coords["hidden"].values.tolist() if "hidden" in measures.coords else told.get("hidden", [])
    return [int(count) for count in np.atleast_1d(swept)]


def _span(counts: Iterable[int]) -> str:
    """A number, or the least and the largest of several; empty for none."""
    found = sorted(set(counts))
    return " to ".join(f"{count:,}".replace(",", " ") for count in dict.fromkeys(found[:1] + found[-1:]))


def add_footer(figure: Figure, words: str, style: Mapping) -> None:
    """Write `words` into the room that `new_figure` leaves at the foot."""
    height = figure.get_figheight() * 72
    text = figure.text(0, 0, words, color=SOFT, fontsize=complete(style)["font_size"] * FOOTER_SHARE)
    text.set(x=3 / (figure.get_figwidth() * 72), y=0.25 * footer_points(style) / height, va="bottom", ha="left")
    text.set_in_layout(False)
