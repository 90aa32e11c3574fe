"""Every method behind one door: fitted once at horizon 0, and asked for scores of stays cut at several horizons."""

from collections.abc import Callable, Sequence

import numpy as np
from richlazy.errors import InputError

from studies.sepsis.methods import floor, learning, warping
from studies.sepsis.methods.padding import Stays

METHODS = (*learning.LEARNERS, "dtw_knn", "floor")

# Scores of the same stays at several horizons, the shortest horizon first: [horizon, stay].
Scores = Callable[[Sequence[Stays]], np.ndarray]


def fit(
    method: str,
    training: Stays,
    validation: Stays,
    settings: learning.Settings,
    counts: Sequence[int],
    channels: Sequence[str],
    seed: int,
) -> tuple[Scores, learning.Scaled | None] | str:
    """Scores of a fitted method and its network, if it has one; where its training is not finite what was not.

    settings: of the networks; counts: the k of nearest neighbours, of which the validation part chooses; channels:
    their names. Raises InputError for an unknown method, and for a k beyond the training part.
    """
    if method == "floor":
        model = floor.fit(training)
        return lambda cut: np.stack([floor.scores(model, stays) for stays in cut]), None
    if method == "dtw_knn":
        found = warping.scores([validation], training, counts)[0]
        count = warping.choose_count(found, validation.cases, counts)
        return lambda cut: warping.scores(cut, training, [count])[:, 0], None
    learner = learning.new_learner(method, channels, settings, seed)
    try:
        learning.learn(learner, training, validation, settings, seed)
    except InputError as error:
        # The parts have cases and controls, by their split: what is refused is a loss or a covariance that diverged.
        return str(error)
    samples, pairs = settings.test_samples, settings.pairs
    return lambda cut: np.stack([learning.scores(learner, one, samples, seed, pairs) for one in cut]), learner
