"""The choice of a parameter by training loss, against choices by hand."""

import numpy as np
import pytest
import xarray as xr
from richlazy.hypercube.aggregation import hypercube
from richlazy.hypercube.choice import CRITERION, LAST_UPDATES, choose, last_training_loss

TASKS, RATES, SEEDS, STEPS = ["DMS", "2AF"], [0.003, 0.001, 0.01], [3, 5, 7], [0, 100]


def make_cube(seed=0, diverged=(), missing=(), parameter="learning_rate", values=RATES):
    """A cube of random losses; diverged: places (task, rate, seed) of runs, missing: (task, rate) of points."""
    rng = np.random.default_rng(seed)
    shape = (len(TASKS), len(values), len(SEEDS))
    loss, marks = rng.random(shape), np.zeros(shape)
    for place in diverged:
        loss[place], marks[place] = np.nan, 1
    measure = rng.random((*shape, len(STEPS)))
    for place in missing:
        loss[place], marks[place], measure[place] = np.nan, np.nan, np.nan
    dims = ("task", parameter, "seed")
    return xr.Dataset(
        {
            CRITERION: (dims, loss, {"units": "nat"}),
            "diverged": (dims, marks),
            "weight_change": ((*dims, "step"), measure, {"long_name": "weight change"}),
            "chance_accuracy": ("task", [0.5, 0.5]),
        },
        coords={"task": TASKS, parameter: values, "seed": SEEDS, "step": STEPS},
        attrs={"title": "measures"},
    )


@pytest.mark.parametrize("draw", range(3))
def test_every_network_keeps_the_value_of_its_lowest_loss(draw):
    cube = make_cube(draw)
    found, lines = choose(cube, "learning_rate")
    assert "learning_rate" not in found.dims and "learning_rate" not in found.coords and lines == []
    for task in TASKS:
        for seed in SEEDS:
            losses = {rate: float(cube[CRITERION].sel(task=task, learning_rate=rate, seed=seed)) for rate in RATES}
            best = min(losses, key=losses.get)
            assert found.chosen_learning_rate.sel(task=task, seed=seed) == best
            expected = cube.sel(task=task, learning_rate=best, seed=seed)
            place = found.sel(task=task, seed=seed)
            assert place[CRITERION] == losses[best] and place.diverged == 0 and place.diverged_candidates == 0
            np.testing.assert_array_equal(place.weight_change, expected.weight_change)
    assert len(np.unique(found.chosen_learning_rate)) > 1, "nothing was chosen by the network"
    assert found.weight_change.dims == ("task", "seed", "step") and found.weight_change.attrs["long_name"]
    assert found.attrs == cube.attrs
    xr.testing.assert_identical(found.chance_accuracy, cube.chance_accuracy)


def test_a_run_that_diverged_is_not_chosen_whatever_its_loss():
    cube = make_cube(diverged=[(0, 1, 0)])
    cube[CRITERION][0, 1, 0] = 0.0  # it fell before it was no better than at the start
    found, _ = choose(cube, "learning_rate")
    place = found.sel(task="DMS", seed=3)
    assert place.chosen_learning_rate != 0.001 and place.diverged == 0 and place.diverged_candidates == 1
    assert found.diverged_candidates.sum() == 1


def test_a_network_that_diverged_with_every_value_is_diverged():
    cube = make_cube(diverged=[(1, rate, 2) for rate in range(3)])
    found, _ = choose(cube, "learning_rate")
    place = found.sel(task="2AF", seed=7)
    assert place.diverged == 1 and place.diverged_candidates == 3 and np.isnan(place.chosen_learning_rate)
    np.testing.assert_array_equal(place.weight_change, cube.weight_change[1, 0, 2])
    assert found.diverged.sum() == 1 and found.chosen_learning_rate.notnull().sum() == 5


def test_of_equal_losses_the_first_value_of_the_sweep_is_kept():
    cube = make_cube()
    cube[CRITERION][:] = 0.25
    assert (choose(cube, "learning_rate")[0].chosen_learning_rate == 0.003).all()


def test_points_that_were_not_run_are_no_candidates():
    found, _ = choose(make_cube(missing=[(0, 0), (0, 2)], diverged=[(0, 1, 1)]), "learning_rate")
    at = found.sel(task="DMS")
    assert at.chosen_learning_rate.values.tolist()[::2] == [0.001, 0.001] and np.isnan(at.chosen_learning_rate[1])
    assert at.diverged.values.tolist() == [0, 1, 0] and at.diverged_candidates.values.tolist() == [0, 1, 0]


def test_where_nothing_was_run_nothing_is_chosen():
    found, _ = choose(make_cube(missing=[(1, rate) for rate in range(3)]), "learning_rate")
    at = found.sel(task="2AF")
    for name in ("chosen_learning_rate", "diverged", "diverged_candidates", "weight_change"):
        assert at[name].isnull().all(), name


def test_a_parameter_of_names_is_told_by_their_places():
    cube = make_cube(parameter="optimizer", values=["sgd", "adam", "sgd_clipped"])
    found, _ = choose(cube, "optimizer")
    expected = cube[CRITERION].argmin("optimizer")
    np.testing.assert_array_equal(found.chosen_optimizer, expected)
    assert found.chosen_optimizer.attrs["flag_meanings"].split() == ["sgd", "adam", "sgd_clipped"]


def test_a_value_of_all_networks_of_a_condition_is_left_out_and_named():
    cube = make_cube().assign(between=(("task", "learning_rate"), np.ones((2, 3))))
    found, lines = choose(cube, "learning_rate")
    assert "between" not in found and len(lines) == 1 and "between" in lines[0] and "learning_rate" in lines[0]


# The loss that chooses


def training(losses, seeds=SEEDS, diverged=None):
    marks = np.zeros(len(seeds), np.int8) if diverged is None else np.array(diverged, np.int8)
    return xr.Dataset(
        {
            "training_loss": (("seed", "update"), np.array(losses, np.float32), {"units": "nat"}),
            "diverged": ("seed", marks),
        },
        coords={"seed": list(seeds)},
    )


def test_the_loss_is_the_mean_of_the_last_updates():
    losses = np.random.default_rng(0).random((3, 50))
    found = last_training_loss(["a"], lambda path: training(losses))
    np.testing.assert_allclose(found, losses[:, -LAST_UPDATES:].mean(1), rtol=1e-6)
    assert found.seed.values.tolist() == SEEDS and found.attrs["units"] == "nat" and LAST_UPDATES == 20


def test_blocks_of_seeds_are_joined():
    losses = np.random.default_rng(0).random((3, 50))
    files = {"a": training(losses[:2], SEEDS[:2]), "b": training(losses[2:], SEEDS[2:])}
    np.testing.assert_allclose(last_training_loss("ab", files.get), losses[:, -20:].mean(1), rtol=1e-6)


def test_a_run_that_stopped_early_has_its_last_losses_and_one_that_diverged_none():
    losses = np.random.default_rng(0).random((3, 50))
    losses[0, 30:], losses[1, 40:] = np.nan, np.nan
    found = last_training_loss(["a"], lambda path: training(losses, diverged=[0, 1, 0]))
    np.testing.assert_allclose(found[[0, 2]], [losses[0, 10:30].mean(), losses[2, 30:].mean()], rtol=1e-6)
    assert np.isnan(found[1])


def test_a_training_of_few_updates_has_the_mean_of_all_of_them():
    losses = np.random.default_rng(0).random((3, 5))
    np.testing.assert_allclose(last_training_loss(["a"], lambda path: training(losses)), losses.mean(1), rtol=1e-6)


# In the cube of an experiment


def test_runs_that_are_no_better_at_the_end_are_no_candidates_in_the_cube():
    """Seed 1 has the lowest training loss at a rate of 0.01, with which its held-out loss ends above its start."""
    files, points = {}, []
    for number, rate in enumerate([0.001, 0.01]):
        held_out = np.array([[1, 0.5], [1, 0.6 if number == 0 else 1.5]])
        files[f"k{number}"] = xr.Dataset(
            {"loss": (("seed", "step"), held_out), "diverged": ("seed", np.zeros(2, np.int8))},
            coords={"seed": [0, 1], "step": STEPS},
        )
        files[f"t{number}"] = training(np.full((2, 30), 0.4 - 0.1 * number), [0, 1])
        point = {"measures": [f"k{number}"], "matrices": [], "trainings": [f"t{number}"], "learned_before": False}
        points.append({"at": {"learning_rate": rate}, **point})
    spec = {"sweep": {"learning_rate": [0.001, 0.01]}, "seeds": [0, 1], "points": points}
    found, _ = choose(hypercube(spec, lambda name: files[name].copy(deep=True)), "learning_rate")
    assert found.chosen_learning_rate.values.tolist() == [0.01, 0.001]
    assert found.diverged_candidates.values.tolist() == [0, 1] and (found.diverged == 0).all()
    np.testing.assert_allclose(found.loss.sel(step=100), [0.5, 0.6])


@pytest.mark.parametrize("spec, point", [({"must_improve": False}, {}), ({}, {"learned_before": True})])
def test_experiments_and_points_can_be_exempt_from_having_to_improve(spec, point):
    held_out = xr.Dataset(
        {"loss": (("seed", "step"), [[1.0, 2.0]]), "diverged": ("seed", np.zeros(1, np.int8))},
        coords={"seed": [0], "step": STEPS},
    )
    at = {"at": {"rank": 1}, "measures": ["k"], "matrices": []}
    whole = {"sweep": {"rank": [1]}, "seeds": [0], "points": [at]}
    assert (hypercube(whole, lambda name: held_out).diverged == 1).all()
    exempt = whole | spec | {"points": [at | point]}
    assert (hypercube(exempt, lambda name: held_out).diverged == 0).all()
