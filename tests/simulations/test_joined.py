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


SEEDS = [0, 1, 5]


def parts(*changes):
    """A part for each of the first seeds, the last of them changed."""
    return [*(whole([seed]) for seed in SEEDS[:-1]), *(change(whole(SEEDS[-1:])) for change in changes)]


def test_parts_are_the_whole():
    found = joined(parts(lambda part: part), SEEDS, "mine.py")
    xr.testing.assert_identical(found, whole(SEEDS))
    assert {name: one.dtype for name, one in found.items()} == {name: one.dtype for name, one in whole([0]).items()}
    xr.testing.assert_identical(joined([whole([3])], [3], "mine.py"), whole([3]))


DIFFERENT = {
    "an attribute": (lambda part: part.assign_attrs(share=0.3), "differ in what is not over `seed`"),
    "a value without seed": (lambda part: part.assign(fixed=part.fixed + 1), "differ in what is not over `seed`"),
    "a label": (lambda part: part.assign_coords(case=list("abce")), "differ in what is not over `seed`"),
    "another step": (lambda part: part.assign_coords(step=[1, 2, 4]), "differ in what is not over `seed`"),
    "a measure less": (lambda part: part.drop_vars("only"), "seeds 0 and 5 differ in what they have: only"),
    "a measure more": (lambda part: part.assign(more=part.only), "seeds 0 and 5 differ in what they have: more"),
    "another seed": (
        lambda part: part.assign_coords(seed=[4]),
        r"simulate\(\[5\]\) made .* seeds \[4\]; allowed is \[5\]",
    ),
    "two seeds": (lambda part: whole([5, 6]), r"seeds \[5, 6\]; allowed is \[5\]"),
    "no seed": (lambda part: part.drop_vars("seed"), "no dimension `seed`; allowed is"),
}


@pytest.mark.parametrize(("change", "words"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_would_be_no_whole_is_refused(change, words):
    with pytest.raises(InputError, match=rf"^mine\.py: .*{words}"):
        joined(parts(change), SEEDS, "mine.py")
