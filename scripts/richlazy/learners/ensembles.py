"""What ensembles of all networks share: the loss, and the choice of the networks that go on."""

import torch


def select_networks(tensor: torch.Tensor, networks: int, kept) -> torch.Tensor:
    """The slices of the networks `kept` of a tensor whose ensemble axis is dropped for a single network."""
    return tensor.reshape(networks, *tensor.shape[-2:])[kept]


def cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy averaged over scored outputs, [...] from logits and one-hot targets [..., O, scored]."""
    return (torch.log_softmax(logits, -2) * targets).sum((-2, -1)) / -targets.shape[-1]
