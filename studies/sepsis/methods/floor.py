"""The floor that a model of time must exceed: ridge logistic regression on the last row alone.

The last row of the grid has the last value of each channel, carried forward (Hosmer & Lemeshow 2000; the ridge of le
Cessie & van Houwelingen 1992, Applied Statistics 41:191).
"""

import numpy as np
from richlazy.errors import InputError
from sklearn.linear_model import LogisticRegression

from studies.sepsis.methods.padding import Stays


def last_rows(stays: Stays) -> np.ndarray:
    """The last row of each stay, float64 [stay, channel]."""
    return np.asarray(stays.grid[np.arange(len(stays.lengths)), np.asarray(stays.lengths) - 1], dtype=np.float64)


def fit(training: Stays, ridge: float = 1.0) -> LogisticRegression:
    """Weights that minimise Σ log-loss + ridge |w|²/2, the intercept free; z-scores need no further scale.

    Raises InputError for cases or controls alone and for a ridge that is not positive.
    """
    if not (np.isfinite(ridge) and ridge > 0):
        raise InputError(f"ridge = {ridge}: allowed are numbers > 0; write `ridge: 1`")
    if not 0 < np.sum(training.cases) < len(training.cases):
        found = f"{np.sum(training.cases)} cases among {len(training.cases)} stays"
        raise InputError(f"training: {found}; allowed are cases and controls")
    return LogisticRegression(C=1 / ridge, tol=1e-8, max_iter=10_000).fit(last_rows(training), training.cases)


def scores(model: LogisticRegression, stays: Stays) -> np.ndarray:
    """Probability of a case, [stay]."""
    return model.predict_proba(last_rows(stays))[:, 1]
