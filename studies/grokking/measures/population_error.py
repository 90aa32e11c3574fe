"""The test error of a committee machine over all inputs, in closed form."""

import numpy as np
from richlazy.measures.snapshot import Snapshot

from studies.grokking.moments import of_neurons
from studies.grokking.population import of_network
from studies.grokking.starts import draw

LONG_NAME = "test error over all inputs"
UNITS = "1"
RANGE = (0, None)
ASKS = ["studied_matrices"]
DATA = ["regression"]
LEARNERS = ["quadratic_committee"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Mean squared error of α f or, with centring, of α (f − f₀), with that of predicting zero as unit, in float64.

    The teacher is that of the network's seed in the data set `CommitteeTeacher`, at the pool seed 0.
    """
    before, now = (of_neurons(snapshot.first_matrix.numpy()) for snapshot in (initial, current))
    inputs, probes = current.first_matrix.shape[1], current.probes
    beta = draw(current.seed, inputs, 1, 1)[0]
    subtracted = (before.mean, before.second) if probes.centre else None
    epsilon = probes.architecture.network.activation.epsilon
    return float(sum(of_network(beta, now, subtracted, np.float64(probes.alpha), np.float64(epsilon))))
