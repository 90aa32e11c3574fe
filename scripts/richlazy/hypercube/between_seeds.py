"""Measures between seeds in the hypercube: their mean over pairs, and one value for each seed."""

import numpy as np
import xarray as xr

from richlazy.statistics.pairs import mean_over_pairs, pseudo_values

OTHER = "other_seed"


def over_pairs(values: xr.DataArray) -> xr.DataArray:
    """Mean over all pairs of seeds, (...); values: (..., seed, other_seed), NaN where there is none."""
    ordered = values.transpose("seed", OTHER, ...)
    return ordered[0, 0].drop_vars(["seed", OTHER]).copy(data=mean_over_pairs(ordered.values))


def by_seed(values: xr.DataArray) -> xr.DataArray:
    """Jackknife pseudo-values of the mean over pairs, (..., seed), which tests over seeds can take; values: as in
    `over_pairs`. NaN for fewer than three seeds with a value."""
    ordered = values.transpose("seed", OTHER, ...)
    pseudo = ordered.isel({OTHER: 0}, drop=True).copy(data=pseudo_values(ordered.values))
    return pseudo.transpose(*(dim for dim in values.dims if dim != OTHER))


def with_values_by_seed(measures: xr.Dataset) -> xr.Dataset:
    """The table of measures with pseudo-values over (..., seed, step) in the place of every measure between seeds.

    Pairs with a run that is marked as diverged do not count.
    """
    found = {}
    for name, values in measures.data_vars.items():
        if OTHER in values.dims:
            sound = measures["diverged"] == 0
            others = sound.rename(seed=OTHER)
            found[name] = by_seed(values.where(sound & others)).assign_attrs(values.attrs)
    return measures.drop_dims(OTHER, errors="ignore").assign(found)


def each_pair_once(values: xr.DataArray) -> xr.DataArray:
    """The values with NaN where `other_seed` is not above `seed`, so that every pair is there once."""
    return values.where(values[OTHER] > values["seed"], np.nan) if OTHER in values.dims else values
