"""Bounds of memory and time: what stays within them is left alone, and nothing of them stays behind."""

import resource
import signal
import threading
import time

import numpy as np
import pytest
from richlazy.data.neurogym_tasks.limits import bounded

RING = 2**28 // 8  # values of a quarter of a GiB
LARGE = 8 * RING  # more than what earlier tests may give back meanwhile


def state():
    return (
        resource.getrlimit(resource.RLIMIT_AS),
        signal.getsignal(signal.SIGALRM),
        signal.getitimer(signal.ITIMER_REAL)[0] > 0,
    )


@pytest.fixture(autouse=True)
def nothing_stays_behind():
    before = state()
    yield
    assert state() == before


def test_what_is_small_and_quick_is_left_alone():
    with bounded(1, 60):
        assert np.ones(RING).sum() == RING


def test_what_takes_more_memory_is_stopped_and_may_then_be_had():
    with pytest.raises(MemoryError), bounded(0.1, 60):
        np.ones(LARGE)
    assert len(np.ones(RING)) == RING


def test_what_takes_longer_is_stopped():
    begin = time.monotonic()
    with pytest.raises(TimeoutError, match="no end after 0.2 s"), bounded(1, 0.2):
        while True:
            pass
    assert time.monotonic() - begin < 10


def test_what_swallows_one_end_meets_another():
    with pytest.raises(TimeoutError), bounded(1, 0.1):
        try:
            time.sleep(5)
        except TimeoutError:
            time.sleep(5)


def test_a_bound_within_a_bound_leaves_the_outer_one():
    with pytest.raises(TimeoutError, match="no end after 1 s"), bounded(1, 1):
        with pytest.raises(TimeoutError, match="no end after 0.1 s"), bounded(1, 0.1):
            time.sleep(5)
        time.sleep(10)


def test_beside_the_main_thread_there_is_no_bound_of_time():
    found = []

    def work():
        with bounded(1, 0.1):
            time.sleep(0.3)
            found.append("end")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["end"]
