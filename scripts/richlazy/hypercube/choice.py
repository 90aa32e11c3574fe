"""Choice of a parameter of training by loss: of its swept values each network keeps the one that it learned best with.

The authors' script trains every network with several learning rates and keeps the one with the lowest mean of the last
20 training losses. Here the trainings are those of any sweep, and the choice is made when they are put together.
"""

from collections.abc import Callable, Iterable

import numpy as np
import xarray as xr

# Number of last updates whose training losses are averaged [code].
LAST_UPDATES = 20
# Name of the variable with that mean, over seeds.
CRITERION = "last_training_loss"
_CRITERION_ATTRIBUTES = {"long_name": f"mean of the training losses of the last {LAST_UPDATES} updates"}


def last_training_loss(paths: Iterable[str], read: Callable[[str], xr.Dataset]) -> xr.DataArray:
    """Mean of the last training losses (seed) of a condition, in the unit of the objective; NaN after a divergence.

    paths: its trainings, one for each block of seeds. A network that a stopping rule ended early has its last losses
    before that.
    """
    parts = [_tail(read(path)) for path in paths]
    return xr.concat(parts, "seed").rename(CRITERION)


def _tail(training: xr.Dataset) -> xr.DataArray:
    losses = training.training_loss.transpose("seed", "update")
    values = losses.values.astype(float)
    recorded = np.isfinite(values)
    last = recorded & (recorded[:, ::-1].cumsum(1)[:, ::-1] <= LAST_UPDATES)
    with np.errstate(invalid="ignore"):
        mean = np.where(last, values, 0).sum(1) / last.sum(1)
    mean[training.diverged.values == 1] = np.nan
    units = str(training.training_loss.attrs.get("units", "1"))
    return xr.DataArray(mean, {"seed": training.seed}, "seed", attrs=_CRITERION_ATTRIBUTES | {"units": units})


def choose(cube: xr.Dataset, parameter: str) -> tuple[xr.Dataset, list[str]]:
    """The cube without the dimension `parameter`, and a line for every variable that is left out.

    Each network (a seed of a combination of the other swept values) has the values of its run with the lowest
    `CRITERION` among those that did not diverge; of equal ones that of the first value of the sweep. If all diverged,
    the network counts as diverged: it has the values of the first of them. `chosen_<parameter>` is the value, NaN
    without one; a parameter of names has their places in the sweep, with the names in `flag_meanings`.
    `diverged_candidates` counts the runs that diverged. A variable of all networks of one value, without a seed, has no
    meaning where networks of several values stand together, and is left out; so is one between the seeds of one value.
    """
    run, usable = cube.diverged.notnull(), cube[CRITERION].where(cube.diverged == 0)
    # Runs with a loss come first, then those that diverged, then points that were not run.
    order = usable.fillna(np.finfo(float).max).where(run, np.inf)
    place = order.argmin(parameter)
    whole = [name for name, values in cube.data_vars.items() if parameter in values.dims and "seed" not in values.dims]
    between = [name for name, values in cube.data_vars.items() if {parameter, "other_seed"} <= set(values.dims)]
    found = cube.drop_vars([*whole, *between]).isel({parameter: place}).drop_vars(parameter)
    any_run, any_usable = run.any(parameter), usable.notnull().any(parameter)
    lost = (
        (cube.diverged == 1)
        .sum(parameter)
        .where(any_run)
        .assign_attrs(long_name=f"values of {parameter} with which the run diverged", units="1")
    )
    found = found.assign(
        {f"chosen_{parameter}": _chosen(cube[parameter], place, any_usable), "diverged_candidates": lost}
    )
    lines = [f"{name} is left out: it has one value for all networks of one {parameter}" for name in whole]
    lines += [f"{name} is left out: it compares networks of one {parameter}" for name in between]
    return found, lines


def _chosen(values: xr.DataArray, place: xr.DataArray, known: xr.DataArray) -> xr.DataArray:
    """The chosen values; names by their places."""
    attributes: dict[str, object] = {"long_name": f"{values.name} with the lowest {CRITERION}", "units": "1"}
    if values.dtype.kind in "iuf":
        chosen = values.isel({values.name: place}).drop_vars(values.name).astype(float)
    else:
        names = [str(value).replace(" ", "_") for value in values.values.tolist()]
        attributes |= {"flag_values": list(range(len(names))), "flag_meanings": " ".join(names)}
        chosen = place.astype(float)
    return chosen.where(known).drop_attrs().assign_attrs(attributes)
