"""Limits of memory and time for code of NeuroGym that runs with arguments of the config."""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def bounded(gibibytes: float, seconds: float) -> Iterator[None]:
    """Raise MemoryError in code that takes more additional memory, TimeoutError in code that takes more time.

    Memory is bounded on Linux only, time in the main thread only.
    """
    with _bounded_memory(round(gibibytes * 2**30)), _bounded_time(seconds):
        yield


@contextmanager
def _bounded_memory(size: int) -> Iterator[None]:
    status = Path("/proc/self/statm")
    if not status.is_file():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(status.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    allowed = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([taken + size, *allowed]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _bounded_time(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError(f"no end after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    # The signal repeats every second, since Python drops exceptions that are raised in a destructor.
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        with suppress(TypeError):  # a handler that was not set by Python cannot be restored
            signal.signal(signal.SIGALRM, before)
