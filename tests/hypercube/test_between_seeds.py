"""Measures between seeds in the hypercube and its tables."""

import numpy as np
import pytest
import xarray as xr
from richlazy.errors import InputError
from richlazy.hypercube.aggregation import hypercube
from richlazy.hypercube.between_seeds import with_values_by_seed
from richlazy.hypercube.measure_range import range_of
from richlazy.hypercube.tables import condition_summary, long_table
from richlazy.statistics.interval import t_interval
from richlazy.statistics.pairs import mean_over_pairs, pseudo_values

SEEDS, STEPS, RANKS = [0, 1, 2, 3], [0, 10, 100], [1, 30]


def measure_file(seeds, diverged=()):
    marks = np.array([seed in diverged for seed in seeds], np.int8)
    losses = np.array([[5 - 0.01 * step + seed for step in STEPS] for seed in seeds])
    losses[marks == 1, 1:] = np.nan
    return xr.Dataset(
        {"loss": (("seed", "step"), losses), "diverged": ("seed", marks)}, {"seed": list(seeds), "step": STEPS}
    )


def pair(rank, seed, other, step):
    return rank + 10 * min(seed, other) + 0.1 * max(seed, other) ** 2 + 0.001 * step


def compare_file(rank, seeds=tuple(SEEDS), steps=tuple(STEPS)):
    values = np.full((len(seeds), len(seeds), len(steps)), np.nan)
    for i, seed in enumerate(seeds):
        for j, other in enumerate(seeds):
            if i != j:
                values[i, j, [0, -1]] = [pair(rank, seed, other, step) for step in (steps[0], steps[-1])]
    attributes = {"long_name": "distance of the weights between seeds", "units": "1"}
    dims = ("seed", "other_seed", "step")
    axes = {"seed": list(seeds), "other_seed": list(seeds), "step": list(steps)}
    return xr.Dataset({"distance": (dims, values, attributes)}, axes)


def cube(seeds=SEEDS, diverged=(), compared=RANKS, files=None):
    """Two conditions of two blocks of seeds; those of the ranks `compared` have measures between seeds."""
    files, points = dict(files or {}), []
    for rank in RANKS:
        for block in ((0, 1), (2, 3)):
            files[f"m{rank}{block}"] = measure_file(block, diverged if rank == 1 else ())
        files.setdefault(f"c{rank}", compare_file(rank))
        measures = [f"m{rank}{block}" for block in ((0, 1), (2, 3))]
        between = [f"c{rank}"] if rank in compared else []
        points.append({"at": {"rank": rank}, "measures": measures, "between_seeds": between, "matrices": []})
    experiment = {"experiment": "rank", "sweep": {"rank": RANKS}, "seeds": list(seeds), "points": points}
    return hypercube(experiment, lambda name: files[name].copy(deep=True))


def test_every_pair_is_at_its_place():
    found = cube()
    assert found.distance.dims == ("rank", "seed", "other_seed", "step") and found.loss.dims == ("rank", "seed", "step")
    for rank in RANKS:
        for seed in SEEDS:
            for other in SEEDS:
                at = found.distance.sel(rank=rank, seed=seed, other_seed=other)
                expected = [pair(rank, seed, other, step) for step in (0, 100)] if seed != other else [np.nan] * 2
                np.testing.assert_array_equal(at, [expected[0], np.nan, expected[1]])
    assert found.distance.attrs == {"long_name": "distance of the weights between seeds", "units": "1"}


def test_the_order_of_the_experiments_seeds_is_kept_and_others_are_left_out():
    found = cube(seeds=[3, 0])
    assert found.seed.values.tolist() == found.other_seed.values.tolist() == [3, 0]
    assert float(found.distance.sel(rank=1, seed=3, other_seed=0, step=0)) == pair(1, 0, 3, 0)


def test_conditions_without_them_are_nan():
    found = cube(compared=[30])
    assert found.distance.sel(rank=1).isnull().all() and found.distance.sel(rank=30, step=0).notnull().sum() == 12


def test_pairs_with_a_diverged_network_are_nan_after_the_start():
    found, before = cube(diverged=[2]), cube()
    last = found.distance.sel(rank=1, step=100)
    assert last.sel(seed=2).isnull().all() and last.sel(other_seed=2).isnull().all() and last.notnull().sum() == 6
    xr.testing.assert_equal(found.distance.sel(step=0), before.distance.sel(step=0))
    xr.testing.assert_equal(found.distance.sel(rank=30), before.distance.sel(rank=30))


def test_files_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="seed 3 is missing in c1: remake"):
        cube(files={"c1": compare_file(1, seeds=(0, 1, 2))})
    with pytest.raises(InputError, match=r"c1: its checkpoints, \[0, 100\], are not .*remake"):
        cube(files={"c1": compare_file(1, steps=(0, 100))})


def test_the_summary_has_their_mean_over_pairs_with_the_interval_over_seeds():
    found = cube()
    table = condition_summary(found, 0.9)
    rows = table[table.measure == "distance"]
    assert rows[["rank", "step"]].values.tolist() == [[rank, step] for rank in RANKS for step in (0, 100)]
    for _, row in rows.iterrows():
        values = found.distance.sel(rank=row["rank"], step=row.step).values
        mean, low, high = t_interval(pseudo_values(values), 0.9)
        np.testing.assert_allclose(row[["mean", "low", "high"]].astype(float), [mean, low, high])
        assert row["mean"] == pytest.approx(mean_over_pairs(values)) and row.seeds == 4 and row.diverged == 0


def test_two_seeds_have_a_mean_and_no_interval():
    table = condition_summary(cube(seeds=[0, 2]), 0.95)
    rows = table[table.measure == "distance"]
    assert rows["mean"].tolist() == [pair(rank, 0, 2, step) for rank in RANKS for step in (0, 100)]
    assert rows[["low", "high"]].isna().all(axis=None) and (rows.seeds == 2).all()


def test_a_checkpoint_at_which_they_are_not_taken_has_no_row_even_of_diverged_runs():
    table = condition_summary(cube(diverged=SEEDS), 0.95)
    rows = table[(table.measure == "distance") & (table["rank"] == 1)]
    assert rows.step.tolist() == [0, 100] and rows.iloc[1][["seeds", "diverged"]].tolist() == [0, 4]


def test_the_long_table_has_every_pair_once():
    table = long_table(cube())
    rows = table[table.measure == "distance"]
    assert len(rows) == 2 * 6 * 2 and (rows.seed < rows.other_seed).all()
    for _, row in rows.iterrows():
        assert row.result == pair(row["rank"], row.seed, row.other_seed, row.step)
    assert table[table.measure == "loss"].other_seed.isna().all()


def test_values_by_seed_are_pseudo_values_without_diverged_runs():
    found = cube(diverged=[2])
    by_seed = with_values_by_seed(found)
    assert by_seed.distance.dims == ("rank", "seed", "step") and "other_seed" not in by_seed.dims
    assert by_seed.distance.attrs == found.distance.attrs
    xr.testing.assert_equal(by_seed.loss, found.loss)
    sound = found.distance.sel(rank=1, step=0, seed=[0, 1, 3], other_seed=[0, 1, 3]).values
    np.testing.assert_allclose(by_seed.distance.sel(rank=1, step=0, seed=[0, 1, 3]), pseudo_values(sound))
    assert by_seed.distance.sel(rank=1, seed=2).isnull().all()


def test_a_table_without_them_stays_as_it_is():
    found = cube(compared=[])
    xr.testing.assert_identical(with_values_by_seed(found), found)


def test_their_range_is_known():
    assert range_of("loss_distance") == (0, None) and range_of("dynamics_distance") == (0, 1)
