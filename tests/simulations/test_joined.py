"""The join of replicates is what one job with all seeds would have made."""

import numpy as np
import pytest
import xarray as xr
from richlazy.errors import InputError
from richlazy.simulations.joined import joined


def whole(seeds):
    """Measures of which the seed is the last, a middle and the only dimension, with what has no seed, as a job that is
    asked for these seeds makes them."""
    drawn = np.stack([np.random.default_rng(seed).standard_normal((4, 3)) for seed in seeds])
    return xr.Dataset(
        {
            "last": (("case", "step", "seed"), np.moveaxis(drawn, 0, -1), {"units": "1"}),
            "middle": (("case", "seed", "step"), np.moveaxis(drawn, 0, 1)),
            "only": ("seed", drawn.sum((1, 2))),
            "diverged": (("case", "seed"), (drawn[:, :, 0] > 0).T.astype(np.int8)),
            "fixed": ("case", np.arange(4.0)),
        },
        {"case": list("abcd"), "seed": list(seeds), "step": ("step", [1, 2, 3], {"long_name": "update"})},
        {"title": "all", "share": 0.25},
    )


@pytest.mark.parametrize("blocks", [[(0,), (1,), (5,)], [(0, 1), (5,)], [(0, 1, 5)], [(5,), (1, 0)]])
def test_parts_in_any_blocks_are_the_whole(blocks):
    found = joined([whole(seeds) for seeds in blocks], [0, 1, 5], "mine")
    xr.testing.assert_identical(found, whole([0, 1, 5]))
    assert {name: one.dtype for name, one in found.items()} == {name: one.dtype for name, one in whole([0]).items()}


def test_seeds_keep_the_order_of_the_experiment():
    found = joined([whole([0]), whole([3])], [3, 0], "mine")
    xr.testing.assert_identical(found, whole([3, 0]))


DIFFERENT = {
    "an attribute": lambda part: part.assign_attrs(share=0.3),
    "a value without seed": lambda part: part.assign(fixed=part.fixed + 1),
    "a label": lambda part: part.assign_coords(case=list("abce")),
    "another step": lambda part: part.assign_coords(step=[1, 2, 4]),
}


@pytest.mark.parametrize("change", DIFFERENT.values(), ids=DIFFERENT)
def test_seeds_that_differ_in_what_is_not_theirs_are_refused(change):
    with pytest.raises(InputError, match=r"simulation mine: its seeds differ .*leave SEEDS_A_JOB out"):
        joined([whole([0]), change(whole([1]))], [0, 1], "mine")
