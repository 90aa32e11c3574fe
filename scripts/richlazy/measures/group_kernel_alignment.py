"""Alignment of the tangent kernels of each group of weights before and after learning: high in the lazy regime."""

import numpy as np
import torch

from richlazy.learners.torch_module import groups
from richlazy.measures.alignment import alignment
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "tangent kernel alignment, kernel of each group of weights"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["weight_groups", "tangent_kernel"]
COMPONENTS = 8
GROUP = "weight_groups"


def measure(initial: Snapshot, current: Snapshot) -> np.ndarray:
    """<K_0, K_f> / (‖K_0‖ ‖K_f‖) for the kernels with respect to each group, on the kernel trials, [group].

    In the order of the learner's GROUPS; components beyond the last group are NaN.
    """
    found = np.full(COMPONENTS, np.nan)
    for number, pair in enumerate(zip(initial.once(_kernels), current.once(_kernels), strict=True)):
        found[number] = alignment(*pair)
    return found


def _kernels(snapshot: Snapshot) -> list[torch.Tensor]:
    probes = snapshot.probes
    inputs = probes.probe_inputs[..., : probes.kernel_trials]
    return groups.kernels_by_group(
        snapshot.weights, inputs, probes.architecture, probes.last_only, probes.kernel_memory
    )
