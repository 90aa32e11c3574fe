"""What of an experiment with gaps enters an association."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays
from richlazy.statistics.complete_runs import complete_runs


def full(seeds=6, tasks=2, conditions=4):
    return np.arange(2.0 * seeds * tasks * conditions).reshape(2, seeds, tasks, conditions)


def test_without_gaps_all_enter():
    first, second = full()
    complete = complete_runs(first, second)
    assert (complete.seeds, complete.dropped, complete.note) == (6, 0, "")
    np.testing.assert_array_equal(np.stack([task[0] for task in complete.tasks], 1), first)
    np.testing.assert_array_equal(np.stack([task[1] for task in complete.tasks], 1), second)


def test_a_run_without_a_value_leaves_out_its_seed():
    first, second = full()
    second[3, 1, 2] = -np.inf
    complete = complete_runs(first, second)
    assert (complete.seeds, complete.dropped) == (5, 1)
    np.testing.assert_array_equal(complete.tasks[0][0], np.delete(first[:, 0], 3, 0))
    assert complete.note == "1 seed left out (a run diverged or has no finite value)"


def test_a_condition_that_lost_most_of_its_runs_is_left_out_in_its_task():
    first, second = full()
    second[:4, 1, 2] = np.nan
    complete = complete_runs(first, second)
    assert (complete.seeds, complete.dropped) == (6, 0)
    assert [values.shape[1] for values, _ in complete.tasks] == [4, 3]
    assert complete.note == "1 condition left out (more than half of the runs have no value)"


def test_half_of_the_runs_keep_a_condition():
    first, second = full()
    second[:3, 0, 0] = np.nan
    assert (complete_runs(first, second).seeds, complete_runs(first, second).dropped) == (3, 3)


def test_conditions_never_run_are_not_counted():
    first, second = full()
    first[:, 1, 1:] = second[:, 1, 1:] = np.nan
    complete = complete_runs(first, second)
    assert [values.shape[1] for values, _ in complete.tasks] == [4, 1]
    assert (complete.seeds, complete.dropped, complete.note) == (6, 0, "")


def test_a_task_without_a_run_is_no_task():
    first, second = full()
    second[:, 0] = np.nan
    assert len(complete_runs(first, second).tasks) == 1


def test_nothing_left_is_no_seed():
    first, second = full()
    complete = complete_runs(first, np.full_like(second, np.nan))
    assert (complete.tasks, complete.seeds, complete.dropped) == ([], 0, 6)


@settings(max_examples=50, deadline=None)
@given(arrays(bool, (5, 2, 3)))
def test_whatever_the_gaps_what_is_left_has_none_and_every_seed_is_counted(gaps):
    first, second = full(5, 2, 3)
    second[gaps] = np.nan
    complete = complete_runs(first, second)
    assert complete.seeds + complete.dropped == 5
    assert all(
        np.isfinite(values).all() and len(values) == complete.seeds for task in complete.tasks for values in task
    )


@pytest.mark.parametrize("shape", [(5, 2, 4), (5, 3), (4, 2, 3)])
def test_shapes_that_do_not_fit_are_refused(shape):
    with pytest.raises(ValueError, match="task, condition"):
        complete_runs(np.ones((5, 2, 3)) if shape != (5, 3) else np.ones(shape), np.ones(shape))
