"""Durations in time steps: exact, whole or refused, and what is offered in their place is taken."""

import re

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from richlazy.data.neurogym_tasks.durations import LONGEST, check_durations, nearest, steps
from richlazy.errors import InputError

dts = st.one_of(st.integers(1, 500), st.decimals("0.001", 50, places=3).map(float))
durations = st.one_of(st.integers(0, 3000), st.decimals(0, 3000, places=2).map(float))


def refusal(timing, dt):
    """The message for durations that are refused, None where they are taken."""
    try:
        check_durations("tasks.x.timing", timing, dt)
    except InputError as error:
        return str(error)
    return None


@given(st.integers(0, 9999), st.decimals("0.001", 500, places=3))
def test_a_multiple_is_whole_whatever_floats_make_of_it(count, dt):
    assert steps(float(count * dt), float(dt)) == count
    assert refusal({"stimulus": float(count * dt)}, float(dt)) is None


def test_tenths_are_tenths():
    assert 0.3 // 0.1 == 2  # as NeuroGym cuts
    assert steps(0.3, 0.1) == 3


@given(durations, dts)
def test_the_nearest_multiple_is_one_and_none_is_nearer(duration, dt):
    assume(steps(duration, dt) < 10**6)
    found = nearest(duration, dt)
    assert found > 0 and steps(found, dt).denominator == 1
    if duration >= dt:
        assert abs(steps(found, dt) - steps(duration, dt)) <= 0.5


@given(st.dictionaries(st.sampled_from(["fixation", "stimulus", "decision"]), durations, min_size=1), dts)
def test_what_is_offered_for_cut_durations_is_taken(timing, dt):
    assume(sum(steps(duration, dt) for duration in timing.values()) < LONGEST - 10)
    message = refusal(timing, dt)
    if all(steps(duration, dt).denominator == 1 for duration in timing.values()):
        assert message is None
        return
    assert "no multiple of dt" in message
    lines = [yaml.safe_load(line) for line in re.findall(r"`(\w+: [^`]+)`", message)]
    mended = timing | {key: value for line in lines for key, value in line.items()}
    assert mended != timing and refusal(mended, dt) is None


@pytest.mark.parametrize(
    "timing", [{"stimulus": 700, "decision": 100}, {"stimulus": 0.7, "fixation": 0, "decision": 0.1}]
)
def test_a_longer_time_step_is_offered_for_too_many(timing):
    message = refusal(timing, min(t for t in timing.values() if t) / 10**6)
    line = re.search(r"`dt: ([^`]+)` under `parameters`", message).group(1)
    assert float(line) == timing["decision"] and refusal(timing, yaml.safe_load(line)) is None


@pytest.mark.parametrize("timing", [{"stimulus": 10**15}, {"stimulus": 10**300, "decision": 100}, {"stimulus": 1e15}])
def test_shorter_durations_are_offered_for_too_long_ones(timing):
    message = refusal(timing, 100)
    assert len(message) < 250 and "write durations of 1000000 ms together, or less" in message
    assert refusal({"stimulus": 1_000_000}, 100) is None
