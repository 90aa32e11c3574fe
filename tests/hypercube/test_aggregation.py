"""The hyper-cube of an experiment and its summary, from small files made by hand."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import xarray as xr
from richlazy.errors import InputError
from richlazy.hypercube.aggregation import hypercube, other_ranks
from richlazy.hypercube.tables import condition_summary

SEEDS, STEPS = [0, 1, 2], [0, 1, 10]
TASKS, RANKS = ["DMS", "2AF"], [30, 1, 300]  # neither is sorted: the experiment's order is to be kept


def value(task, rank, seed, step):
    """A number that tells where it comes from; it falls, as the loss of networks that learn."""
    return 1000 * TASKS.index(task) + rank + 0.1 * seed - 0.001 * step


def measure_file(task, rank, seeds, steps=STEPS, diverged=()):
    values = np.array([[value(task, rank, seed, step) for step in steps] for seed in seeds])
    marks = np.array([seed in diverged for seed in seeds], np.int8)
    values[marks == 1, 1:] = np.nan
    attributes = {"long_name": "loss", "units": "nat"}
    return xr.Dataset(
        {"loss": (("seed", "step"), values, attributes), "diverged": ("seed", marks, {"long_name": "diverged"})},
        coords={"seed": list(seeds), "step": list(steps)},
        attrs={"title": "measures of learning"},
    )


def matrix_file(rank, seeds, size=4):
    values = np.array([[rank + seed + i for i in range(size)] for seed in seeds], float)
    return xr.Dataset(
        {
            "weights": (("seed", "post", "pre"), np.zeros((len(seeds), size, size), np.float32)),
            "singular_value": (("seed", "index"), values, {"long_name": "singular value", "units": "1"}),
            "stable_rank": ("seed", values[:, 0], {"long_name": "stable rank", "units": "1"}),
        },
        coords={"seed": list(seeds), "index": np.arange(size)},
    )


def make_experiment(blocks=((0, 1, 2),), seeds=SEEDS, sweep=None, diverged=None):
    """An experiment's description and its files by name; `diverged` maps (task, rank) to seeds."""
    sweep = sweep or {"task": TASKS, "rank": RANKS}
    files, points = {}, []
    for task in sweep["task"]:
        for rank in sweep["rank"]:
            names = {kind: [f"{kind}-{task}-{rank}-{number}" for number in range(len(blocks))] for kind in ("k", "w")}
            for number, block in enumerate(blocks):
                files[names["k"][number]] = measure_file(
                    task, rank, block, diverged=(diverged or {}).get((task, rank), ())
                )
                files[names["w"][number]] = matrix_file(rank, block)
            points.append({"at": {"task": task, "rank": rank}, "measures": names["k"], "matrices": names["w"]})
    return {"experiment": "rank", "sweep": sweep, "seeds": seeds, "parameters": {}, "points": points}, files


def cube_of(*args, **options):
    experiment, files = make_experiment(*args, **options)
    return hypercube(experiment, lambda name: files[name].copy(deep=True))


@pytest.mark.parametrize("blocks", [((0, 1, 2),), ((0, 1), (2,)), ((0, 1), (2, 3))])
def test_the_cube_holds_every_number_at_its_place(blocks):
    cube = cube_of(blocks)
    assert cube.loss.dims == ("task", "rank", "seed", "step")
    expected = [[[[value(t, r, s, k) for k in STEPS] for s in SEEDS] for r in RANKS] for t in TASKS]
    np.testing.assert_array_equal(cube.loss, expected)
    assert cube.stable_rank.dims == ("task", "rank", "seed")
    np.testing.assert_array_equal(cube.stable_rank, [[[r + s for s in SEEDS] for r in RANKS] for _ in TASKS])
    assert cube.singular_value.dims == ("task", "rank", "seed", "index")
    np.testing.assert_array_equal(cube.singular_value.sel(task="2AF", rank=1, seed=2), [3, 4, 5, 6])
    assert "weights" not in cube


def test_the_order_of_the_sweep_is_kept():
    cube = cube_of()
    assert cube.task.values.tolist() == TASKS and cube["rank"].values.tolist() == RANKS
    assert cube.seed.values.tolist() == SEEDS and cube.step.values.tolist() == STEPS


def test_the_order_of_the_experiments_seeds_is_kept():
    assert cube_of(seeds=[1, 2]).seed.values.tolist() == [1, 2]


def test_numbers_stay_numbers_and_names_stay_names():
    cube = cube_of()
    assert cube["rank"].dtype.kind == "i" and cube.loss.sel(task="2AF", rank=300, seed=1, step=10) == value(
        "2AF", 300, 1, 10
    )


def test_variables_keep_their_names_and_units():
    cube = cube_of()
    assert cube.loss.attrs == {"long_name": "loss", "units": "nat"}
    assert cube.stable_rank.attrs["long_name"] == "stable rank" and cube.diverged.attrs["long_name"] == "diverged"


def test_a_sweep_of_one_value_is_a_dimension():
    cube = cube_of(sweep={"task": ["2AF"], "rank": [5]})
    assert cube.loss.dims == ("task", "rank", "seed", "step") and cube.sizes["rank"] == 1


def test_runs_of_other_checkpoints_are_nan_where_they_have_none():
    experiment, files = make_experiment(sweep={"task": ["2AF"], "rank": [1, 30]})
    files["k-2AF-30-0"] = measure_file("2AF", 30, SEEDS, steps=[0, 5, 10])
    cube = hypercube(experiment, files.__getitem__)
    assert cube.step.values.tolist() == [0, 1, 5, 10]
    found = cube.loss.sel(task="2AF", seed=2)
    np.testing.assert_array_equal(
        found.sel(rank=1), [value("2AF", 1, 2, k) if k != 5 else np.nan for k in (0, 1, 5, 10)]
    )
    np.testing.assert_array_equal(
        found.sel(rank=30), [value("2AF", 30, 2, k) if k != 1 else np.nan for k in (0, 1, 5, 10)]
    )


def test_matrices_of_other_sizes_are_nan_beyond_their_size():
    experiment, files = make_experiment(sweep={"task": ["2AF"], "rank": [1, 30]})
    files["w-2AF-30-0"] = matrix_file(30, SEEDS, size=6)
    cube = hypercube(experiment, files.__getitem__)
    assert cube.sizes["index"] == 6
    assert cube.singular_value.sel(rank=1).isnull().sum() == 2 * 3 and cube.singular_value.sel(rank=30).notnull().all()


@pytest.mark.parametrize("blocks, missing", [(((0, 1),), 2), (((0,), (2,)), 1)])
def test_a_missing_seed_is_named_with_its_files(blocks, missing):
    with pytest.raises(InputError, match=rf"seed {missing} is missing in k-DMS-30-0.*remake"):
        cube_of(blocks)


def test_measures_and_matrices_must_have_the_same_seeds():
    experiment, files = make_experiment()
    files["w-2AF-1-0"] = matrix_file(1, [0, 1])
    with pytest.raises(ValueError):
        hypercube(experiment, files.__getitem__)


# The summary


def row(table, **at):
    chosen = table
    for name, wanted in at.items():
        chosen = chosen[chosen[name] == wanted]
    assert len(chosen) == 1
    return chosen.iloc[0]


def by_hand(values, confidence):
    """Of positive values: Student's t around the logarithm of the mean, with the error of the mean over the mean."""
    values = np.array([v for v in values if not np.isnan(v)])
    mean, relative = values.mean(), scipy.stats.sem(values) / values.mean()
    low, high = np.exp(scipy.stats.t.interval(confidence, len(values) - 1, np.log(mean), relative))
    return mean, low, high, len(values)


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_the_summary_is_mean_and_interval_within_the_measures_range(confidence):
    table = condition_summary(cube_of(), confidence)
    assert list(table) == ["task", "rank", "step", "measure", "mean", "low", "high", "seeds", "censored", "diverged"]
    assert len(table) == 2 * 3 * 3
    for task, rank, step in (("DMS", 30, 0), ("2AF", 300, 10)):
        found = row(table, task=task, rank=rank, step=step)
        expected = by_hand([value(task, rank, seed, step) for seed in SEEDS], confidence)
        np.testing.assert_allclose(found[["mean", "low", "high", "seeds"]].to_numpy(float), expected, rtol=1e-12)
        assert found.diverged == 0 and found.measure == "loss"


def test_diverged_runs_are_left_out_and_counted():
    table = condition_summary(cube_of(diverged={("2AF", 1): (1,)}), 0.95)
    before, after = (row(table, task="2AF", rank=1, step=step) for step in (0, 10))
    assert before.seeds == 3 and before.diverged == 1
    expected = by_hand([value("2AF", 1, seed, 10) for seed in (0, 2)], 0.95)
    np.testing.assert_allclose(after[["mean", "low", "high", "seeds"]].to_numpy(float), expected, rtol=1e-12)
    assert after.diverged == 1 and row(table, task="2AF", rank=30, step=10).diverged == 0


def test_one_seed_has_a_mean_and_no_interval():
    found = row(condition_summary(cube_of(diverged={("2AF", 1): (0, 2)}), 0.95), task="2AF", rank=1, step=10)
    assert found["mean"] == value("2AF", 1, 1, 10) and found.seeds == 1 and found.diverged == 2
    assert np.isnan(found.low) and np.isnan(found.high)


def test_a_point_where_all_runs_diverged_is_listed():
    table = condition_summary(cube_of(diverged={("2AF", 1): (0, 1, 2)}), 0.95)
    found = row(table, task="2AF", rank=1, step=10)
    assert found.diverged == 3 and found.seeds == 0 and np.isnan(found["mean"])


def test_vectors_have_a_row_for_every_component():
    cube = cube_of()
    alone = condition_summary(cube, 0.95)
    cube["change_singular_values"] = cube.loss * xr.DataArray(
        [1.0, 2.0, np.nan], dims="component", coords={"component": [1, 2, 3]}
    )
    table = condition_summary(cube, 0.95)
    pd.testing.assert_frame_equal(table[table.measure == "loss"].reset_index(drop=True), alone)
    assert set(table.measure) == {"loss", "change_singular_values 1", "change_singular_values 2"}
    found = row(table, task="DMS", rank=30, step=10, measure="change_singular_values 2")
    expected = by_hand([2 * value("DMS", 30, seed, 10) for seed in SEEDS], 0.95)
    np.testing.assert_allclose(found[["mean", "low", "high", "seeds"]].to_numpy(float), expected, rtol=1e-12)


def test_a_measure_that_some_conditions_lack_is_nan_there():
    """As networks without recurrence have no Lyapunov exponent."""
    experiment, files = make_experiment(sweep={"task": ["2AF"], "rank": [1, 30]})
    files["k-2AF-1-0"]["exponent"] = 2 * files["k-2AF-1-0"].loss
    for order in (experiment["points"], experiment["points"][::-1]):
        cube = hypercube(experiment | {"points": order}, lambda name: files[name].copy(deep=True))
        np.testing.assert_array_equal(cube.exponent.sel(rank=1), 2 * cube.loss.sel(rank=1))
        assert cube.exponent.sel(rank=30).isnull().all() and cube.loss.notnull().all()


def test_the_summary_survives_a_spreadsheet(tmp_path):
    table = condition_summary(cube_of(), 0.95)
    table.to_csv(tmp_path / "a.csv", index=False)
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "a.csv"), table, check_dtype=False, check_column_type=False)


def facts(name, values, **attributes):
    """What is known beforehand of tasks, as an experiment tells it."""
    return {"facts": {"task": {name: {"values": values, "attributes": attributes}}}}


def test_the_tasks_of_a_mixture_are_told_and_others_have_none():
    experiment, files = make_experiment()
    cube = hypercube(experiment | facts("mixed_tasks", {"2AF": "a, b"}), files.__getitem__)
    assert cube.mixed_tasks.dims == ("task",)
    assert dict(zip(TASKS, cube.mixed_tasks.values, strict=True)) == {"DMS": "", "2AF": "a, b"}


def test_the_accuracy_of_chance_is_told_of_tasks_that_have_one():
    experiment, files = make_experiment()
    cube = hypercube(experiment | facts("chance_accuracy", {"2AF": 0.5}, units="1"), files.__getitem__)
    assert cube.chance_accuracy.dims == ("task",) and float(cube.chance_accuracy.sel(task="2AF")) == 0.5
    assert cube.chance_accuracy.attrs == {"units": "1"}
    assert bool(cube.chance_accuracy.sel(task="DMS").isnull())


def test_a_measure_that_only_some_conditions_have_is_nan_in_the_others():
    experiment, files = make_experiment(sweep={"task": ["DMS"], "rank": [1, 30]})
    files["k-DMS-1-0"]["other_loss"] = files["k-DMS-1-0"].loss + 1
    cube = hypercube(experiment, files.__getitem__)
    assert np.isnan(cube.other_loss.sel(rank=30)).all()
    np.testing.assert_array_equal(cube.other_loss.sel(rank=1), cube.loss.sel(rank=1) + 1)


def test_points_are_named_at_which_matrices_have_another_rank_than_asked_for():
    experiment, files = make_experiment(sweep={"task": TASKS, "rank": [1, 30]})
    assert other_ranks(hypercube(experiment, files.__getitem__)) == []
    ranks = {("2AF", 30): [30, 28, 27], ("DMS", 1): [0, 0, 0]}
    for task in TASKS:
        for rank in (1, 30):
            file = files[f"w-{task}-{rank}-0"]
            files[f"w-{task}-{rank}-0"] = file.assign(achieved_rank=("seed", ranks.get((task, rank), [rank] * 3)))
    assert other_ranks(hypercube(experiment, files.__getitem__)) == [
        "task=DMS, rank=1: the initial matrices of 3 of 3 seeds have rank 0",
        "task=2AF, rank=30: the initial matrices of 2 of 3 seeds have rank 27 to 28",
    ]


def further_file(seeds, name="training_loss", steps=STEPS, offset=0.5):
    values = np.array([[offset + seed + step for step in steps] for seed in seeds])
    return xr.Dataset({name: (("seed", "step"), values)}, coords={"seed": list(seeds), "step": list(steps)})


def with_further(further, blocks=((0, 1), (2,))):
    """An experiment whose points have, beside the standard measures of every block, the files `further(block)`."""
    experiment, files = make_experiment(blocks)
    for point in experiment["points"]:
        for block in blocks:
            for number, extra in enumerate(further(block)):
                name = f"further-{point['at']['task']}-{point['at']['rank']}-{block[0]}-{number}"
                files[name] = extra
                point["measures"].append(name)
    return hypercube(experiment, lambda name: files[name].copy(deep=True))


def test_several_files_of_measures_of_one_training_are_joined():
    cube = with_further(lambda block: [further_file(block), further_file(block, "probe_loss", offset=7)])
    alone = cube_of(((0, 1), (2,)))
    assert cube.training_loss.dims == ("task", "rank", "seed", "step")
    for name, offset in (("training_loss", 0.5), ("probe_loss", 7)):
        expected = [[offset + seed + step for step in STEPS] for seed in SEEDS]
        np.testing.assert_array_equal(cube[name].sel(task="DMS", rank=300), expected)
    for name in alone.data_vars:
        xr.testing.assert_identical(cube[name], alone[name])


def test_vectors_of_different_length_share_one_axis():
    def vector(name, length):
        values = np.ones((3, 3, length))
        axes = {"seed": SEEDS, "step": STEPS, "component": np.arange(1, length + 1)}
        return xr.Dataset({name: (("seed", "step", "component"), values)}, coords=axes)

    cube = with_further(lambda block: [vector("short", 2), vector("long", 4)], blocks=((0, 1, 2),))
    assert cube.component.values.tolist() == [1, 2, 3, 4]
    assert (cube.long == 1).all() and cube.short.notnull().sum("component").values.ravel().tolist() == [2] * 54


def test_files_that_contradict_each_other_are_refused():
    with pytest.raises(InputError, match="further-.*values of loss .*remake"):
        with_further(lambda block: [further_file(block, "loss")])
    with pytest.raises(InputError, match=r"checkpoints, \[0, 1\], are not .*remake"):
        with_further(lambda block: [further_file(block, steps=[0, 1])])
    same = with_further(lambda block: [further_file(block), further_file(block)])
    xr.testing.assert_identical(same, with_further(lambda block: [further_file(block)]))


def test_a_further_measure_of_some_seeds_only_leaves_others_without_a_value():
    cube = with_further(lambda block: [further_file(block)] if block == (2,) else [])
    assert cube.training_loss.sel(seed=2).notnull().all() and cube.training_loss.sel(seed=[0, 1]).isnull().all()


def test_a_learner_without_matrices_has_measures_alone():
    experiment, files = make_experiment()
    for point in experiment["points"]:
        point["matrices"] = []
    cube = hypercube(experiment, lambda name: files[name].copy(deep=True))
    assert set(cube.data_vars) == {"loss", "diverged", "divergence_reason"}
    xr.testing.assert_identical(cube.loss, cube_of().loss)


def test_the_summary_counts_runs_that_never_reached_what_is_measured():
    cube = cube_of()
    values = cube.loss.values.copy()
    values[0, 0, :2, 2], values[1, 1, :, 2] = np.inf, np.inf
    table = condition_summary(cube.assign(loss=(cube.loss.dims, values)), 0.95).set_index(["task", "rank", "step"])
    some, none = table.loc[(TASKS[0], RANKS[0], 10)], table.loc[(TASKS[1], RANKS[1], 10)]
    assert (some.seeds, some.censored, some["mean"]) == (1, 2, values[0, 0, 2, 2])
    assert (none.seeds, none.censored) == (0, 3) and np.isnan(none["mean"])
    assert (table.censored.drop(index=[(TASKS[0], RANKS[0], 10), (TASKS[1], RANKS[1], 10)]) == 0).all()
