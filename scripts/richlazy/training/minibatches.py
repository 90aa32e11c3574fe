"""The order in which a network is shown the trials of the pool."""

import numpy as np


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
