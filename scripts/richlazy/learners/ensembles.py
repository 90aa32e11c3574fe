"""Selection of networks from the tensors of an ensemble, for ensembles and optimisers."""

import torch


def select_networks(tensor: torch.Tensor, networks: int, selection) -> torch.Tensor:
    """The entries of the networks `selection` of a tensor [(network,) ..., ...], which has no network axis for one."""
    return tensor.reshape(networks, *tensor.shape[-2:])[selection]
