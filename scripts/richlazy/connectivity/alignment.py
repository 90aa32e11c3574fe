"""Initial matrices that are aligned with a task: along the directions in which a reference network learned it.

The reference is the network of the same seed and parameters whose initial matrix is Gaussian and of full rank.
"""

import numpy as np
from scipy.stats import ortho_group

# Arguments of the builders with this module in SHARED_ARGUMENTS; their constant REFERENCE holds the parameters in which
# the condition of the reference network differs.
ARGUMENTS = {
    "task": {
        "description": "Task that the reference network learns: `own`, that of the condition, or the name of another.",
        "type": "string",
        "default": "own",
    },
    "overlap": {
        "description": "Overlap of every singular direction with that of the reference, left and right: 1 aligned, 0 "
        "random directions with the same singular values.",
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 1,
    },
}
ADVICE = {
    "task": {
        "recommended": "`own`; another task asks whether any training will do",
        "cost": "the training of one Gaussian reference for each task and seed, which conditions share",
    },
    "overlap": {
        "recommended": [0, 1],
        "reason": "0, 0.5 and 1 tell how partial the alignment may be",
        "cost": "none",
    },
}


def aligned(learned: np.ndarray, units: int, gain: float, overlap: float, generator: np.random.Generator) -> np.ndarray:
    """A learned weight change [post, pre], rotated to the given overlap, with Frobenius norm gain · sqrt(units).

    Its singular values are proportional to those of the change, so that truncation keeps the directions in which the
    reference changed most.
    """
    left, right = (partial_rotation(units, overlap, generator) for _ in range(2))
    rotated = left @ learned @ right.T
    return gain * np.sqrt(units) / np.linalg.norm(rotated) * rotated


def partial_rotation(units: int, overlap: float, generator: np.random.Generator) -> np.ndarray:
    """A random rotation R with uᵀ R u = overlap for every unit vector u, [units, units].

    R = c I + sqrt(1 - c²) J, where J is skew-symmetric and orthogonal (J² = -I): quarter turns in random planes. With
    an odd number of units, one random direction is not rotated and has the overlap 1.
    """
    paired = units - units % 2
    basis = ortho_group.rvs(units, random_state=generator)
    first, second = basis[:, 0:paired:2], basis[:, 1:paired:2]
    quarter_turn = second @ first.T - first @ second.T
    rotation = overlap * np.eye(units) + np.sqrt(1 - overlap**2) * quarter_turn
    unpaired = basis[:, paired:]
    return rotation + (1 - overlap) * unpaired @ unpaired.T
