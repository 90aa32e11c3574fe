"""What a network is shown: the trials of the pool in an order, or fresh trials of a stream."""

import numpy as np

from richlazy.data.streams import Stream

# A stream is asked for so many steps at a time, whatever the block: its trials can depend on that number.
DRAWN_STEPS = 20


class MinibatchOrder:
    """Minibatches of trial indices without end: each epoch is a new random permutation of all trials.

    As long as steps · batch is at most the size of the pool, each trial is shown at most once. A minibatch of the whole
    pool has the order of the pool at every step, and draws nothing from the generator.
    """

    def __init__(self, generator: np.random.Generator, trials: int, batch: int):
        self._generator, self._trials, self._batch = generator, trials, batch
        self._waiting = np.empty(0, np.int64)

    def take(self, steps: int) -> np.ndarray:
        """Trial indices of the next `steps` minibatches, [steps, batch]."""
        if self._batch == self._trials:
            return np.tile(np.arange(self._trials), (steps, 1))
        while self._waiting.size < steps * self._batch:
            self._waiting = np.concatenate([self._waiting, self._generator.permutation(self._trials)])
        taken, self._waiting = np.split(self._waiting, [steps * self._batch])
        return taken.reshape(steps, self._batch)


class FreshMinibatches:
    """Minibatches of one stream without end. No more than DRAWN_STEPS of them are held beyond those asked for."""

    def __init__(self, stream: Stream, batch: int):
        self._stream, self._batch = stream, batch
        self._waiting: list[tuple[np.ndarray, np.ndarray]] = []

    def take(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Inputs [step, trial, time, input] and labels [step, trial] or [step, trial, time] of the next `steps`."""
        while sum(len(inputs) for inputs, _ in self._waiting) < steps:
            self._waiting.append(self._stream.take(DRAWN_STEPS, self._batch))
        inputs, labels = (np.concatenate(values) for values in zip(*self._waiting, strict=True))
        self._waiting = [(inputs[steps:], labels[steps:])]
        return inputs[:steps], labels[:steps]
