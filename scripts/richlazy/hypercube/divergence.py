"""Runs that count as diverged: those that training stopped, and those that are no better at the end than at the start.

A network whose loss is finite throughout can still have learned nothing: after one long step all its units may be zero
for every trial, or its weights wander at a loss above the initial one. Training cannot tell (it sees minibatches), so
the mark is made here, from the held-out loss at the checkpoints.
"""

import numpy as np
import xarray as xr

# The reasons by their numbers, as in the variable `divergence_reason`.
NONE, NOT_FINITE, NO_BETTER = range(3)
REASONS = ("", "not finite", "no better than at the start")
_LOSS = "loss"
_ATTRIBUTES = {
    "long_name": "why the run counts as diverged: its loss was not finite or above `divergence_loss`, or its held-out "
    "loss at the last checkpoint was not below that at the first",
    "units": "1",
    "flag_values": list(range(len(REASONS))),
    "flag_meanings": " ".join(reason.replace(" ", "_") or "none" for reason in REASONS),
}


def mark_divergence(measures: xr.Dataset, must_improve: bool = True) -> xr.Dataset:
    """The measures (seed, step) of one condition with the reasons of divergence, and `diverged` for all of them.

    A run that training did not stop counts as diverged if its held-out `loss` at the last checkpoint is not below that
    at the first. Its measures after the first checkpoint become NaN, as training leaves them where it diverges at once;
    `divergence_step` stays -1, since training did not stop it. This rule needs a held-out loss and two checkpoints, and
    is left out without `must_improve`. A measure of the whole condition, without a seed, stays as it is.
    """
    if "diverged" not in measures:
        return measures
    stopped = measures.diverged == 1
    failed = xr.zeros_like(stopped)
    if must_improve and _LOSS in measures and measures.sizes["step"] > 1:
        first, last = measures[_LOSS].isel(step=0, drop=True), measures[_LOSS].isel(step=-1, drop=True)
        # Outputs that overflow have no loss: whatever is finite is better.
        failed = ~stopped & ~(last < first.fillna(np.inf))
    reason = xr.where(stopped, NOT_FINITE, xr.where(failed, NO_BETTER, NONE)).astype(np.int8)
    kept = ~failed | (measures.step == measures.step[0])
    found = {
        name: values.where(kept).transpose(*values.dims).assign_attrs(values.attrs)
        for name, values in measures.data_vars.items()
        if {"seed", "step"} <= set(values.dims)
    }
    diverged = (stopped | failed).astype(measures.diverged.dtype).assign_attrs(measures.diverged.attrs)
    found |= {"diverged": diverged, "divergence_reason": reason.assign_attrs(_ATTRIBUTES)}
    return measures.assign(found)
