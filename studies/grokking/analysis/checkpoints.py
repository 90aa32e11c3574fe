"""First checkpoints at which a measure along training reaches a bound."""

import numpy as np
import xarray as xr


def first_step(values: xr.DataArray, bound: float) -> xr.DataArray:
    """First checkpoint at which `values` are at least `bound`, over all dimensions but step; +inf where there is none,
    NaN for a run without values at the end, which diverged."""
    reached = values >= bound
    first = values.step.astype(float).where(reached).min("step")
    never = xr.where(values.isel(step=-1).isnull(), np.nan, np.inf)
    return xr.where(reached.any("step"), first, never)
