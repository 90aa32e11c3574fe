"""Measures as a long table: every value once, with its labels, and nothing else."""

import numpy as np
import pandas as pd
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.hypercube.tables import long_table


def cube(ranks, seeds, steps, gaps=()):
    """A hyper-cube with measures of four shapes; `gaps` are places of missing losses."""
    shape = (len(ranks), len(seeds), len(steps))
    loss = np.arange(np.prod(shape), dtype=float)
    loss[[gap % len(loss) for gap in gaps]] = np.nan
    spectrum = np.random.default_rng(0).standard_normal((len(ranks), len(seeds), 2))
    return xr.Dataset(
        {
            "loss": (("rank", "seed", "step"), loss.reshape(shape)),
            "singular_value": (("rank", "seed", "index"), spectrum),
            "diverged": (("rank", "seed"), np.zeros(shape[:2], np.int8)),
            "age_hours": ("rank", np.arange(len(ranks)) / 2),
        },
        coords={"rank": ranks, "seed": seeds, "step": steps, "index": [1, 2]},
    )


some = st.lists(st.integers(0, 99), min_size=1, max_size=4, unique=True)


@settings(deadline=None, max_examples=30)
@given(some, some, some, st.lists(st.integers(0, 99), max_size=3))
def test_every_value_has_one_row_that_its_labels_find(ranks, seeds, steps, gaps):
    measures = cube(ranks, seeds, steps, gaps)
    table = long_table(measures)
    assert len(table) == sum(int(measures[name].notnull().sum()) for name in ("loss", "singular_value", "diverged"))
    for row in table.itertuples():
        at = {dim: int(getattr(row, dim)) for dim in measures[row.measure].dims}
        assert measures[row.measure].sel(at).item() == row.result
        assert row.age_hours == measures.age_hours.sel(rank=row.rank).item()
        assert all(pd.isna(getattr(row, dim)) for dim in ("step", "index") if dim not in at)


def test_columns_are_labels_first_then_measure_and_result():
    assert list(long_table(cube([1, 4], [0], [0, 3]))) == [
        "rank",
        "age_hours",
        "seed",
        "step",
        "index",
        "measure",
        "result",
    ]


def test_the_labels_of_a_case_are_columns_even_one_that_is_called_value():
    measures = xr.Dataset(
        {"kernel_alignment": (("case", "seed"), [[0.1, 0.2], [0.3, 0.4]])},
        coords={"seed": [0, 1], "family": ("case", ["rank", "scale"]), "value": ("case", [1.0, np.nan])},
    )
    table = long_table(measures)
    assert table.family.tolist() == ["rank", "rank", "scale", "scale"]
    assert table.result.tolist() == [0.1, 0.2, 0.3, 0.4] and table.value.notna().sum() == 2
