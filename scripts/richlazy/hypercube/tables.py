"""Tables of measures for spreadsheets: summaries over seeds, and the long table with one row per value."""

import numpy as np
import pandas as pd
import xarray as xr

from richlazy.hypercube.between_seeds import OTHER, by_seed, each_pair_once, over_pairs
from richlazy.hypercube.measure_range import range_of
from richlazy.hypercube.reading import OWN_DIMS
from richlazy.statistics.interval import bounded_interval

# Variables of a simulation that say how a run ended: they are no measures.
_MARKS = ("converged", "diverged")


def condition_summary(cube: xr.Dataset, confidence: float) -> pd.DataFrame:
    """Mean and interval over seeds of every measure, one row per point of the sweep, step and measure.

    Columns: the swept parameters, step, measure, mean, low, high, seeds (that have a finite value), censored (whose
    value is +inf, never reached; not in the mean), diverged. Every component of a vector has rows of its own, "name 1",
    "name 2", ... The interval, within the range of the measure, is `statistics.interval.bounded_interval`; that of a
    mean over pairs of seeds is made of its pseudo-values (`statistics.pairs`).
    """
    names = [name for name, values in cube.data_vars.items() if {"seed", "step"} <= set(values.dims)]
    measures = _by_component(cube[names])
    parts = [_mean_and_interval(name, values, confidence) for name, values in measures.data_vars.items()]
    summary = xr.concat(parts, pd.Index(list(measures.data_vars), name="measure"))
    diverged = cube["diverged"].sum("seed").expand_dims(measure=summary.measure, step=summary.step)
    swept = [dim for dim in summary["mean"].dims if dim not in ("measure", "step")]
    columns = ["mean", "low", "high", "seeds", "censored", "diverged"]
    table = summary.assign(diverged=diverged).to_dataframe().reset_index()
    # Rows without a mean stay if runs diverged or are censored, at checkpoints at which the measure is taken; otherwise
    # the point has no such checkpoint.
    taken = table.groupby(["measure", "step"])["seeds"].transform("sum") + table["censored"] > 0
    has_runs = table["mean"].notna() | ((table["diverged"] > 0) & taken) | (table["censored"] > 0)
    table = table[has_runs].reset_index(drop=True)
    return table[[*swept, "step", "measure", *columns]]


def _mean_and_interval(name: str, values: xr.DataArray, confidence: float) -> xr.Dataset:
    """Mean, low, high, number of seeds and of censored runs of one measure."""
    pairs = OTHER in values.dims
    of_seeds = by_seed(values) if pairs else values
    ordered = of_seeds.transpose("seed", ...)
    columns = dict(zip(("mean", "low", "high"), bounded_interval(ordered, range_of(name), confidence), strict=True))
    point = ordered.isel(seed=0, drop=True)
    summary = xr.Dataset({column: point.copy(data=result) for column, result in columns.items()})
    if pairs:  # also of two seeds, which have a mean and no interval
        summary, values = summary.assign(mean=over_pairs(values)), values.max(OTHER)
    return summary.assign(seeds=np.isfinite(values).sum("seed"), censored=np.isposinf(values).sum("seed"))


def _by_component(measures: xr.Dataset) -> xr.Dataset:
    """The measures with every vector split into one variable per component."""
    split = {}
    for name, values in measures.data_vars.items():
        if "component" in values.dims:
            split |= {f"{name} {number}": values.sel(component=number, drop=True) for number in values.component.values}
        else:
            split[name] = values
    return xr.Dataset(split)


def simulation_summary(measures: xr.Dataset, confidence: float) -> pd.DataFrame:
    """Mean and interval over seeds of every measure of a simulation but its curves, one row per condition and measure.

    Columns: the labels of the condition, measure, mean, low, high, seeds (that have a finite value), censored (whose
    value is +inf, never reached), diverged. A dimension that a measure does not have is empty.
    """
    marks = measures.diverged
    entries = [
        values
        for name, values in measures.data_vars.items()
        if "seed" in values.dims and "step" not in values.dims and name not in _MARKS
    ]
    conditions = [dim for dim in marks.dims if dim != "seed"]
    parts = []
    for entry in entries:
        dims = [dim for dim in conditions if dim in entry.dims]
        values = entry.transpose("seed", *dims)
        labels = values.isel(seed=0, drop=True).to_dataframe(entry.name).drop(columns=entry.name)
        flat = values.values.reshape(len(values), -1)
        mean, low, high = bounded_interval(flat, range_of(entry.name), confidence)
        columns = {"measure": entry.name, "mean": mean, "low": low, "high": high, "seeds": np.isfinite(flat).sum(0)}
        lost = marks.sum([dim for dim in marks.dims if dim not in dims]).transpose(*dims).values.ravel()
        columns |= {"censored": np.isposinf(flat).sum(0), "diverged": lost}
        parts.append(labels.assign(**columns).reset_index())
    table = pd.concat(parts, ignore_index=True)
    ordered = table.sort_values(conditions, kind="stable").reset_index(drop=True)
    return ordered.drop(columns=[dim for dim in conditions if dim not in measures.coords])


def long_table(measures: xr.Dataset) -> pd.DataFrame:
    """Long (tidy) table: one row per network, measure, step and component, for R and spreadsheets.

    measures: content of the file measures.nc of an experiment, a sweep or a simulation. Columns: the labels of the
    networks (swept parameters, or labels of a case; facts of a condition, such as the age of an animal), seed, the
    other dimensions, measure, result. A dimension that a measure does not have is empty; missing values have no row.
    Of a measure between seeds every pair has one row, with the lower seed in `seed`.
    """
    values = {name: entry for name, entry in measures.data_vars.items() if "seed" in entry.dims}
    labels = measures.drop_vars(values).reset_coords()
    parts = [_rows(name, each_pair_once(entry.reset_coords(drop=True))) for name, entry in values.items()]
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
