"""What ensembles and optimisers share: the choice of the networks that go on."""

import torch


def select_networks(tensor: torch.Tensor, networks: int, kept) -> torch.Tensor:
    """The slices of the networks `kept` of a tensor whose ensemble axis is dropped for a single network."""
    return tensor.reshape(networks, *tensor.shape[-2:])[kept]
