"""Squared difference between outputs and targets, summed over outputs, averaged over trials, without a factor of ½."""

import torch

LONG_NAME = "squared error"
UNITS = "1"
TAKES = ["trials", "regression"]
PARAMETERS = {}


def output_count(classes: int) -> int:
    """One output per class."""
    return classes


def targets(given: torch.Tensor, outputs: int) -> torch.Tensor:
    """Real values [..., output, scored] unchanged; labels [..., scored] as one-hot targets, float32."""
    if given.is_floating_point():
        return given
    return torch.nn.functional.one_hot(given, outputs).movedim(-1, -2).to(torch.float32)


def losses(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Squared length of the difference of each scored output vector, [..., scored]."""
    return (outputs - targets).square().sum(-2)


def loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Squared error averaged over `scored`, [...]."""
    return losses(outputs, targets).mean(-1)


def output_error(outputs: torch.Tensor, targets: torch.Tensor, out: torch.Tensor) -> None:
    """Twice the difference between outputs and targets."""
    torch.sub(outputs, targets, out=out).mul_(2)


def decision(outputs: torch.Tensor) -> torch.Tensor:
    """The class of the largest of the outputs [output, ...]."""
    return outputs.argmax(0)
