"""Claim C6 on studies in which the alignment of the start is known to go with learning, or not."""

import json

import numpy as np
import pytest
import xarray as xr
from helpers.factories import make_structures, make_study
from richlazy import claims
from richlazy.hypercube.condition_grid import tabulate

QUICK = {"resamples": 199}
SMALL = {"ranks": (1, 10, 100), "tasks": ("2AF", "DMS"), "size": 12, "steps": (0, 100), "seeds": 8}
CIRCUITS = {"structures": ("worm", "dale"), "tasks": ("2AF",), "size": 12, "steps": (0, 100), "seeds": 7}
MEASURES = ("kernel_alignment", "representation_alignment", "weight_change")


def rows(study):
    return claims.find("C6").test(study, QUICK)


def associated(study, sign=1.0, within=True, seed=0):
    """The study with an initial alignment of its own, and measures at the last step that follow it.

    Richness falls with the alignment for `sign` 1 and rises for -1; not `within` a condition, unless asked for.
    """
    study, random = study.copy(deep=True), np.random.default_rng(seed)
    dims = [dim for dim in study.diverged.dims if dim != "task"]
    spread = xr.DataArray(random.normal(size=[study.sizes[dim] for dim in dims]), dims=dims)
    aligned = study.diverged * 0 + 0.5 + 0.01 * spread
    conditions = [dim for dim in dims if dim != "seed"]
    level = xr.DataArray(np.arange(np.prod([study.sizes[dim] for dim in conditions])), dims="flat")
    aligned = aligned + 0.1 * xr.DataArray(
        level.values.reshape([study.sizes[dim] for dim in conditions]), dims=conditions
    )
    noise = xr.DataArray(random.normal(size=study.diverged.shape), dims=study.diverged.dims)
    learned = aligned + 0.001 * noise if within else (aligned - 0.01 * spread) + 0.01 * noise
    aligned, learned = (values.transpose(*study.diverged.dims) for values in (aligned, sign * learned))
    study.kernel_target_alignment.loc[{"step": 0}] = aligned
    for name in MEASURES:
        study[name].loc[{"step": 100}] = -learned if name == "weight_change" else learned
    return study


def found(study, question):
    return {row.verdict for row in rows(study) if row.direction.endswith(question)}


def conditions_of(study, places):
    """The study with these of its conditions alone, as a sweep of one parameter."""
    chosen = tabulate(study).isel(condition=places).rename(condition="start")
    return chosen.assign_attrs(sweep=json.dumps(["task", "start"]))


QUESTIONS = ("with rank", "across conditions", "within conditions")


@pytest.mark.parametrize(("sign", "verdict"), [(1.0, "supported"), (-1.0, "contradicted")])
def test_verdicts_follow_the_data(sign, verdict):
    study = associated(make_study(**SMALL), sign)
    assert found(study, "across conditions") == found(study, "within conditions") == {verdict}
    assert found(study, "with rank") == {"supported"}
    falling = associated(make_study(**SMALL).isel(rank=[2, 1, 0]), sign)
    assert found(falling, "with rank") == {"contradicted"}


def test_conditions_alone_are_no_association_within_them():
    study = associated(make_study(**SMALL), within=False)
    assert found(study, "across conditions") == {"supported"}
    assert found(study, "within conditions") == {"undecided"}


def test_rows_of_a_study_of_rank():
    found = [(row.measure, row.step, row.task, row.direction) for row in rows(make_study(**SMALL))]
    tasks = ("2AF", "DMS", "all tasks")
    assert found[:3] == [("kernel_target_alignment", 0, task, "rises with rank") for task in tasks]
    assert found[3:] == [
        (measure, 100, task, f"{word} with initial alignment {question}")
        for question in QUESTIONS[1:]
        for measure, word in zip(MEASURES, ("rises", "rises", "falls"), strict=True)
        for task in tasks
    ]


def test_each_question_is_a_family_of_holms():
    everything = rows(associated(make_study(**SMALL)))
    for question in QUESTIONS:
        family = [row for row in everything if row.direction.endswith(question)]
        least = min(row.p for row in family)
        assert min(row.p_adjusted for row in family) == pytest.approx(least * len(family))


def test_a_study_of_structures_is_asked_about_its_conditions_only():
    study = associated(make_structures(**CIRCUITS))
    assert {row.direction.split("alignment ")[1] for row in rows(study)} == {"across conditions", "within conditions"}
    assert found(study, "within conditions") == {"supported"}
    assert len(rows(study)) == 2 * 3


def test_combinations_never_run_are_no_conditions():
    gap = {"connectivity": "worm", "null_model": "shuffled"}
    whole, holed = associated(make_structures(**CIRCUITS)), associated(make_structures(**CIRCUITS, absent=[gap]))
    for name in ("kernel_target_alignment", *MEASURES):
        holed[name].loc[gap] = np.nan
    without = conditions_of(whole, [0, 1, 3, 4, 5])
    for row, other in zip(rows(holed), rows(without), strict=True):
        assert (row.effect, row.p, row.note) == (other.effect, other.p, other.note)
        assert (row.seeds, row.diverged) == (7, 0) and "left out" not in row.note


def test_networks_that_several_structures_share_count_once():
    study = associated(make_structures(**CIRCUITS))
    for name in ("kernel_target_alignment", *MEASURES):
        shared = study[name].sel(connectivity="worm", null_model="gaussian", drop=True)
        study[name].loc[{"connectivity": "dale", "null_model": "gaussian"}] = shared
    once = conditions_of(study, [0, 1, 2, 3, 5])
    assert [(row.effect, row.p) for row in rows(study)] == [(row.effect, row.p) for row in rows(once)]


def test_diverged_runs_are_counted_and_their_seed_left_out_of_their_task():
    study = make_study(**SMALL, diverged=[("DMS", 10, 4)])
    for row in rows(study)[3:]:
        expected = (0, 8) if row.task == "2AF" else (1, 7)
        assert (row.diverged, row.seeds) == expected
        assert ("1 seed left out" in row.note) == (row.task != "2AF")


def test_a_condition_of_which_most_runs_diverged_leaves_the_others_their_seeds():
    study = make_study(**SMALL, diverged=[("DMS", 1, seed) for seed in range(5)])
    for row in rows(study)[3:]:
        assert row.seeds == 8
        assert ("1 condition left out" in row.note) == (row.task != "2AF")


def test_further_swept_values_make_further_conditions():
    study = make_study(**SMALL, extra={"gain": [0.5, 1.25]})
    assert tabulate(study).sizes["condition"] == 6
    assert {row.task for row in rows(study) if "rank" not in row.direction} == {"2AF", "DMS", "all tasks"}
    assert {row.task for row in rows(study) if "rank" in row.direction} >= {"2AF, gain=0.5", "2AF, gain=1.25"}


def test_a_study_of_one_task_names_it_where_it_can():
    alone = make_study(**SMALL).sel(task="DMS", drop=True)
    assert {row.task for row in rows(alone)[1:]} == {"-"}
    alone.attrs["parameters"] = json.dumps({"task": "DMS"})
    assert {row.task for row in rows(alone)[1:]} == {"DMS"}
    assert {row.task for row in rows(make_study(**SMALL).sel(task="DMS"))[1:]} == {"DMS"}


def test_a_study_of_tasks_alone_has_one_condition_and_says_so():
    study = make_study(**SMALL).isel(rank=0, drop=True)
    across = [row for row in rows(study) if row.direction.endswith("across conditions")]
    assert {row.verdict for row in across} == {"undecided"}
    assert all("needs at least 2 conditions, has 1" in row.note for row in across)


def test_one_rank_alone_is_not_asked_about_rank():
    assert not [row for row in rows(make_study(**SMALL | {"ranks": (30,)})) if row.direction == "rises with rank"]
