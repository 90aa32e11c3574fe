"""What is asked of an environment is what it makes, or is refused in words that help."""

import numpy as np
import pytest
from helpers import foreign_environments as foreign
from neurogym.envs.registration import ALL_EXTENDED_ENVS
from richlazy.data.neurogym_tasks import environment_checks, pool
from richlazy.data.neurogym_tasks.environment_checks import check_environment
from richlazy.data.neurogym_tasks.pool import Definition
from richlazy.errors import InputError


def refusal(task):
    """The message for a task that is refused, None where it is taken."""
    try:
        check_environment(task)
    except InputError as error:
        assert str(error).startswith(f"tasks.{task.name}"), error
        return str(error)
    return None


def draw(task, trials=40):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        return pool.draw(task, "probe", trials, 0, executor)


# Environments that no one can train here, whatever is written.
HOPELESS = {
    "Bandit-v0": "no ground truth",
    "DawTwoStep-v0": "no ground truth",
    "EconomicDecisionMaking-v0": "no ground truth",
    "HierarchicalReasoning-v0": "different lengths",
    "IntervalDiscrimination-v0": "different lengths",
    "MotorTiming-v0": "by the environment's own drawing of production",
    "Null-v0": "classes: 1",
    "OneTwoThreeGo-v0": "different lengths",
    "Reaching1D-v0": "is no class: found",
    "Reaching1DWithSelfDistraction-v0": "is no class: found",
    "ReachingDelayResponse-v0": "continuous actions",
    "ReadySetGo-v0": "asks for the class 0 in each of 1024 trials",
    "SpatialSuppressMotion-v0": "continuous actions",
}


@pytest.mark.parametrize("environment", sorted(ALL_EXTENDED_ENVS))
def test_every_environment_of_neurogym_works_or_is_refused_with_advice_that_works(environment):
    task = Definition("x", environment, {}, {}, 100)
    message = refusal(task)
    if environment == "AnnubesEnv-v0":
        assert message.endswith(
            "`arguments: {session: ..., catch_prob: ...}` with values that NeuroGym's documentation allows"
        )
        return
    if environment in HOPELESS:
        assert HOPELESS[environment] in message and "write the id of a" in message or "such as those of" in message
    elif message:
        task = foreign.take_advice(task, message)
        assert (task.environment, task.timing, task.dt) != (environment, {}, 100)
        assert refusal(task) is None
    if environment not in HOPELESS:
        assert_as_asked(task)


def assert_as_asked(task):
    steps, decision_step = pool.check(task)
    trials = draw(task)
    assert trials.inputs.shape[:2] == trials.labels.shape == (40, steps) and np.isfinite(trials.inputs).all()
    assert trials.labels.min() >= 0 and trials.labels.max() < pool.classes(task)
    assert len(np.unique(trials.labels[:, decision_step])) > 1
    if task.timing:
        within_another = task.timing.get("pre_sure", 0)  # of some trials of PostDecisionWager
        assert steps == (sum(task.timing.values()) - within_another) / task.dt


# Timing


GO = {"fixation": 500, "stimulus": 500, "delay": 200, "decision": 500}


@pytest.mark.parametrize(
    "environment, timing, words, advised",
    [
        ("yang19.dlygo-v0", GO, "delay was asked to last 200 ms, 2 time steps of dt = 100 ms, and has 5 in", {"delay"}),
        ("yang19.dlyanti-v0", GO | {"fixation": 300}, "fixation was asked to last 300 ms", {"delay", "fixation"}),
        ("yang19.rtgo-v0", {"stimulus": 300}, "have the periods fixation, decision, none is 'stimulus'", {"stimulus"}),
    ],
)
def test_durations_that_an_environment_ignores(environment, timing, words, advised):
    message = refusal(Definition("x", environment, timing, {}, 100))
    assert words in message
    mended = foreign.take_advice(Definition("x", environment, timing, {}, 100), message)
    assert set(timing) - set(mended.timing) == advised and refusal(mended) is None


@pytest.mark.parametrize("delay, steps", [(200, 17), (2000, 35)])
def test_the_same_task_by_a_name_that_takes_its_timing(delay, steps):
    task = Definition("x", "yang19.go-v0", GO | {"delay": delay}, {}, 100)
    assert refusal(task) is None and pool.check(task) == (steps, steps - 1)
    assert draw(task).inputs.shape == (40, steps, 33)


def test_a_timing_that_changes_what_it_does_not_name():
    task = Definition("x", "yang19.dm1-v0", {"fixation": 200}, {}, 100)
    message = refusal(task)
    assert "has another 'stimulus' than by itself (500 ms in the place of one that is drawn in every trial)" in message
    assert foreign.take_advice(task, message).timing == {"fixation": 200, "stimulus": 500, "decision": 200}


def test_no_timing_leaves_an_environment_its_own():
    made = pool.make_environment(Definition("x", "yang19.dm1-v0", {}, {}, 100))
    assert made.unwrapped.timing["stimulus"] == ("choice", [200, 400, 600])


def test_an_argument_that_environments_hide_among_their_durations_may_be_given():
    assert refusal(Definition("x", "ToneDetection-v0", {"toneDur": 100}, {}, 50)) is None


@pytest.mark.parametrize(
    "dt, message", [(0.1, "stimulus of 700 ms is made of 6999 time steps"), (7, "decision of 100 ms")]
)
def test_time_steps_in_which_neurogym_loses_some(dt, message):
    task = Definition(
        "x", "PerceptualDecisionMaking", {"fixation": 0, "stimulus": 700, "delay": 0, "decision": 100}, {}, dt
    )
    assert message in refusal(task) and refusal(foreign.take_advice(task, refusal(task))) is None


# Environments with one fault each


@pytest.fixture
def made():
    """Function that makes a task of an environment of this test."""
    yield lambda cls, timing=None, dt=100, **arguments: Definition(
        "x", foreign.register(cls), timing or {}, arguments, dt
    )
    foreign.forget()


def test_an_environment_without_fault_is_taken(made):
    assert refusal(made(foreign.Choice, {"stimulus": 300}, gain=2.0)) is None


@pytest.mark.parametrize(
    "fault, words",
    [
        (foreign.Angle, r"is no class: found [01]\.\d+; a task needs the classes 0 to 2"),
        (
            foreign.Failing,
            "cannot be drawn from with dt: 100: RuntimeError: the twenty-first trial; write the id of another",
        ),
        (foreign.Hidden, "draws other trials from the same seed"),
        (foreign.Frozen, "draws the same trials, or the same labels, from every seed"),
        (foreign.FrozenLabels, "draws the same trials, or the same labels, from every seed"),
        (foreign.Image, r"has inputs of the shape \(3, 3\); a network takes a list of numbers"),
        (foreign.Late, "their decision at different steps, by the environment's own drawing of stimulus"),
        (foreign.Silent, "gives the input 0 alone, in each of 64 trials"),
        (foreign.Needy, r"needs size and word; write `arguments: {size: \.\.\., word: \.\.\.}`"),
        (foreign.NoSpaces, "actions that are no single choice"),
        (object, "cannot be made"),
    ],
)
def test_a_fault_of_an_environment(made, fault, words):
    with pytest.raises(InputError, match=words):
        check_environment(made(fault))


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"labels": [2]}, "asks for the class 2 in each of 1024 trials at the decision"),
        ({"labels": []}, "ValueError"),
        ({"gain": 1e39}, "not finite in single precision"),
        ({"gain": "a"}, "TypeError|UFunc"),
        ({"size": 20_000}, "has inputs: 20000; allowed are 1 to 10000"),
        ({"size": 0}, "has inputs: 0; allowed are 1 to 10000"),
        ({"size": -1}, "cannot be made"),
        ({"size": 10**6}, "has inputs: 1000000; allowed"),
        ({"size": 10**12}, "MemoryError"),
        ({"gian": 3}, "gian"),
    ],
)
def test_an_argument_that_an_environment_cannot_work_with_is_found(made, arguments, words):
    task = made(foreign.Choice, **arguments, **({} if "gain" in arguments else {"gain": 2.0}))
    with pytest.raises(InputError, match=words) as error:
        check_environment(task)
    mended = foreign.take_advice(task, str(error.value))
    assert set(task.arguments) - set(mended.arguments) == set(arguments) - {"gain"} or "gain" in arguments
    assert refusal(mended) is None


@pytest.mark.parametrize("environment, anti", [("yang19.go-v0", True), ("yang19.anti-v0", False)])
def test_a_choice_that_a_collection_has_made_already(environment, anti):
    message = refusal(Definition("x", environment, {}, {"anti": anti}, 100))
    assert f"tasks.x.arguments.anti: {environment} does not take {anti}" in message and "leave `anti` out" in message
    assert refusal(Definition("x", environment, {}, {"anti": not anti}, 100)) is None


def test_an_argument_in_whose_place_an_environment_has_another(made):
    task = made(foreign.Overridden, labels=[0, 1])
    message = refusal(task)
    assert "tasks.x.arguments.labels" in message and "does not take [0, 1]" in message
    assert refusal(foreign.take_advice(task, message)) is None


@pytest.mark.parametrize("value", [[], {}, ""])
def test_an_empty_argument_for_which_neurogym_takes_its_own(value):
    task = Definition("x", "PerceptualDecisionMaking-v0", {}, {"cohs": value}, 100)
    assert "tasks.x.arguments.cohs" in refusal(task) and "leave `cohs` out" in refusal(task)


def test_arguments_that_are_an_environments_own_are_taken():
    cohs = [0, 6.4, 12.8, 25.6, 51.2]
    arguments = {"cohs": cohs, "sigma": 1.0, "rewards": {"correct": 2.0}, "abort": True, "dim_ring": 2}
    assert refusal(Definition("x", "PerceptualDecisionMaking-v0", {}, arguments, 100)) is None


def test_two_changes_are_offered_where_one_is_not_enough():
    task = Definition("x", "PulseDecisionMaking-v0", {}, {"n_bin": 10**5}, 100)
    message = refusal(task)
    assert "; leave `n_bin` out of tasks.x.arguments, or give it another value; then write `timing: {" in message
    assert refusal(foreign.take_advice(task, message)) is None


def test_what_does_not_end_is_stopped(made, monkeypatch):
    monkeypatch.setattr(environment_checks, "_SECONDS", 1)
    monkeypatch.setattr(environment_checks, "_SECONDS_OF_CHANGE", 1)
    message = refusal(made(foreign.Endless, gain=11))
    assert "TimeoutError: no end after 1 s; leave `gain` out of tasks.x.arguments" in message


@pytest.mark.parametrize("size", [10**8, 10**9, 10**15])
def test_what_would_fill_the_memory_is_stopped(size):
    task = Definition("x", "PerceptualDecisionMaking-v0", {}, {"dim_ring": size}, 100)
    assert "MemoryError" in refusal(task) and "leave `dim_ring` out" in refusal(task)


# What is drawn, whatever was checked before


class RareLabel(foreign.Choice):
    def _new_trial(self, **kwargs):
        trial = super()._new_trial()
        if self.num_tr == 5:
            self.gt = self.gt + 65536  # the class 1 or 2 in sixteen bits
        return trial


class RareInput(foreign.Choice):
    def _new_trial(self, **kwargs):
        trial = super()._new_trial()
        self.ob[1, 0] = np.nan if self.num_tr == 5 else 0
        return trial


class RareWords(foreign.Choice):
    def _new_trial(self, **kwargs):
        trial = super()._new_trial()
        others = {"sometimes": 1} if self.num_tr % 2 else {}
        return trial | others | {"what": None if self.num_tr == 5 else 2, "z": 1j, "big": 10**30, "word": "a"}


@pytest.mark.parametrize(
    "fault, words",
    [(RareLabel, "is no class: found 6553"), (RareInput, "gives the input nan"), (foreign.Late, "different steps")],
)
def test_what_a_pool_cannot_hold_is_refused_while_it_is_drawn(made, fault, words):
    with pytest.raises(InputError, match=words):
        draw(made(fault))


def test_parameters_that_a_file_cannot_hold_are_left_out(made):
    assert set(draw(made(RareWords)).parameters) == {"label", "word"}


def test_environments_in_turns_have_trials_of_their_own():
    """Two modalities of the same task take turns; a twin in the other modality would be no trial of its own."""
    found = draw(Definition("x", "yang19.go-v0", {}, {}, 100), 200).inputs[:, 5, 1:].reshape(200, 2, 16)
    modality = np.abs(found).sum(2).argmax(1)
    assert 0.3 < modality.mean() < 0.7 and (np.abs(found).sum(2).min(1) == 0).all()
    shown = [found[modality == number, number].argmax(1) for number in (0, 1)]
    shorter = min(map(len, shown))
    assert (shown[0][:shorter] == shown[1][:shorter]).mean() < 0.3  # a sixteenth by chance
