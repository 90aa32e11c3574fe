"""Stop when the loss of the whole training part is below a bound."""

import numpy as np

PARAMETERS = {
    "train_error_bound": {
        "description": "Loss of the whole training part below which a network stops.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "default": 0.00001,
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
    "train_error_bound": {
        "recommended": [1e-05, 0.01],
        "reason": "1e-05 is that of the committee machines of grokking",
        "cost": "a lower one takes more steps",
    },
    "stopping_interval": {
        "recommended": [100, 1000],
        "reason": "the step of the end is known no better than this",
        "cost": "a forward pass of the trials that are looked at, every so many steps",
    },
}
PART = "training"
LONG_NAME = "the loss of the training part fell below the bound"


class Stopping:
    """Stops each network by its loss at the present check; it has no state."""

    def __init__(self, networks: int, train_error_bound: float, stopping_interval: int):
        self._bound, self.every = train_error_bound, stopping_interval

    def check(self, loss: np.ndarray, outputs, targets) -> np.ndarray:
        """Whether the loss of each network is below the bound, bool [network]."""
        return loss < self._bound

    def continue_from(self, other: "Stopping", remaining) -> None:
        """There is no state to take over."""
