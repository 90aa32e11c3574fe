"""Measures as a tidy table: one row per value, for R and spreadsheets."""

import pandas as pd
import xarray as xr

from richlazy.hypercube.reading import OWN_DIMS


def tidy(measures: xr.Dataset) -> pd.DataFrame:
    """One row per network, measure, step and component, as far as the measure has them.

    measures: as in an experiment's measures.nc, of a sweep or of a simulation. Columns: whatever labels the networks
    (the swept parameters, or the labels of a case; properties of a condition, like the age of an animal), seed, the
    other dimensions, measure, result. A dimension that a measure does not have is left empty; what has no value has
    no row.
    """
    values = {name: entry for name, entry in measures.data_vars.items() if "seed" in entry.dims}
    labels = measures.drop_vars(values).reset_coords()
    parts = [_rows(name, entry.reset_coords(drop=True)) for name, entry in values.items()]
    table = pd.concat(parts, ignore_index=True)
    for name, entry in labels.data_vars.items():
        table = table.merge(entry.to_dataframe()[[name]].reset_index(), on=list(entry.dims), how="left")
    first = [dim for dim in measures.dims if dim in table and dim not in OWN_DIMS]
    others = [dim for dim in OWN_DIMS if dim in table]
    return table[[*first, *labels.data_vars, *others, "measure", "result"]]


def _rows(name: str, values: xr.DataArray) -> pd.DataFrame:
    table = values.astype(float).rename("result").to_dataframe().reset_index().dropna(subset="result")
    table = table.astype({dim: "Int64" for dim in OWN_DIMS if dim in table})
    return table.assign(measure=name)
