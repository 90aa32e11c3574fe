"""What an experiment of one task after another shows, from hand-made curves."""

import numpy as np
import pytest
from helpers.factories import CHAIN, make_forgetting

from studies.connectivity.analysis.forgetting import Pair, pairs, tabulate


@pytest.fixture
def experiment():
    return make_forgetting(pairs=(("A", "B"),), seeds=2, steps=(0, 10, 20, 40))


def place(task, earlier, tested_on):
    return dict(zip(CHAIN, (task, earlier, tested_on), strict=True))


def set_values(experiment, at, **values):
    for name, value in values.items():
        experiment[name].loc[at] = value


def test_forgetting_is_the_accuracy_that_the_second_task_costs(experiment):
    set_values(
        experiment, place("B", "A", "A"), other_accuracy=[0.9, 0.8, 0.7, 0.6], kernel_alignment=[1, 0.9, 0.8, 0.3]
    )
    set_values(experiment, place("A_and_B", "none", "A"), other_accuracy=[0.3, 0.6, 0.8, 0.85])
    table = tabulate(experiment, "test")
    assert table.task.values.tolist() == ["A then B"] and table.forgetting.dims == ("task", "rank", "seed", "step")
    for name, value in {
        "accuracy_before": 0.9,
        "accuracy_after": 0.6,
        "accuracy_joint": 0.85,
        "forgetting": 0.3,
        "gap_to_joint_training": 0.25,
        "kernel_alignment": 0.3,
    }.items():
        np.testing.assert_allclose(table[name], value, err_msg=name)
        assert table[name].attrs["long_name"] and table[name].attrs["units"] == "1"


def test_savings_are_the_share_of_steps_to_the_lowest_common_loss(experiment):
    """All reach 0.4 when they learn and when they relearn, and the worst run no less."""
    set_values(experiment, place("A", "none", "own"), loss=[1.0, 0.8, 0.6, 0.2])
    set_values(experiment, place("A", "A, B", "own"), loss=[0.8, 0.4, 0.3, 0.3])
    experiment.loss.loc[place("A", "A, B", "own") | {"rank": 30, "seed": 1}] = [0.8, 0.6, 0.4, 0.4]
    table = tabulate(experiment, "test")
    assert float(table.level[0]) == pytest.approx(0.4)
    np.testing.assert_allclose(table.learning_steps, 30)
    expected = np.full((3, 2), 10.0)
    expected[1, 1] = 20
    np.testing.assert_allclose(table.relearning_steps[0, ..., 0], expected)
    np.testing.assert_allclose(table.savings[0, ..., 0], 1 - expected / 30)


def test_a_network_that_still_knows_the_task_needs_no_step(experiment):
    set_values(experiment, place("A", "none", "own"), loss=[1.0, 0.8, 0.6, 0.4])
    set_values(experiment, place("A", "A, B", "own"), loss=[0.4, 0.35, 0.3, 0.3])
    table = tabulate(experiment, "test")
    np.testing.assert_allclose(table.relearning_steps, 0)
    np.testing.assert_allclose(table.savings, 1)


def test_diverged_runs_have_no_say_in_the_level(experiment):
    set_values(experiment, place("A", "none", "own"), loss=[1.0, 0.8, 0.6, 0.4])
    set_values(experiment, place("A", "A, B", "own"), loss=[0.9, 0.5, 0.4, 0.4])
    lost = place("A", "none", "own") | {"rank": 1, "seed": 0}
    experiment.loss.loc[lost] = [1.0, np.nan, np.nan, np.nan]
    experiment.diverged.loc[lost] = 1
    table = tabulate(experiment, "test")
    assert float(table.level[0]) == pytest.approx(0.4)
    assert np.isnan(table.savings.sel(rank=1, seed=0)).all() and float(table.savings.isnull().sum()) == 1
    assert table.diverged.sum() == 1 and float(table.diverged.sel(rank=1, seed=0).squeeze()) == 1


def test_the_joint_reference_is_the_mixture_of_both_tasks_in_any_order():
    experiment = make_forgetting(pairs=(("A", "B"), ("C", "A"), ("B", "A")))
    table = tabulate(experiment, "test")
    for first, second, mixture in (("A", "B", "A_and_B"), ("C", "A", "C_and_A")):
        at = place(mixture, "none", first) | {"step": 1000}
        np.testing.assert_array_equal(
            table.accuracy_joint.sel(task=f"{first} then {second}").squeeze(), experiment.other_accuracy.sel(at)
        )


def test_phases_that_were_not_run_leave_gaps(experiment):
    alone = experiment.sel(task=["A", "B"], earlier_tasks=["none", "A"]).drop_vars("mixed_tasks")
    table = tabulate(alone, "test")
    assert np.isnan(table.accuracy_joint).all() and np.isnan(table.savings).all()
    assert np.isfinite(table.forgetting).all() and (table.diverged == 0).all()


def test_pairs_are_in_the_order_of_the_experiment():
    experiment = make_forgetting(pairs=(("B", "A"), ("A", "C")))
    assert pairs(experiment, "test") == [Pair("B", "A"), Pair("A", "C")]


def test_the_similarity_of_a_pair_is_told_once():
    similarity = {("A", "B"): 0.25, ("B", "C"): 0.0}
    table = tabulate(make_forgetting(pairs=tuple(similarity), seeds=2, similarity=similarity), "test")
    assert table.similarity.dims == ("task",) and table.similarity.values.tolist() == [0.25, 0.0]
    assert table.similarity.attrs["long_name"]
    assert np.isnan(tabulate(make_forgetting(pairs=(("A", "B"),)), "test").similarity).all()
