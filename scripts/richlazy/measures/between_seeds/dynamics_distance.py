"""Distance of the hidden trajectories of two networks on the same trials: one less their linear CKA.

Centred kernel alignment with linear kernels (Kornblith et al. 2019, arXiv 1905.00414) does not change when the units of
a network are permuted or rotated, or when its activity is scaled as a whole.
"""

from typing import NamedTuple

import torch

from richlazy.measures.between_seeds.networks import Network

LONG_NAME = "distance of the dynamics between seeds"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["features"]
GROUP = "between_seeds"


class Trajectories(NamedTuple):
    """Activity [sample, unit] with the mean over samples taken off, and the Frobenius norm of its covariance sum."""

    activity: torch.Tensor
    norm: float


def describe(network: Network) -> Trajectories:
    """The trajectories on the probe trials; a sample is a time step of a trial."""
    samples = network.current.probe_activity.flatten(1).T
    centred = samples - samples.mean(0)
    return Trajectories(centred, float((centred.T @ centred).double().norm()))


def compare(first: Trajectories, second: Trajectories) -> float:
    """1 - ‖XᵀY‖² / (‖XᵀX‖ ‖YᵀY‖), Frobenius norms; NaN for a network whose activity does not vary."""
    if not first.norm * second.norm:
        return float("nan")
    together = float((first.activity.T @ second.activity).double().square().sum())
    return max(0.0, 1 - together / (first.norm * second.norm))  # rounding may take it below zero
