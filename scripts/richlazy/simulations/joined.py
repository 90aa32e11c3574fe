"""The join of replicates that were simulated in jobs of their own, as if one job had simulated them all."""

from collections.abc import Sequence

import xarray as xr

from richlazy.errors import InputError

# The group of a file of replicates that holds their measures.
GROUP = "measures"


def joined(parts: Sequence[xr.Dataset], seeds: Sequence[int], simulation: str) -> xr.Dataset:
    """The measures of all `seeds`, in this order, from parts that have some of them each.

    Raises InputError where parts differ in what is not over seeds: the simulation, which is named, then has no
    replicates that could be simulated apart.
    """
    try:
        found = xr.concat(
            parts, "seed", data_vars="minimal", coords="minimal", compat="identical", join="exact",
            combine_attrs="identical",
        )  # fmt: skip
    except ValueError as error:  # xarray's MergeError is one
        raise InputError(
            f"simulation {simulation}: its seeds differ in what is not over `seed` ({error}); leave SEEDS_A_JOB out, "
            "or make it the same for all seeds"
        ) from error
    return found.sel(seed=list(seeds))
