"""Claim C10 on experiments whose costs follow rank in a known way."""

import pytest
from helpers.factories import make_costs, make_experiment
from richlazy.contracts.study_parts import claims
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep


def rows(experiment):
    return claims.find("C10").test(experiment, {"resamples": 199})


@pytest.mark.parametrize(("trend", "verdict"), [(1.0, "supported"), (-1.0, "contradicted"), (0.0, "undecided")])
def test_verdicts_follow_the_data(trend, verdict):
    equal = [row for row in rows(make_costs(trend)) if row.step is None]
    assert {row.verdict for row in equal} == {verdict}
    assert {row.direction for row in equal} == {"falls with rank"}


def test_there_is_a_row_per_cost_and_task_at_equal_loss_and_at_the_end():
    found = [(row.measure, row.step, row.task) for row in rows(make_costs(tasks=("2AF", "DMS")))]
    assert found[:3] == [
        ("path_length_1", None, "2AF, at loss 0.200"),
        ("path_length_1", None, "DMS, at loss 0.200"),
        ("path_length_1", None, "all tasks, at equal loss"),
    ]
    costs = ("path_length_1", "path_length_2", "activity_cost")
    assert [measure for measure, *_ in found[::3]] == [*costs, *costs]
    assert [step for _, step, _ in found] == [None] * 9 + [10000] * 9


def test_runs_that_learn_slower_are_compared_where_they_know_as_much():
    """Paths that depend on the loss alone are equal at equal loss, however unlike they are at equal steps."""
    experiment = make_costs()
    experiment["path_length_1"] = 3 - 2 * experiment.loss
    experiment["loss"] = experiment.loss + 0.1 * (experiment["rank"] == 1) * (experiment.step > 0)
    experiment["path_length_1"] = 3 - 2 * experiment.loss
    found = [row for row in rows(experiment) if row.measure == "path_length_1"]
    assert all(abs(row.difference) < 1e-9 for row in found if row.step is None)
    assert all(row.difference == pytest.approx(0.2) for row in found if row.step == 10000)


def test_a_diverged_run_has_no_say_in_the_level_and_drops_its_seed():
    plain = {(row.measure, row.step, row.task.split(",")[0]): row for row in rows(make_costs())}
    lost = {(row.measure, row.step, row.task.split(",")[0]): row for row in rows(make_costs(diverged=[("2AF", 5, 4)]))}
    row = lost["path_length_2", None, "2AF"]
    assert (row.seeds, row.diverged, row.task) == (9, 1, plain["path_length_2", None, "2AF"].task)
    assert lost["path_length_2", None, "DMS"] == plain["path_length_2", None, "DMS"]


def test_activity_is_left_out_where_it_was_not_measured_and_paths_are_demanded():
    without = rows(make_costs().drop_vars("activity_cost"))
    assert {row.measure for row in without} == {"path_length_1", "path_length_2"}
    with pytest.raises(InputError, match=r"experiments\.rank\.parameters\.tracked: .*`tracked: path_length`"):
        rows(make_experiment())
    with pytest.raises(MissingSweep, match="claim C10 needs the experiment to sweep `rank`"):
        rows(make_costs().isel(rank=0, drop=True))
