"""Claim C6 on experiments in which the alignment of the initial matrix is known to go with learning, or not."""

import json

import numpy as np
import pytest
import xarray as xr
from helpers.factories import make_circuits, make_experiment
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.condition_grid import tabulate

QUICK = {"resamples": 199}
SMALL = {"ranks": (1, 10, 100), "tasks": ("2AF", "DMS"), "size": 12, "steps": (0, 100), "seeds": 8}
CIRCUITS = {"circuits": ("worm", "dale"), "tasks": ("2AF",), "size": 12, "steps": (0, 100), "seeds": 7}
MEASURES = ("kernel_alignment", "representation_alignment", "weight_change")


def rows(experiment):
    return claims.find("C6").test(experiment, QUICK)


def associated(experiment, sign=1.0, within=True, seed=0):
    """The experiment with an initial alignment of its own, and measures at the last step that follow it.

    Richness falls with the alignment for `sign` 1 and rises for -1; not `within` a condition, unless asked for.
    """
    experiment, random = experiment.copy(deep=True), np.random.default_rng(seed)
    dims = [dim for dim in experiment.diverged.dims if dim != "task"]
    spread = xr.DataArray(random.normal(size=[experiment.sizes[dim] for dim in dims]), dims=dims)
    aligned = experiment.diverged * 0 + 0.5 + 0.01 * spread
    conditions = [dim for dim in dims if dim != "seed"]
    level = xr.DataArray(np.arange(np.prod([experiment.sizes[dim] for dim in conditions])), dims="flat")
    aligned = aligned + 0.1 * xr.DataArray(
        level.values.reshape([experiment.sizes[dim] for dim in conditions]), dims=conditions
    )
    noise = xr.DataArray(random.normal(size=experiment.diverged.shape), dims=experiment.diverged.dims)
    learned = aligned + 0.001 * noise if within else (aligned - 0.01 * spread) + 0.01 * noise
    aligned, learned = (values.transpose(*experiment.diverged.dims) for values in (aligned, sign * learned))
    experiment.kernel_target_alignment.loc[{"step": 0}] = aligned
    for name in MEASURES:
        experiment[name].loc[{"step": 100}] = -learned if name == "weight_change" else learned
    return experiment


def found(experiment, question):
    return {row.verdict for row in rows(experiment) if row.direction.endswith(question)}


def conditions_of(experiment, places):
    """The experiment with these of its conditions alone, as a sweep of one parameter."""
    chosen = tabulate(experiment).isel(condition=places).rename(condition="start")
    return chosen.assign_attrs(sweep=json.dumps(["task", "start"]))


QUESTIONS = ("with rank", "across conditions", "within conditions")


@pytest.mark.parametrize(("sign", "verdict"), [(1.0, "supported"), (-1.0, "contradicted")])
def test_verdicts_follow_the_data(sign, verdict):
    experiment = associated(make_experiment(**SMALL), sign)
    assert found(experiment, "across conditions") == found(experiment, "within conditions") == {verdict}
    assert found(experiment, "with rank") == {"supported"}
    falling = associated(make_experiment(**SMALL).isel(rank=[2, 1, 0]), sign)
    assert found(falling, "with rank") == {"contradicted"}


def test_conditions_alone_are_no_association_within_them():
    experiment = associated(make_experiment(**SMALL), within=False)
    assert found(experiment, "across conditions") == {"supported"}
    assert found(experiment, "within conditions") == {"undecided"}


def test_rows_of_a_experiment_of_rank():
    found = [(row.measure, row.step, row.task, row.direction) for row in rows(make_experiment(**SMALL))]
    tasks = ("2AF", "DMS", "all tasks")
    assert found[:3] == [("kernel_target_alignment", 0, task, "rises with rank") for task in tasks]
    assert found[3:] == [
        (measure, 100, task, f"{word} with initial alignment {question}")
        for question in QUESTIONS[1:]
        for measure, word in zip(MEASURES, ("rises", "rises", "falls"), strict=True)
        for task in tasks
    ]


def test_each_question_is_a_family_of_holms():
    everything = rows(associated(make_experiment(**SMALL)))
    for question in QUESTIONS:
        family = [row for row in everything if row.direction.endswith(question)]
        least = min(row.p for row in family)
        assert min(row.p_adjusted for row in family) == pytest.approx(least * len(family))


def test_an_experiment_of_structures_is_asked_about_its_conditions_only():
    experiment = associated(make_circuits(**CIRCUITS))
    assert {row.direction.split("alignment ")[1] for row in rows(experiment)} == {
        "across conditions",
        "within conditions",
    }
    assert found(experiment, "within conditions") == {"supported"}
    assert len(rows(experiment)) == 2 * 3


def test_combinations_never_run_are_no_conditions():
    gap = {"connectivity": "worm", "null_model": "shuffled"}
    whole, holed = associated(make_circuits(**CIRCUITS)), associated(make_circuits(**CIRCUITS, absent=[gap]))
    for name in ("kernel_target_alignment", *MEASURES):
        holed[name].loc[gap] = np.nan
    without = conditions_of(whole, [0, 1, 3, 4, 5])
    for row, other in zip(rows(holed), rows(without), strict=True):
        assert (row.effect, row.p, row.note) == (other.effect, other.p, other.note)
        assert (row.seeds, row.diverged) == (7, 0) and "left out" not in row.note


def test_networks_that_several_structures_share_count_once():
    experiment = associated(make_circuits(**CIRCUITS))
    for name in ("kernel_target_alignment", *MEASURES):
        shared = experiment[name].sel(connectivity="worm", null_model="gaussian", drop=True)
        experiment[name].loc[{"connectivity": "dale", "null_model": "gaussian"}] = shared
    once = conditions_of(experiment, [0, 1, 2, 3, 5])
    assert [(row.effect, row.p) for row in rows(experiment)] == [(row.effect, row.p) for row in rows(once)]


def test_diverged_runs_are_counted_and_their_seed_left_out_of_their_task():
    experiment = make_experiment(**SMALL, diverged=[("DMS", 10, 4)])
    for row in rows(experiment)[3:]:
        expected = (0, 8) if row.task == "2AF" else (1, 7)
        assert (row.diverged, row.seeds) == expected
        assert ("1 seed left out" in row.note) == (row.task != "2AF")


def test_a_condition_of_which_most_runs_diverged_leaves_the_others_their_seeds():
    experiment = make_experiment(**SMALL, diverged=[("DMS", 1, seed) for seed in range(5)])
    for row in rows(experiment)[3:]:
        assert row.seeds == 8
        assert ("1 condition left out" in row.note) == (row.task != "2AF")


def test_further_swept_values_make_further_conditions():
    experiment = make_experiment(**SMALL, extra={"gain": [0.5, 1.25]})
    assert tabulate(experiment).sizes["condition"] == 6
    assert {row.task for row in rows(experiment) if "rank" not in row.direction} == {"2AF", "DMS", "all tasks"}
    assert {row.task for row in rows(experiment) if "rank" in row.direction} >= {"2AF, gain=0.5", "2AF, gain=1.25"}


def test_an_experiment_of_one_task_names_it_where_it_can():
    alone = make_experiment(**SMALL).sel(task="DMS", drop=True)
    assert {row.task for row in rows(alone)[1:]} == {"-"}
    alone.attrs["parameters"] = json.dumps({"task": "DMS"})
    assert {row.task for row in rows(alone)[1:]} == {"DMS"}
    assert {row.task for row in rows(make_experiment(**SMALL).sel(task="DMS"))[1:]} == {"DMS"}


def test_an_experiment_of_tasks_alone_has_one_condition_and_says_so():
    experiment = make_experiment(**SMALL).isel(rank=0, drop=True)
    across = [row for row in rows(experiment) if row.direction.endswith("across conditions")]
    assert {row.verdict for row in across} == {"undecided"}
    assert all("needs at least 2 conditions, has 1" in row.note for row in across)


def test_one_rank_alone_is_not_asked_about_rank():
    assert not [row for row in rows(make_experiment(**SMALL | {"ranks": (30,)})) if row.direction == "rises with rank"]
