"""What fuzz tests share: how much they try, and an end to what would never end."""

import signal
from contextlib import contextmanager

from hypothesis import HealthCheck, settings


def tried(examples):
    """Settings of a test that tries so many examples, or as many more as the profile asks for."""
    more = settings().max_examples / settings.get_profile("default").max_examples
    # Most of what is damaged at random is not even YAML, and is left out.
    health = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
    health += [HealthCheck.filter_too_much]
    return settings(max_examples=round(examples * more), deadline=None, suppress_health_check=health)


@contextmanager
def ends_within(seconds):
    """Raise TimeoutError in what takes longer; much longer than it needs, so that a busy machine does not matter."""

    def stop(*_):
        raise TimeoutError(f"no end after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
