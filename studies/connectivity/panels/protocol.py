"""Words for captions: how the networks of an experiment were trained."""

import json

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.reporting.plotting.labels import words_of

_EQUAL = {"frobenius": "Frobenius norm", "spectral_norm": "spectral norm", "spectral_radius": "spectral radius"}


def protocol_text(table: xr.Dataset) -> str:
    """Sentence on the optimiser, the learning rate and what the matrices have in common; "" where it is not known."""
    fixed = json.loads(table.attrs.get("parameters", "{}"))
    if "optimizer" not in fixed:
        return ""
    optimizer = words_of(fixed["optimizer"].removesuffix("_clipped"))
    clip = f" with gradients clipped to a norm of {fixed['clip_norm']:g}" if "clip_norm" in fixed else ""
    equal = f", initial matrices of equal {_EQUAL[fixed['normalise']]}" if fixed.get("normalise") in _EQUAL else ""
    return f"Trained by {optimizer}{clip}{_rate(table, fixed)}{equal}."


def _rate(table: xr.Dataset, fixed: dict) -> str:
    if "chosen_learning_rate" not in table:
        return f" at a learning rate of {fixed['learning_rate']:g}" if "learning_rate" in fixed else ""
    rates = json.loads(table.attrs.get("chosen", "{}")).get("learning_rate")
    values, counts = np.unique(
        table.chosen_learning_rate.values[table.chosen_learning_rate.notnull()], return_counts=True
    )
    how_often = ", ".join(f"{value:g} by {count}" for value, count in zip(values, counts, strict=True))
    among = f" among {', '.join(f'{rate:g}' for rate in rates)}" if rates else ""
    runs = reading.planned_runs(table)
    return f" at the learning rate{among} that gave each network its lowest training loss ({how_often} of {runs})"
