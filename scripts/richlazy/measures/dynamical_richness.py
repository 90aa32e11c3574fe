"""Dynamical richness: how little of the features is left but what the outputs need, from one forward pass, without
labels and without the start (Nam et al. 2026, arXiv 2410.04264, D_LR). 0 rich, near 1 lazy."""

import torch

from richlazy.measures.snapshot import Snapshot

GROUP = "richness"
CHECKPOINTS = "ends"
LONG_NAME = "dynamical richness (0 rich, 1 lazy)"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["outputs", "features"]
# Directions of the outputs below this share of their size are rounding errors of float32.
_ROUNDING = 1e-6


def measure(initial: Snapshot, current: Snapshot) -> float:
    """1 - CKA of the features before the read-out with the span of the outputs and of the constant.

    Both are taken at the decision step of the probe trials; outputs are without the scale and centring of training.
    """
    outputs = current.outputs_on("probe")[:, current.probes.decision_step].T
    return distance_to_span(current.decision_activity, outputs)


def distance_to_span(features: torch.Tensor, outputs: torch.Tensor) -> float:
    """1 - <K, P> / (‖K‖ ‖P‖) for features [trial, unit] and outputs [trial, output], in float64.

    K = C H Hᵀ C is the Gram matrix of the features and P the projection on the span of C Y, where C removes the mean
    over trials. The operator of the paper is a projection on the constant and one on the outputs, with free
    coefficients; centring, which is part of CKA, removes the constant and makes the value independent of both. NaN if
    features or outputs are the same in all trials.
    """
    features, outputs = features.double(), outputs.double()
    smallest = _ROUNDING * outputs.norm()
    features, outputs = features - features.mean(0), outputs - outputs.mean(0)
    left, values, _ = torch.linalg.svd(outputs, full_matrices=False)
    basis = left[:, (values > _ROUNDING * values[0]) & (values > smallest)]
    overlap = (basis.T @ features).square().sum()
    gram = features.T @ features if features.shape[1] < len(features) else features @ features.T
    return float((1 - overlap / (gram.norm() * basis.shape[1] ** 0.5)).clamp(0, 1))
