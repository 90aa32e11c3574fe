"""Networks that learned their task: those whose accuracy rose above chance.

A circuit with a spectral radius of 10 starts at a loss of 10⁵. Whatever brings that down makes it better than at the
start, and one way is that all units fall to zero in the decision step: the network then guesses, and its tangent kernel
there is zero. Such a network has not learned, neither richly nor lazily, and no comparison of richness may count it.
"""

import numpy as np
import xarray as xr
from richlazy.hypercube import reading

# Share of the way from chance to the highest possible accuracy that a network must have covered [choice].
LEAST_SHARE = 0.1
_LIMITS = ("accuracy", "chance_accuracy", "highest_accuracy")


def only_learned(measures: xr.Dataset) -> xr.Dataset:
    """The measures with networks that did not learn their task counted among `diverged`.

    Their measures after the first checkpoint are NaN, and `not_learned` is 1 (0 in other runs, NaN where none was
    planned). A network did not learn if its accuracy at the last step is below LEAST_SHARE of the way from chance to
    the highest possible one. Experiments that do not sweep the task, or whose tasks have no known limits, stay as they
    are.
    """
    if not set(_LIMITS) <= set(measures.data_vars):
        return measures
    chance, highest = measures.chance_accuracy, measures.highest_accuracy
    least = chance + LEAST_SHARE * (highest - chance)
    last = measures.accuracy.sel(step=reading.last_step(measures), drop=True)
    failed = (measures.diverged == 0) & (last < least)
    kept = ~failed | (measures.step == measures.step[0])
    found = {
        name: values.where(kept).transpose(*values.dims).assign_attrs(values.attrs)
        for name, values in measures.data_vars.items()
        if {"seed", "step"} <= set(values.dims)
    }
    marks = xr.where(failed, 1.0, measures.diverged).transpose(*measures.diverged.dims)
    found |= {
        "diverged": marks.assign_attrs(measures.diverged.attrs),
        "not_learned": failed.astype(float).where(measures.diverged.notnull()).transpose(*measures.diverged.dims),
    }
    return measures.assign(found)


def not_learned(measures: xr.Dataset) -> int:
    """Number of networks that `only_learned` counted among the diverged ones."""
    return int(np.nansum(measures.not_learned.values)) if "not_learned" in measures else 0
