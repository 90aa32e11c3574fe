"""The join of seeds that were simulated in jobs of their own, as if one job had simulated them all."""

from collections.abc import Sequence

import xarray as xr

from richlazy.errors import InputError


def joined(parts: Sequence[xr.Dataset], seeds: Sequence[int], where: str) -> xr.Dataset:
    """The measures of all `seeds`, from parts with one of them each, in the same order.

    where: file of the simulation. Raises InputError where a part has other seeds or measures than it must have, and
    where parts differ in what is not over seeds.
    """
    for part, seed in zip(parts, seeds, strict=True):
        found = part.seed.values.tolist() if "seed" in part.dims and "seed" in part.coords else "no dimension `seed`"
        if found != [seed]:
            raise InputError(
                f"{where}: simulate([{seed}]) made a dataset of the seeds {found}; allowed is [{seed}]: return "
                "`seeds` as the coordinate `seed`"
            )
        if different := {str(name) for name in set(part.variables) ^ set(parts[0].variables)}:
            raise InputError(
                f"{where}: seeds {seeds[0]} and {seed} differ in what they have: {', '.join(sorted(different))}; make "
                "the same of every seed, NaN where there is no value, or leave SEEDS_APART out"
            )
    try:
        return xr.concat(
            parts, "seed", data_vars="minimal", coords="minimal", compat="identical", join="exact",
            combine_attrs="identical",
        )  # fmt: skip
    except ValueError as error:  # xarray's MergeError is one
        raise InputError(
            f"{where}: seeds differ in what is not over `seed` ({error}); make it the same for all seeds, or leave "
            "SEEDS_APART out"
        ) from error
