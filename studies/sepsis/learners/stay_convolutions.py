"""The temporal convolutional network of this study, Raw-TCN, as a learner that is trained and measured like all others.

It is that of `methods/convolutions.py` (Bai, Kolter & Koltun 2018, arXiv 1803.01271; Moor et al. 2019, MLHC), with each
convolution written as a linear layer on the steps that it sees, so that its tangent kernel has factors, and with an
output for each class.
"""

import torch
from torch import nn

TAKES = ["trials"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
EXAMPLE = {"parameters": {"task": "simulated_sepsis", "output_steps": "last", "stay_width": 5, "stay_levels": 2}}
PARAMETERS = {
    "stay_width": {
        "description": "Features of a block of the temporal convolutional network that reads stays.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 1024,
        "default": 32,
        "stage": "train",
    },
    "stay_levels": {
        "description": "Blocks of that network, of dilation 1, 2, 4, ..., each of two convolutions of three hours.",
        "unit": "blocks",
        "type": "integer",
        "minimum": 1,
        "maximum": 8,
        "default": 3,
        "stage": "train",
    },
}
ADVICE = {
    "stay_width": {
        "recommended": [16, 32],
        "cost": "a step grows as its square, where products and not small operations take the time",
    },
    "stay_levels": {
        "recommended": [3, 4],
        "reason": "convolutions then see 29 to 61 hours back; a stay has 24",
        "cost": "a step is linear in it",
    },
}
# Hours of a convolution.
KERNEL = 3


class Convolution(nn.Module):
    """Dilated causal convolution, layer norm over features, ReLU: [stay, hour, feature] → [stay, hour, width]."""

    def __init__(self, inputs: int, width: int, dilation: int):
        super().__init__()
        self.weights = nn.Linear(KERNEL * inputs, width)
        self.norm = nn.LayerNorm(width)
        self._dilation = dilation

    def forward(self, steps: torch.Tensor) -> torch.Tensor:
        """Features of each hour from it and earlier ones; before the first hour there are zeros."""
        hours = steps.shape[-2]
        seen = [self._earlier(steps, self._dilation * back)[..., :hours, :] for back in reversed(range(KERNEL))]
        return torch.relu(self.norm(self.weights(torch.cat(seen, -1))))

    def _earlier(self, steps: torch.Tensor, hours: int) -> torch.Tensor:
        return nn.functional.pad(steps, (0, 0, hours, 0))


class Block(nn.Module):
    """ReLU of two convolutions and a skip, which is linear where the number of features changes."""

    def __init__(self, inputs: int, width: int, dilation: int):
        super().__init__()
        self.first = Convolution(inputs, width, dilation)
        self.second = Convolution(width, width, dilation)
        self.skip = nn.Identity() if inputs == width else nn.Linear(inputs, width)

    def forward(self, steps: torch.Tensor) -> torch.Tensor:
        """Features [stay, hour, width] of features [stay, hour, inputs]."""
        return torch.relu(self.second(self.first(steps)) + self.skip(steps))


class Network(nn.Module):
    """Scores of a stay at its last known hour, the same at every step; the last input says which hours are known."""

    def __init__(self, inputs: int, outputs: int, stay_width: int, stay_levels: int):
        super().__init__()
        widths = [inputs - 1, *[stay_width] * stay_levels]
        self.blocks = nn.Sequential(*(Block(widths[n], stay_width, 2**n) for n in range(stay_levels)))
        self.head = nn.Linear(stay_width, outputs)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [stay, hour, output] of inputs [stay, hour, input]."""
        known = inputs[..., -1]
        # 1 at the last known hour: there the next is not known, and after the last hour of the grid is none.
        last = known - nn.functional.pad(known[..., 1:], (0, 1))
        features = (last[..., None] * self.blocks(inputs[..., :-1])).sum(-2)
        return self.head(features)[..., None, :].expand(*known.shape, -1)
