"""First checkpoints at which a measure along training reaches a bound, and whether they come later at larger scale."""

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Settings
from richlazy.scoring.trends import follow


def first_step(values: xr.DataArray, bound: float) -> xr.DataArray:
    """First checkpoint at which `values` are at least `bound`, over all dimensions but step; +inf where there is none,
    NaN for a run without values at the end, which diverged."""
    reached = values >= bound
    first = values.step.astype(float).where(reached).min("step")
    never = xr.where(values.isel(step=-1).isnull(), np.nan, np.inf)
    return xr.where(reached.any("step"), first, never)


def delays(part: xr.Dataset, bound: float, settings: Settings) -> list[Comparison]:
    """Whether the checkpoint at which the accuracy on held-out trials reaches `bound`, and its ratio to that of the
    training accuracy, rise with alpha. A step is known to lie behind the checkpoint before, no nearer. part: measures
    over (alpha, seed, step), with `training_accuracy`."""
    ordered = part.sortby("alpha")
    held_out, trained = (first_step(ordered[name], bound) for name in ("accuracy", "training_accuracy"))
    ratio = xr.where(np.isposinf(held_out), np.inf, held_out / trained)
    lost = int(ordered.diverged.sum())
    where = f"accuracy {bound:g}, {ordered.sizes['alpha']} output scales"
    rows = []
    for name, values in (("checkpoint of held-out accuracy", held_out), ("ratio of the checkpoints", ratio)):
        finding = follow(values.transpose("seed", "alpha").values[:, None], settings, "alphas")
        rows.append(Comparison(name, None, where, "rises with alpha", finding, diverged=lost))
    return rows
