"""How well scores tell cases from controls: AUPRC, AUROC, their bootstrap over stays, and the calibration curve.

All are of scores, float [stay], higher for cases, and of `case`, bool [stay]. Stays with equal scores are taken
together: no order among them counts.
"""

from collections.abc import Callable

import numpy as np
from richlazy import randomness
from richlazy.errors import InputError


def auprc(scores: np.ndarray, case: np.ndarray) -> float:
    """Average precision: sum over thresholds of (recall gained) × precision. The chance level is the prevalence.

    No interpolation between thresholds (Davis & Goadrich 2006). Raises InputError without cases, or for what is not
    finite.
    """
    true, chosen = _thresholds(scores, case)
    gained = np.diff(true, prepend=0) / true[-1]
    return float(gained @ (true / chosen))


def auroc(scores: np.ndarray, case: np.ndarray) -> float:
    """Probability that a case has a higher score than a control, ties by half (Mann and Whitney's U). Chance is 1/2.

    Raises InputError without cases or controls, or for scores that are not finite.
    """
    true, chosen = _thresholds(scores, case)
    false = chosen - true
    if not false[-1]:
        raise InputError(f"no control among {len(case)} stays, so that AUROC is not defined; give stays of both kinds")
    # The trapezium between two thresholds counts pairs of equal scores by half.
    heights = true + np.concatenate([[0], true[:-1]])
    return float(np.diff(false, prepend=0) @ heights / (2 * true[-1] * false[-1]))


def bootstrap(
    score: Callable[[np.ndarray, np.ndarray], float], scores: np.ndarray, case: np.ndarray, draws: int, seed: int
) -> np.ndarray:
    """`score` of `draws` resamples of stays with replacement, [draw]; cases and controls are drawn apart, so that every
    resample has the prevalence of the sample. The percentiles of the result are an interval.

    Draws depend on the seed and on `case` alone: methods with scores of the same stays are compared in pairs. Raises
    InputError as `score` does, and for fewer than one draw.
    """
    if draws < 1:
        raise InputError(f"{draws} draws of the bootstrap; allowed is 1 or more: write `draws=1000`")
    _check(scores, case)
    random = randomness.generator("sepsis bootstrap", seed)
    kinds = [np.flatnonzero(case), np.flatnonzero(~np.asarray(case))]
    found = np.empty(draws)
    for draw in range(draws):
        stays = np.concatenate([kind[random.integers(len(kind), size=len(kind))] for kind in kinds if len(kind)])
        found[draw] = score(scores[stays], case[stays])
    return found


def interval(draws: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of bootstrap draws (Efron 1979) at a level between 0 and 1."""
    if not 0 < level < 1:
        raise InputError(f"level is {level}; allowed is a number between 0 and 1: write `level=0.95`")
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def calibration(probabilities: np.ndarray, case: np.ndarray, bins: int = 10) -> tuple[np.ndarray, ...]:
    """Mean predicted probability, share of cases and number of stays, each [bin], in bins of equally many stays.

    Bins hold ranks, and equal probabilities stay together, so that there may be fewer than `bins`. Raises InputError
    for probabilities outside of 0 to 1, and for fewer than one bin.
    """
    _check(probabilities, case)
    if bins < 1 or not 0 <= np.min(probabilities) <= np.max(probabilities) <= 1:
        found = f"{bins} bins of values from {np.min(probabilities):g} to {np.max(probabilities):g}"
        raise InputError(f"calibration: {found}; allowed are bins from 1 on and probabilities from 0 to 1")
    values, number, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    # The rank of the middle of those with an equal probability says their bin.
    middle = np.cumsum(counts) - counts / 2
    bin_of = np.minimum((middle / len(probabilities) * bins).astype(int), bins - 1)[number]
    stays = np.bincount(bin_of, minlength=bins)
    held = stays > 0
    mean = np.bincount(bin_of, probabilities, bins)[held] / stays[held]
    return mean, np.bincount(bin_of, case, bins)[held] / stays[held], stays[held]


def _thresholds(scores: np.ndarray, case: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of cases and of stays at or above every different score, from the highest, int64 [threshold]."""
    _check(scores, case)
    order = np.argsort(-np.asarray(scores), kind="stable")
    ranked, cases = np.asarray(scores)[order], np.asarray(case, np.int64)[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    return np.cumsum(cases)[last], last + 1


def _check(scores: np.ndarray, case: np.ndarray) -> None:
    if np.ndim(scores) != 1 or np.shape(scores) != np.shape(case):
        raise InputError(f"scores {np.shape(scores)} and cases {np.shape(case)}: give one of each a stay, [stay]")
    if not np.any(case):
        raise InputError(f"no case among {len(case)} stays, so that no score is defined; give stays of both kinds")
    if not np.isfinite(scores).all():
        raise InputError(
            f"{np.sum(~np.isfinite(scores))} of {len(case)} scores are not finite; was the training diverged?"
        )
