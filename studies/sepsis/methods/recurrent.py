"""Long short-term memory that reads the hourly grid of a stay, the network of MGP-RNN (Futoma, Hariharan & Heller 2017,
arXiv 1706.04152, sec. 3.3; Hochreiter & Schmidhuber 1997, Neural Computation 9:1735)."""

import torch
from richlazy.errors import InputError

from studies.sepsis.methods.padding import at_last_step


class LongShortTermMemory(torch.nn.Module):
    """Layers of LSTM units, read linearly at the true last step of each stay; the state starts at zero.

    inputs: channels; width: units of a layer; levels: number of layers. Raises InputError for sizes below 1.
    """

    def __init__(self, inputs: int, width: int = 32, levels: int = 1):
        super().__init__()
        for name, value in (("inputs", inputs), ("width", width), ("levels", levels)):
            if value < 1:
                raise InputError(f"{name} = {value}: allowed are integers >= 1, for example `{name}: 1`")
        self.units = torch.nn.LSTM(inputs, width, levels, batch_first=True)
        self.head = torch.nn.Linear(width, 1)

    def features(self, grid: torch.Tensor) -> torch.Tensor:
        """Outputs of the last layer at every step, [stay, hour, width], of a grid [stay, hour, channel]."""
        return self.units(grid)[0]

    def forward(self, grid: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Log odds of a case, [stay]; grid [stay, hour, channel], lengths: rows of each stay, [stay]."""
        return self.head(at_last_step(self.features(grid), lengths))[:, 0]
