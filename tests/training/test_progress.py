"""Progress lines: when they come and what they say."""

import io

import numpy as np
import pytest
from richlazy.training import progress
from richlazy.training.progress import Progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_lines_name_seed_step_loss_speed_and_time_left(clock):
    stream = io.StringIO()
    report = Progress([7, 9], 1000, 10, stream)
    clock[0] = 20.0
    report([0], 100, np.array([0.5]))
    # 100 of 2 x 1000 steps in 20 s: 5 steps/s, 1900 steps or 380 s left
    assert stream.getvalue() == "seed 7: step 100 of 1000, loss 0.5000, 5 steps/s, 380 s left\n"


def test_time_left_does_not_count_networks_that_diverged(clock):
    stream = io.StringIO()
    report = Progress([7, 8, 9], 1000, 10, stream)
    clock[0] = 5.0
    report([0, 1, 2], 100, np.ones(3))
    clock[0] = 50.0
    report([1], 200, np.ones(1))  # seeds 7 and 9 stopped after 100 steps
    # 400 steps in 50 s: 8 steps/s; 800 steps of seed 8 are left
    assert stream.getvalue() == "seed 8: step 200 of 1000, loss 1.0000, 8 steps/s, 100 s left\n"


def test_lines_come_at_most_once_in_an_interval_but_always_at_the_end(clock):
    stream = io.StringIO()
    report = Progress([0, 1], 50, 10, stream)
    for second in range(1, 51):
        clock[0] = float(second)
        report([0, 1], second, np.array([1.0, 3.0]))
    steps = [line.split("step ")[1].split(" ")[0] for line in stream.getvalue().splitlines()]
    assert steps == ["10", "20", "30", "40", "50"]
    clock[0] = 50.5
    report([0, 1], 50, np.array([1.0, 3.0]))
    assert len(stream.getvalue().splitlines()) == 6
    assert "loss 2.0000" in stream.getvalue() and "seed 0, 1" in stream.getvalue()
