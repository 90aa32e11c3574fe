"""The highest temperature at which a network fits."""

import numpy as np
import xarray as xr


def highest_temperature(ended: xr.Dataset) -> xr.DataArray:
    """The largest temperature at which each network fits: +inf where it fits at the largest of those that were run, NaN
    where it fits at none. ended: from `ends.ends`."""
    temperature = ended.temperature.astype(float)
    run = ended.fits.notnull()
    fitted = temperature.where(ended.fits == 1).max("temperature")
    largest = temperature.where(run).max("temperature")
    return fitted.where(fitted.isnull() | (fitted < largest), np.inf)
