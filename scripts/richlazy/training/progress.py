"""Progress of a training, as lines in its log."""

import time
from collections.abc import Sequence
from typing import TextIO

import numpy as np


class Progress:
    """Prints step, loss, speed and time left, at most once in `interval` seconds; a `training.loop.Report`."""

    def __init__(self, seeds: Sequence[int], steps: int, interval: float, stream: TextIO):
        self._seeds, self._steps, self._interval, self._stream = seeds, steps, interval, stream
        self._start = self._last = time.monotonic()
        self._done = np.zeros(len(seeds), int)

    def __call__(self, networks: Sequence[int], step: int, loss: np.ndarray) -> None:
        """Report that networks (indices into `seeds`) have reached `step` with these losses."""
        self._done[list(networks)] = step
        now = time.monotonic()
        finished = step == self._steps
        if now - self._last < self._interval and not finished:
            return
        self._last = now
        speed = self._done.sum() / max(now - self._start, 1e-9)
        # Networks are trained in order: those after the present ones have not begun, and others have stopped.
        waiting = np.count_nonzero(self._done[max(networks) + 1 :] == 0)
        left = ((self._steps - step) * len(networks) + self._steps * waiting) / speed
        names = ", ".join(str(self._seeds[network]) for network in networks)
        print(
            f"seed {names}: step {step} of {self._steps}, loss {np.mean(loss):.4f}, "
            f"{speed:.0f} steps/s, {left:.0f} s left",
            file=self._stream,
            flush=True,
        )
