"""What is scored along training: learning in context and in weights, both at once, and when the first begins."""

import json

import numpy as np
import xarray as xr
from richlazy.hypercube import reading

# Accuracy among the labels of the context, on novel classes and on trained classes with each other's labels.
CONTEXT, FLIPPED = "icl_closed_set_accuracy", "flipped_closed_set_accuracy"
# Accuracy among all labels where the context has no answer: of all classes, the ten commonest, the rarer half.
WEIGHTS, COMMON, RARE = "iwl_open_set_accuracy", "iwl_common_open_set_accuracy", "iwl_rare_open_set_accuracy"
# Attention of the query to label tokens of its class, and of a label token to the item before it.
ATTENTION = ("icl_attention_to_matching_label", "icl_attention_to_own_item")
BOTH, ONSET = "both_at_once", "icl_onset"
# Chance among the two labels of a context, and the accuracy from which a network counts as learning in context.
CHANCE, LEARNED = 0.5, 0.8
LABELS = "label_count"


def open_chance(measures: xr.Dataset) -> float:
    """Chance among all labels, 1 over their number; NaN where that is swept or not known."""
    count = json.loads(measures.attrs.get("parameters", "{}")).get(LABELS)
    if LABELS in measures.coords and measures[LABELS].ndim == 0:
        count = int(measures[LABELS])
    return 1 / count if count else np.nan


def with_both(measures: xr.Dataset) -> xr.Dataset:
    """The measures with BOTH: the lesser of accuracy in context, rescaled so that chance is 0, and in weights on the
    ten commonest classes."""
    both = np.minimum((measures[CONTEXT] - CHANCE) / (1 - CHANCE), measures[COMMON])
    both.attrs = {"long_name": "the lesser of accuracy in context above chance and in weights", "units": "1"}
    return measures.assign({BOTH: both})


def with_onset(measures: xr.Dataset) -> xr.Dataset:
    """The measures with ONSET, the same at every step: the first checkpoint with an accuracy in context of at least
    LEARNED, +inf where there is none, NaN for a run that diverged or was not run."""
    learned = measures[CONTEXT] >= LEARNED
    first = measures.step.where(learned).min("step").fillna(np.inf).where(measures.diverged == 0)
    onset = first.expand_dims(step=measures.step).transpose(*measures[CONTEXT].dims)
    onset.attrs = {"long_name": f"first checkpoint with an accuracy in context of {LEARNED:g}", "units": "steps"}
    return measures.assign({ONSET: onset})


def at_peak(measures: xr.Dataset) -> xr.DataArray:
    """Step at which the mean accuracy in context of all *other* seeds is highest, the first of equal ones, over the
    swept values and seeds.

    A peak that a seed chooses for itself lies above its end by noise alone. One that the others choose does not.
    """
    known = measures[CONTEXT].where(measures.diverged == 0)
    count, total = known.notnull().sum("seed"), known.sum("seed")
    others = (total - known.fillna(0)) / (count - known.notnull())
    place = others.fillna(-1).argmax("step")
    return measures.step[place].drop_vars("step")


def at(values: xr.DataArray, steps: xr.DataArray) -> xr.DataArray:
    """Values at a step that each seed has of its own, without the dimension step."""
    return values.sel(step=steps, drop=True)


def end(measures: xr.Dataset) -> xr.Dataset:
    """The measures at the last step."""
    return measures.sel(step=reading.last_step(measures), drop=True)
