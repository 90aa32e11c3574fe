"""Stop early: when the loss of the probe part has not fallen for so many looks. The weights stay those of the stop."""

import numpy as np

PARAMETERS = {
    "patience": {
        "description": "Looks in a row without a new lowest loss of the probe part, after which a network stops.",
        "unit": "looks",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000,
        "default": 10,
        "stage": "train",
    },
    "stopping_interval": {
        "description": (
            "Steps between two looks at whether a network stops; a look takes a forward pass of all trials that it "
            "looks at."
        ),
        "unit": "steps",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000000,
        "default": 100,
        "stage": "train",
    },
}
PART = "probe"
LONG_NAME = "the loss of the probe part fell no more"


class Stopping:
    """Keeps the lowest loss of each network and the number of looks since."""

    def __init__(self, networks: int, patience: int, stopping_interval: int):
        self._patience, self.every = patience, stopping_interval
        self._lowest, self._looks = np.full(networks, np.inf), np.zeros(networks, int)

    def look(self, loss: np.ndarray, outputs, targets) -> np.ndarray:
        """Networks at which patience ends."""
        lower = loss < self._lowest
        self._looks = np.where(lower, 0, self._looks + 1)
        self._lowest = np.where(lower, loss, self._lowest)
        return self._looks >= self._patience

    def continue_from(self, other: "Stopping", kept) -> None:
        """Take over what is known of the networks `kept`."""
        self._lowest, self._looks = other._lowest[kept], other._looks[kept]
