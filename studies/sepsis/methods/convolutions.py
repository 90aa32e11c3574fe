"""Temporal convolutional network: a score of each stay from its hourly grid.

Bai, Kolter & Koltun 2018, arXiv 1803.01271, sec. 3; as in Moor et al. 2019, MLHC, sec. 3.2.

A step sees itself and earlier steps alone: inputs are filled with zeros before the first hour. With `levels` blocks of
dilation 1, 2, 4, ... it sees 1 + 2 (kernel - 1)(2^levels - 1) hours. Layer norm is over the features of one step, so
that neither other stays nor filled-up steps have an influence.
"""

import torch
from richlazy.errors import InputError

from studies.sepsis.methods.padding import at_last_step


class CausalConvolution(torch.nn.Module):
    """Dilated causal convolution, layer norm over features, ReLU: [stay, feature, hour] → [stay, width, hour]."""

    def __init__(self, inputs: int, width: int, kernel: int, dilation: int):
        super().__init__()
        self.convolution = torch.nn.Conv1d(inputs, width, kernel, dilation=dilation)
        self.norm = torch.nn.LayerNorm(width)
        self._before = (kernel - 1) * dilation

    def forward(self, steps: torch.Tensor) -> torch.Tensor:
        """Features of each step from it and earlier ones."""
        convolved = self.convolution(torch.nn.functional.pad(steps, (self._before, 0)))
        return torch.relu(self.norm(convolved.transpose(1, 2))).transpose(1, 2)


class ResidualBlock(torch.nn.Module):
    """Two causal convolutions beside a skip, which is a 1 × 1 convolution where the number of features changes."""

    def __init__(self, inputs: int, width: int, kernel: int, dilation: int):
        super().__init__()
        self.first = CausalConvolution(inputs, width, kernel, dilation)
        self.second = CausalConvolution(width, width, kernel, dilation)
        self.skip = torch.nn.Identity() if inputs == width else torch.nn.Conv1d(inputs, width, 1)

    def forward(self, steps: torch.Tensor) -> torch.Tensor:
        """ReLU of both, [stay, width, hour]."""
        return torch.relu(self.second(self.first(steps)) + self.skip(steps))


class TemporalConvolutions(torch.nn.Module):
    """Residual blocks of dilation 1, 2, 4, ..., read linearly at the true last step of each stay.

    inputs: channels; width: features of a block; kernel: steps of a convolution; levels: number of blocks. Raises
    InputError for sizes below 1.
    """

    def __init__(self, inputs: int, width: int = 32, kernel: int = 3, levels: int = 3):
        super().__init__()
        for name, value in (("inputs", inputs), ("width", width), ("kernel", kernel), ("levels", levels)):
            if value < 1:
                raise InputError(f"{name} = {value}: allowed are integers >= 1, for example `{name}: 3`")
        blocks = [ResidualBlock(inputs if not level else width, width, kernel, 2**level) for level in range(levels)]
        self.blocks = torch.nn.Sequential(*blocks)
        self.head = torch.nn.Linear(width, 1)

    def features(self, grid: torch.Tensor) -> torch.Tensor:
        """Features of every step, [stay, hour, width], of a grid [stay, hour, channel]."""
        return self.blocks(grid.transpose(1, 2)).transpose(1, 2)

    def forward(self, grid: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Log odds of a case, [stay]; grid [stay, hour, channel], lengths: rows of each stay, [stay]."""
        return self.head(at_last_step(self.features(grid), lengths))[:, 0]
