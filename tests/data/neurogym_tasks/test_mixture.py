"""Mixtures: the trials of each task are its own, in turn, on as many channels as the widest has."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from richlazy.data import is_mixture, pools
from richlazy.data.neurogym_tasks import mixture, pool
from richlazy.data.neurogym_tasks.mixture import members, take_turns
from richlazy.data.neurogym_tasks.pool import Definition
from richlazy.errors import InputError

SIZES = {"training": 25, "probe": 8, "test": 5}
MEMBERS = {
    "CXT": ("ContextDecisionMaking", {"fixation": 0, "stimulus": 200, "delay": 500, "decision": 100}, {}),
    "2AF": ("PerceptualDecisionMaking", {"fixation": 0, "stimulus": 700, "delay": 0, "decision": 100}, {"sigma": 0}),
    "late": ("PerceptualDecisionMaking", {"fixation": 0, "stimulus": 800, "delay": 0, "decision": 100}, {}),
    "long": ("PerceptualDecisionMaking", {"fixation": 0, "stimulus": 600, "delay": 0, "decision": 200}, {}),
    "early": ("GoNogo-v0", {"fixation": 0, "stimulus": 300, "delay": 400, "decision": 100}, {}),
}


def definition(*names):
    entries = [dict(zip(("name", "environment", "timing", "arguments"), (n, *MEMBERS[n]), strict=True)) for n in names]
    return Definition("both", "Mixture", {}, {"tasks": entries}, 100)


def sample(task, seed=0, sizes=SIZES):
    with ThreadPoolExecutor(1) as executor:
        return mixture.draw_pool(task, sizes, seed, executor)


def test_tasks_take_turns_with_trials_of_their_own_stream():
    task = definition("CXT", "2AF")
    found = sample(task)
    assert (found.decision_step, found.classes) == (7, 3)
    for part, size in SIZES.items():
        trials = found.parts[part]
        assert trials.parameters["task"].tolist() == [("CXT", "2AF")[trial % 2] for trial in range(size)]
        assert trials.inputs.shape == (size, 8, 7) and trials.inputs.dtype == np.float32
        assert trials.labels.shape == (size, 8) and trials.labels.dtype == np.int16
        for turn, member in enumerate(members(task)):
            with ThreadPoolExecutor(1) as executor:
                own = pool.draw(member, part, len(trials.labels[turn::2]), 0, executor, turn)
            np.testing.assert_array_equal(trials.inputs[turn::2, :, : own.inputs.shape[2]], own.inputs)
            np.testing.assert_array_equal(trials.labels[turn::2], own.labels)
            np.testing.assert_array_equal(trials.parameters["ground_truth"][turn::2], own.parameters["ground_truth"])


def test_channels_beyond_those_of_a_task_are_silent():
    inputs = sample(definition("CXT", "2AF")).parts["probe"].inputs
    assert not inputs[1::2, :, 3:].any() and inputs[0::2, :, 3:].any() and inputs[1::2, :, :3].any()


def test_the_widest_task_gives_the_channels():
    assert sample(definition("2AF", "CXT")).parts["test"].inputs.shape[2] == 7


def test_parts_and_streams_share_no_trial(monkeypatch):
    monkeypatch.setattr(pool, "_BLOCK", 5)
    found = [sample(definition("CXT", "2AF"), seed) for seed in (0, 1)]
    rows = np.concatenate([trials.inputs[0::2].reshape(-1, 56) for one in found for trials in one.parts.values()])
    assert len(np.unique(rows, axis=0)) == len(rows)


def test_a_task_draws_other_trials_in_a_mixture_than_alone():
    (member, *_) = members(definition("CXT"))
    with ThreadPoolExecutor(1) as executor:
        alone = pool.draw(member, "probe", 8, 0, executor)
        mixed = pool.draw(member, "probe", 8, 0, executor, 0)
    assert not np.isclose(alone.inputs[:, :2], mixed.inputs[:, :2]).all(axis=(1, 2)).any()


def test_the_number_of_processes_does_not_matter(monkeypatch):
    monkeypatch.setattr(pool, "_BLOCK", 7)
    task = definition("CXT", "2AF")
    alone = sample(task)
    with ProcessPoolExecutor(2) as executor:
        again = mixture.draw_pool(task, SIZES, 0, executor)
    for part in SIZES:
        np.testing.assert_array_equal(again.parts[part].inputs, alone.parts[part].inputs)


@pytest.mark.parametrize(
    "names, what",
    [
        (("2AF", "late"), "2AF has number of steps 8, late 9"),
        (("2AF", "early"), "2AF has number of classes 3, early 2"),
        (("CXT", "2AF", "late"), "CXT has number of steps 8, late 9"),
    ],
)
def test_tasks_of_different_form_are_refused(names, what):
    with pytest.raises(InputError, match=rf"tasks\.both\.arguments\.tasks: {what}; .*leave {names[-1]} out"):
        mixture.check(definition(*names))


def test_tasks_that_decide_at_different_steps_are_refused(monkeypatch):
    real = pool.check
    monkeypatch.setattr(pool, "check", lambda task: (8, 6) if task.name == "long" else real(task))
    with pytest.raises(InputError, match="2AF has decision step 7, long 6"):
        mixture.check(definition("2AF", "long"))


def test_an_error_in_a_task_names_that_task():
    task = Definition(
        "both", "Mixture", {}, {"tasks": [{"name": "x", "environment": "No-v0", "timing": {}, "arguments": {}}]}, 100
    )
    with pytest.raises(InputError, match=r"tasks\.x: environment 'No-v0' cannot be made"):
        mixture.check(task)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 40))
def test_any_first_trials_hold_all_tasks_alike(shape, total):
    count = len(shape) + 1
    joined = take_turns([np.full((len(range(turn, total, count)), *shape), turn) for turn in range(count)])
    assert joined.shape == (total, *shape)
    turns = joined.reshape(total, -1)[:, 0] if total else np.zeros(0)
    for first in range(total + 1):
        held = [int((turns[:first] == turn).sum()) for turn in range(count)]
        assert max(held) - min(held) <= 1


def test_the_module_of_a_task_is_known_by_its_environment():
    assert is_mixture({"environment": "Mixture"}) and pools({"environment": "Mixture"}) is mixture
    assert pools({"environment": "GoNogo-v0"}) is pool
