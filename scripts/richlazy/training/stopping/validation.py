"""Early stopping: stop when the loss of the probe part has had no new minimum for `patience` checks in a row. The final
weights are those at the stop, not those of the minimum."""

import numpy as np

PARAMETERS = {
    "patience": {
        "description": "Checks in a row without a new lowest loss of the probe part, after which a network stops.",
        "unit": "checks",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000,
        "default": 10,
        "stage": "train",
    },
    "stopping_interval": {
        "description": (
            "Steps between two checks of the stopping rule; a check takes a forward pass of all trials that it "
            "evaluates."
        ),
        "unit": "steps",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000000,
        "default": 100,
        "stage": "train",
    },
}
ADVICE = {
    "patience": {
        "recommended": [5, 20],
        "cost": "`patience` × `stopping_interval` more steps after the best",
    },
    "stopping_interval": {
        "recommended": [100, 1000],
        "reason": "the step of the end is known no better than this",
        "cost": "a forward pass of the trials that are looked at, every so many steps",
    },
}
PART = "probe"
LONG_NAME = "the loss of the probe part fell no more"


class Stopping:
    """Holds the lowest loss of each network and the number of checks since."""

    def __init__(self, networks: int, patience: int, stopping_interval: int):
        self._patience, self.every = patience, stopping_interval
        self._lowest, self._checks = np.full(networks, np.inf), np.zeros(networks, int)

    def check(self, loss: np.ndarray, outputs, targets) -> np.ndarray:
        """Whether each network has had no new lowest loss for `patience` checks, bool [network]."""
        lower = loss < self._lowest
        self._checks = np.where(lower, 0, self._checks + 1)
        self._lowest = np.where(lower, loss, self._lowest)
        return self._checks >= self._patience

    def continue_from(self, other: "Stopping", remaining) -> None:
        """Take over the lowest losses and counts of the networks `remaining`."""
        self._lowest, self._checks = other._lowest[remaining], other._checks[remaining]
