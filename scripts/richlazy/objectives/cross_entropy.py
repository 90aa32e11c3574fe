"""Cross-entropy of the softmax of the outputs."""

import torch

LONG_NAME = "cross-entropy"
UNITS = "nat"
TAKES = ["trials"]
PARAMETERS = {}


def output_count(classes: int) -> int:
    """One output per class."""
    return classes


def targets(labels: torch.Tensor, outputs: int) -> torch.Tensor:
    """One-hot targets [..., output, scored], float32, from labels [..., scored]."""
    return torch.nn.functional.one_hot(labels, outputs).movedim(-1, -2).to(torch.float32)


def losses(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of each scored output vector, [..., scored]."""
    return -(torch.log_softmax(outputs, -2) * targets).sum(-2)


def loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy averaged over `scored`, [...]."""
    return (torch.log_softmax(outputs, -2) * targets).sum((-2, -1)) / -targets.shape[-1]


def output_error(outputs: torch.Tensor, targets: torch.Tensor, out: torch.Tensor) -> None:
    """Softmax of the outputs minus the target."""
    torch.softmax(outputs, -2, out=out)
    out.sub_(targets)


def decision(outputs: torch.Tensor) -> torch.Tensor:
    """The class of the largest of the outputs [output, ...]."""
    return outputs.argmax(0)
