"""The footer of every figure: it says which run is shown, so that a quick run is not taken for the complete one."""

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
    """Text with the preset, and seeds, units and training steps by the data of the experiments that a figure shows.

    Several values are given as a range. Steps have the name of their dimension; a simulation has none but of curves.
    """
    seeds = _span(measures.sizes["seed"] for measures in experiments)
    units = _span(count for measures in experiments for count in _units(measures))
    steps = _span(int(measures.step.max()) for measures in experiments if "step" in measures.coords)
    kinds = {reading.replicate(measures) for measures in experiments}
    word = kinds.pop() if len(kinds) == 1 else "replicate"
    parts = [_preset_words(preset), f"{seeds} {word}{'' if seeds == '1' else 's'}"]
    parts += [f"{units} units"] if units else []
    parts += [f"{steps} {_step_words(experiments)}"] if steps else []
    return GAP.join(parts)


def _step_words(experiments: Sequence[xr.Dataset]) -> str:
    """What the steps of the experiments are, in the plural: "training steps" where they agree on no other name."""
    names = {measures.step.attrs.get("long_name", "training step") for measures in experiments if "step" in measures}
    return f"{names.pop()}s" if len(names) == 1 else "training steps"


def scorecard_words(preset: str, rows: pd.DataFrame) -> str:
    """The same for the rows of the scorecard, with the number of tests."""
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
    """Smallest and largest number of units of the networks: of their matrices, or by the config."""
    if "units" in measures and bool(measures.units.notnull().any()):
        return [int(measures.units.min()), int(measures.units.max())]
    config = json.loads(measures.attrs.get("parameters") or measures.attrs.get("arguments") or "{}")
    hidden = measures.coords["hidden"].values.tolist() if "hidden" in measures.coords else config.get("hidden", [])
    return [int(count) for count in np.atleast_1d(hidden)]


def _span(counts: Iterable[int]) -> str:
    """A number, or the smallest and the largest of several; "" for none."""
    distinct = sorted(set(counts))
    return " to ".join(f"{count:,}".replace(",", " ") for count in dict.fromkeys(distinct[:1] + distinct[-1:]))


def add_footer(figure: Figure, words: str, style: Mapping) -> None:
    """Write `words` into the space that `new_figure` leaves at the bottom."""
    height = figure.get_figheight() * 72
    text = figure.text(0, 0, words, color=SOFT, fontsize=complete(style)["font_size"] * FOOTER_SHARE)
    text.set(x=3 / (figure.get_figwidth() * 72), y=0.25 * footer_points(style) / height, va="bottom", ha="left")
    text.set_in_layout(False)
