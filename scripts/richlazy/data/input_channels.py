"""Padding of input channels, so that tasks that a network learns one after the other share its input weights."""

import xarray as xr

from richlazy.errors import InputError


def widen(inputs: xr.DataArray, channels: int | str) -> xr.DataArray:
    """Inputs over (trial, time, input), padded with channels of zeros to `channels` channels; `own` adds none.

    Raises InputError for a task that has more channels.
    """
    own = inputs.sizes["input"]
    if channels in ("own", own):
        return inputs
    if own > channels:
        raise InputError(
            f"input_channels: the task has {own} input channels, found {channels}; write `input_channels: {own}` or "
            "more, or `own`"
        )
    return inputs.pad(input=(0, channels - own), constant_values=0)
