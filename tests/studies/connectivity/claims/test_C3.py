"""Claim C3 on experiments of circuits and null models whose differences are known."""

import json

import numpy as np
import pytest
from helpers.factories import make_circuits
from richlazy.contracts.study_parts import claims
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep


def rows(experiment):
    return claims.find("C3").test(experiment, {})


def labels(experiment, measure):
    return [row.task for row in rows(experiment) if row.measure == measure]


SMALL = {"circuits": ("worm", "dale"), "nulls": ("none", "gaussian"), "size": 16}


@pytest.mark.parametrize(("effect", "verdict"), [(1.0, "supported"), (-1.0, "contradicted"), (0.0, "undecided")])
def test_verdicts_follow_the_data(effect, verdict):
    assert {(row.measure, row.verdict) for row in rows(make_circuits(**SMALL, effect=effect))} == {
        ("effective_rank", verdict),
        ("kernel_alignment", verdict),
    }


def test_rows_of_a_full_grid():
    experiment = make_circuits(**SMALL)
    assert labels(experiment, "effective_rank") == ["worm vs gaussian", "dale vs gaussian"]
    assert labels(experiment, "kernel_alignment") == [
        "all tasks, worm vs gaussian",
        "all tasks, dale vs gaussian",
        "2AF, worm vs gaussian",
        "2AF, dale vs gaussian",
        "DMS, worm vs gaussian",
        "DMS, dale vs gaussian",
    ]
    assert {(row.measure, row.step) for row in rows(experiment)} == {("effective_rank", 0), ("kernel_alignment", 10000)}


def test_effects_are_log_ratios_paired_by_seed():
    experiment = make_circuits(**SMALL)
    found = {(row.measure, row.task): row.mean for row in rows(experiment)}
    rank = experiment.effective_rank.sel(connectivity="dale").isel(task=0)
    expected = np.log(rank.sel(null_model="none") / rank.sel(null_model="gaussian")).mean()
    assert found["effective_rank", "dale vs gaussian"] == pytest.approx(float(expected))
    last = experiment.kernel_alignment.sel(connectivity="worm", step=10000)
    ratio = np.log(last.sel(null_model="none") / last.sel(null_model="gaussian"))
    assert found["kernel_alignment", "DMS, worm vs gaussian"] == pytest.approx(float(ratio.sel(task="DMS").mean()))
    assert found["kernel_alignment", "all tasks, worm vs gaussian"] == pytest.approx(float(ratio.mean()))


def test_a_pair_is_compared_in_the_tasks_where_both_were_run():
    absent = [
        {"connectivity": "worm", "null_model": "gaussian", "task": "DMS"},
        {"connectivity": "dale", "null_model": "none", "task": "2AF"},
        {"connectivity": "dale", "null_model": "none", "task": "CXT"},
        {"connectivity": "cortex", "null_model": "shuffled"},
    ]
    experiment = make_circuits(tasks=("2AF", "DMS", "CXT"), absent=absent)
    found = labels(experiment, "kernel_alignment")
    assert [label for label in found if "worm vs gaussian" in label] == [
        "2AF + CXT, worm vs gaussian",
        "2AF, worm vs gaussian",
        "CXT, worm vs gaussian",
    ]
    assert [label for label in found if "dale vs shuffled" in label] == ["DMS, dale vs shuffled"]
    assert not [row for row in rows(experiment) if "cortex vs shuffled" in row.task]
    assert {row.seeds for row in rows(experiment)} == {10}


def test_a_structure_never_run_as_it_is_has_no_rows():
    experiment = make_circuits(**SMALL, absent=[{"connectivity": "dale", "null_model": "none"}])
    assert {row.task.split()[-3] for row in rows(experiment)} == {"worm"}


def test_matrices_are_compared_though_structure_and_null_share_no_task():
    absent = [
        {"connectivity": "worm", "null_model": "none", "task": "DMS"},
        {"connectivity": "worm", "null_model": "gaussian", "task": "2AF"},
    ]
    experiment = make_circuits(**SMALL, absent=absent)
    assert "worm vs gaussian" in labels(experiment, "effective_rank")
    assert not [label for label in labels(experiment, "kernel_alignment") if "worm" in label]


def test_diverged_runs_are_counted_and_their_seed_left_out():
    place = {"connectivity": "worm", "null_model": "gaussian", "task": "DMS", "seed": [2, 5]}
    gap = {"connectivity": "dale", "null_model": "gaussian", "task": "DMS"}
    found = {
        (row.measure, row.task): (row.diverged, row.seeds)
        for row in rows(make_circuits(**SMALL, diverged=[place], absent=[gap]))
    }
    assert found["kernel_alignment", "DMS, worm vs gaussian"] == (2, 8)
    assert found["kernel_alignment", "all tasks, worm vs gaussian"] == (2, 8)
    assert found["kernel_alignment", "2AF, worm vs gaussian"] == (0, 10)
    assert found["kernel_alignment", "2AF, dale vs gaussian"] == (0, 10)
    assert found["effective_rank", "worm vs gaussian"] == (0, 10)


def test_a_pair_of_which_all_runs_diverged_keeps_its_rows():
    place = {"connectivity": "worm", "null_model": "none"}
    broken = [row for row in rows(make_circuits(**SMALL, diverged=[place])) if row.task == "2AF, worm vs gaussian"]
    assert [(row.diverged, row.seeds, row.verdict) for row in broken] == [(10, 0, "undecided")]


def test_a_null_matched_in_rank_is_not_asked_about_rank():
    experiment = make_circuits(circuits=("worm",), nulls=("none", "rank_matched", "gaussian"))
    assert labels(experiment, "effective_rank") == ["worm vs gaussian"]
    assert "2AF, worm vs rank_matched" in labels(experiment, "kernel_alignment")


def test_one_matrix_for_all_seeds_is_tested_like_any_other():
    experiment = make_circuits(**SMALL)
    experiment.effective_rank.loc[{"null_model": "none"}] = 0.1
    ranks = [row for row in rows(experiment) if row.measure == "effective_rank"]
    assert {row.verdict for row in ranks} == {"supported"}
    assert all(np.isfinite(row.interval_low) and row.interval_high < 0 for row in ranks)


def test_each_question_is_a_family_of_holms():
    found = rows(make_circuits(**SMALL))
    tasks = {row.task.split(",")[0] for row in found if row.measure == "kernel_alignment"} - {"all tasks"}
    assert len(tasks) > 1
    families = (
        [row for row in found if row.measure == "effective_rank"],
        [row for row in found if row.task.startswith("all tasks")],
        [row for row in found if row.task.split(",")[0] in tasks],
    )
    assert sum(map(len, families)) == len(found)
    for family in families:
        least = min(row.p for row in family)
        assert least == pytest.approx(2.0**-10)
        assert min(row.p_adjusted for row in family) == pytest.approx(least * len(family))


def test_an_experiment_of_one_task_names_it_where_it_can():
    alone = make_circuits(**SMALL).sel(task="DMS", drop=True)
    assert labels(alone, "kernel_alignment") == ["worm vs gaussian", "dale vs gaussian"]
    alone.attrs["parameters"] = json.dumps({"task": "DMS"})
    assert labels(alone, "kernel_alignment")[0] == "DMS, worm vs gaussian"


def test_further_swept_values_are_part_of_the_structures_name():
    experiment = make_circuits(**SMALL, extra={"gain": [0.5, 1.25]})
    assert labels(experiment, "effective_rank") == [
        "worm (gain=0.5) vs gaussian",
        "dale (gain=0.5) vs gaussian",
        "worm (gain=1.25) vs gaussian",
        "dale (gain=1.25) vs gaussian",
    ]


@pytest.mark.parametrize("dim", ["connectivity", "null_model"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"claim C3 needs the experiment to sweep `{dim}`"):
        rows(make_circuits(**SMALL).isel({dim: 0}, drop=True))


@pytest.mark.parametrize("left", [["none"], ["gaussian"]])
def test_an_experiment_without_a_pair_is_told_what_to_write(left):
    with pytest.raises(InputError, match=r"experiments.structure.sweep.null_model: claim C3.*\[none, gaussian\]"):
        rows(make_circuits(**SMALL).sel(null_model=left))
