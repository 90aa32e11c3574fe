"""What ensembles and optimisers share: the choice of the networks that go on."""

import torch


def select_networks(tensor: torch.Tensor, networks: int, selection) -> torch.Tensor:
    """The entries of the networks `selection` of a tensor [(network,) ..., ...], which has no network axis for one."""
    return tensor.reshape(networks, *tensor.shape[-2:])[selection]
