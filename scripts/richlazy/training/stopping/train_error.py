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
PART = "training"
LONG_NAME = "the loss of the training part fell below the bound"


class Stopping:
    """Looks at each network by itself; nothing is carried from look to look."""

    def __init__(self, networks: int, train_error_bound: float, stopping_interval: int):
        self._bound, self.every = train_error_bound, stopping_interval

    def look(self, loss: np.ndarray, outputs, targets) -> np.ndarray:
        """Networks whose loss is below the bound."""
        return loss < self._bound

    def continue_from(self, other: "Stopping", kept) -> None:
        """Nothing to take over."""
