"""Hinge loss of targets y = ±1, max(0, 1 − y g), summed over outputs; g = alpha · f or alpha · (f − f₀).

It is divided by alpha (Sclocchi, Geiger & Wyart 2023, arXiv 2301.13703): alpha then only sets the margin 1 / alpha, and
the gradient at f is −y wherever y g < 1, for any alpha. Two classes have one output, whose sign is the decision.
"""

import torch

LONG_NAME = "hinge loss"
UNITS = "1"
TAKES = ["trials"]
DIVIDED_BY_ALPHA = True
PARAMETERS = {}


def output_count(classes: int) -> int:
    """One output for two classes, otherwise one per class."""
    return 1 if classes == 2 else classes


def targets(labels: torch.Tensor, outputs: int) -> torch.Tensor:
    """Targets ±1 [..., output, scored], float32, from labels [..., scored]; one output is positive for label 1."""
    positive = labels.unsqueeze(-2) if outputs == 1 else torch.nn.functional.one_hot(labels, outputs).movedim(-1, -2)
    return 2 * positive.to(torch.float32) - 1


def losses(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Hinge loss of each scored output vector, summed over outputs, [..., scored]."""
    return (1 - margins(outputs, targets)).clamp_min(0).sum(-2)


def loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Hinge loss averaged over `scored`, [...]."""
    return losses(outputs, targets).mean(-1)


def output_error(outputs: torch.Tensor, targets: torch.Tensor, out: torch.Tensor) -> None:
    """Minus the target where the margin is below one, zero elsewhere."""
    torch.mul(outputs, targets, out=out)
    out.sub_(1).sign_().clamp_max_(0).mul_(targets)


def margins(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Margins y g, [..., output, scored]."""
    return outputs * targets


def decision(outputs: torch.Tensor) -> torch.Tensor:
    """The class of the largest of the outputs [output, ...]; the sign of a single output."""
    return (outputs[0] > 0).long() if len(outputs) == 1 else outputs.argmax(0)
