"""The outcome of a simulation as a table for spreadsheets."""

import numpy as np
import pandas as pd
import xarray as xr

from richlazy.hypercube.measure_range import range_of
from richlazy.statistics.interval import bounded_interval

MARKS = ("converged", "diverged")


def summary(measures: xr.Dataset, confidence: float) -> pd.DataFrame:
    """Mean over seeds and interval within the range of every measure over (case, seed), one row per case and measure.

    Columns: the labels of the case, measure, mean, low, high, seeds (that entered), censored (that never reached it:
    +inf), diverged (that have no value).
    """
    names = [name for name, values in measures.data_vars.items() if "seed" in values.dims and name not in MARKS]
    labels = measures.drop_vars([*measures.data_vars, "seed"]).to_dataframe().reset_index(drop=True)
    parts = []
    for name in names:
        values = measures[name].transpose("seed", "case").values
        mean, low, high = bounded_interval(values, range_of(name), confidence)
        columns = {"measure": name, "mean": mean, "low": low, "high": high, "seeds": np.isfinite(values).sum(0)}
        lost = {"censored": np.isposinf(values).sum(0), "diverged": measures.diverged.sum("seed").values}
        parts.append(labels.assign(**columns, **lost))
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
