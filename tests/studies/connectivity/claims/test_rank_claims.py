"""The claims on rank, on experiments whose trends are known."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from helpers.factories import leave_out, make_experiment, make_sizes
from richlazy.contracts.study_parts import claims
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep
from richlazy.scoring.rows import blocks

QUICK = {"resamples": 199}
TREND_CLAIMS = ("C1", "C7")
ALL_CLAIMS = ("C1", "C2", "C7")


def verdicts(claim, experiment):
    return {row.verdict for row in claims.find(claim).test(experiment, QUICK)}


@pytest.mark.parametrize("claim", ALL_CLAIMS)
def test_verdicts_follow_the_trend_of_the_data(claim):
    assert verdicts(claim, make_experiment(trend=1.0)) == {"supported"}
    assert verdicts(claim, make_experiment(trend=-1.0)) == {"contradicted"}
    assert verdicts(claim, make_experiment(trend=0.0, random_seed=1)) == {"undecided"}


@pytest.mark.parametrize(("claim", "measures", "steps"), [("C1", 3, 1), ("C2", 1, 1), ("C7", 1, 2)])
def test_one_row_per_measure_step_and_task_and_one_over_tasks(claim, measures, steps):
    rows = claims.find(claim).test(make_experiment(), QUICK)
    assert len(rows) == measures * steps * 4
    assert [row.task for row in rows[:4]] == ["2AF", "DMS", "CXT", "all tasks"]
    assert {row.claim for row in rows} == {claim}


def test_c7_tests_the_kernel_before_and_after_training():
    experiment = make_experiment()
    untrained = experiment.kernel_target_alignment.sel(step=0)
    experiment.kernel_target_alignment.loc[{"step": 0}] = -untrained
    found = {(row.step, row.verdict) for row in claims.find("C7").test(experiment, QUICK)}
    assert found == {(0, "contradicted"), (10000, "supported")}


def test_c2_compares_the_lowest_with_the_highest_rank():
    experiment = make_experiment(ranks=(300, 1, 30))
    row = claims.find("C2").test(experiment, QUICK)[0]
    last = experiment.weight_change.sel(task="2AF", step=10000)
    expected = np.log(last.sel(rank=1) / last.sel(rank=300)).mean()
    assert row.mean == pytest.approx(float(expected))
    assert "rank 1 than at rank 300" in row.direction


@pytest.mark.parametrize("claim", ALL_CLAIMS)
def test_order_of_the_rank_coordinate_does_not_matter(claim):
    experiment = make_experiment()
    rows = claims.find(claim).test(experiment, QUICK)
    assert claims.find(claim).test(experiment.isel(rank=[3, 0, 5, 1, 4, 2]), QUICK) == rows


def test_a_diverged_run_drops_its_seed_from_its_rows_only():
    rows = {
        row.task: row for row in claims.find("C2").test(make_experiment(diverged=[("DMS", 5, 4), ("DMS", 1, 2)]), QUICK)
    }
    assert {task: row.diverged for task, row in rows.items()} == {"2AF": 0, "DMS": 2, "CXT": 0, "all tasks": 2}
    # Seed 4 has both extremes of rank, seed 2 lacks the lowest.
    assert {task: row.seeds for task, row in rows.items()} == {"2AF": 10, "DMS": 9, "CXT": 10, "all tasks": 9}
    assert "1 seed left out" in rows["DMS"].note


def test_a_diverged_run_gives_what_the_experiment_without_its_seed_gives():
    broken = claims.find("C1").test(make_experiment(diverged=[("DMS", 5, 4)]), QUICK)
    without = claims.find("C1").test(make_experiment().drop_sel(seed=4), QUICK)
    for row, other in zip(broken, without, strict=True):
        if row.task in ("DMS", "all tasks"):
            assert (row.effect, row.p, row.seeds) == (other.effect, other.p, other.seeds)


@pytest.mark.parametrize("claim", ALL_CLAIMS)
def test_too_few_seeds_or_ranks_are_undecided(claim):
    for experiment in (
        make_experiment(seeds=1),
        make_experiment(ranks=(30,)),
        make_experiment(seeds=2, diverged=[("2AF", 1, 0)]),
    ):
        row = claims.find(claim).test(experiment, QUICK)[-4]
        assert row.verdict == "undecided"
        assert math.isnan(row.effect)
        assert "needs at least 2" in row.note


def test_quick_form_cannot_decide_c2_and_says_so():
    rows = claims.find("C2").test(make_experiment(ranks=(1, 10, 30, 100), seeds=5), QUICK)
    assert {row.verdict for row in rows} == {"undecided"}
    assert all("cannot reach alpha" in row.note for row in rows)


def test_points_that_grids_leave_out_have_no_rows_and_no_part_in_all_tasks():
    experiment = make_experiment(extra={"depth": [1, 5]})
    experiment["diverged"] = experiment.diverged.astype(float)
    for name in ("weight_change", "diverged"):
        experiment[name].loc[{"depth": 5, "task": ["DMS", "CXT"]}] = np.nan
    rows = {row.task: row for row in claims.find("C2").test(experiment, QUICK)}
    shallow = [f"{task}, depth=1" for task in ("2AF", "DMS", "CXT", "all tasks")]
    assert set(rows) == {*shallow, "2AF, depth=5"}
    for name in ("weight_change", "diverged"):
        experiment[name].loc[{"depth": 5, "task": "DMS"}] = experiment[name].sel(depth=1, task="DMS")
    rows = {row.task: row for row in claims.find("C2").test(experiment, QUICK)}
    expected = [rows[f"{task}, depth=5"].mean for task in ("2AF", "DMS")]
    assert rows["all tasks, depth=5"].mean == pytest.approx(np.mean(expected))
    assert rows["all tasks, depth=5"].seeds == 10


def test_networks_of_different_size_are_compared_at_their_own_ranks():
    experiment = make_sizes((20, 40))
    last = experiment.sel(step=10000, task="2AF")
    rows = claims.find("C2").test(experiment, QUICK)
    assert [row.task for row in rows] == ["2AF, hidden=20", "2AF, hidden=40"]
    for row, size in zip(rows, (20, 40), strict=True):
        weights = last.weight_change.sel(hidden=size)
        assert row.mean == pytest.approx(float(np.log(weights.sel(rank=1) / weights.sel(rank=size)).mean()))
        assert row.direction.endswith(f"at rank 1 than at rank {size}") and row.seeds == 10
    assert all(row.seeds == 10 and "signs, exact" in row.test for row in claims.find("C1").test(experiment, QUICK))


def test_a_row_over_tasks_has_the_ranks_that_all_tasks_share():
    experiment = leave_out(
        make_experiment(tasks=("2AF", "DMS")), {"task": "DMS", "rank": 300}, {"task": "DMS", "rank": 5}
    )
    rows = {row.task: row for row in claims.find("C2").test(experiment, QUICK)}
    ends = {task: row.direction.split("rank ")[-1] for task, row in rows.items()}
    assert ends == {"2AF": "300", "DMS": "100", "all tasks": "100"}
    last = experiment.weight_change.sel(step=10000)
    expected = np.log(last.sel(rank=1) / last.sel(rank=100)).mean()
    assert rows["all tasks"].mean == pytest.approx(float(expected)) and rows["all tasks"].seeds == 10


@pytest.mark.parametrize("claim", ALL_CLAIMS)
def test_an_experiment_of_one_task_has_no_row_over_tasks(claim):
    experiment = make_experiment()
    alone = experiment.sel(task="DMS", drop=True)
    same = [row for row in claims.find(claim).test(experiment, QUICK) if row.task == "DMS"]
    rows = claims.find(claim).test(alone, QUICK)
    assert [row.task for row in rows] == ["-"] * len(same)
    assert [row.effect for row in rows] == [row.effect for row in same]
    named = alone.assign_attrs(parameters=json.dumps({"task": "DMS"}))
    assert {row.task for row in claims.find(claim).test(named, QUICK)} == {"DMS"}


def test_every_further_swept_value_has_its_own_rows():
    experiment = make_experiment(tasks=("2AF", "DMS"), extra={"gain": [0.5, 1.25]})
    assert [label for label, _ in blocks(experiment, "rank")] == [
        "2AF, gain=0.5",
        "2AF, gain=1.25",
        "DMS, gain=0.5",
        "DMS, gain=1.25",
        "all tasks, gain=0.5",
        "all tasks, gain=1.25",
    ]
    experiment.weight_change.loc[{"gain": 0.5}] = 1 / experiment.weight_change.sel(gain=0.5)
    experiment.weight_change.loc[{"gain": 0.5, "step": 0}] = 0
    found = {(row.task, row.verdict) for row in claims.find("C2").test(experiment, QUICK)}
    assert found == {
        (label, "contradicted" if label.endswith("gain=0.5") else "supported")
        for label, _ in blocks(experiment, "rank")
    }


@pytest.mark.parametrize("claim", ALL_CLAIMS)
def test_an_experiment_without_ranks_is_told_what_to_add(claim):
    experiment = make_experiment().isel(rank=0, drop=True)
    with pytest.raises(
        MissingSweep, match=f"claim {claim} needs the experiment to sweep `rank`.*experiments.rank.sweep"
    ):
        claims.find(claim).test(experiment, QUICK)


def test_unknown_setting_is_refused():
    with pytest.raises(TypeError, match="resampels"):
        claims.find("C1").test(make_experiment(), {"resampels": 10})


def test_unknown_claim_names_the_known_ones():
    with pytest.raises(InputError, match="C1, C2"):
        claims.find("C99")


@pytest.mark.parametrize("claim", ALL_CLAIMS)
def test_every_claim_states_itself(claim):
    assert claims.find(claim).STATEMENT.endswith(".")


def test_listing_imports_no_claim():
    scripts = Path(__file__).parents[4] / "scripts"
    code = (
        f"import sys; sys.path.insert(0, {str(scripts)!r})\n"
        "from richlazy.contracts.study_parts import claims, figures; "
        "assert {'C1', 'C2', 'C7'} <= set(claims.available()) and 'figure1' in figures.available(); "
        "loaded = set(sys.modules); assert not {'seaborn', 'scipy', 'xarray', 'matplotlib'} & loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_row_says_how_many_matrices_have_another_rank_than_their_label():
    experiment = make_experiment(ranks=(1, 30, 300), tasks=("2AF", "DMS"))
    labels = xr.ones_like(experiment.loss.isel(step=0, drop=True)) * experiment["rank"]
    experiment["achieved_rank"] = labels
    assert not any("label" in row.note for row in claims.find("C1").test(experiment, QUICK))
    experiment.achieved_rank.loc[{"rank": 300, "task": "DMS", "seed": [2, 5]}] = 290
    notes = {row.task: row.note for row in claims.find("C2").test(experiment, QUICK)}
    assert "label" not in notes["2AF"]
    assert "2 of 30 initial matrices have another rank than their label" in notes["DMS"]
    assert "2 of 60 initial matrices" in notes["all tasks"]
