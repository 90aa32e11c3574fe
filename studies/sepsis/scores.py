"""How well scores tell cases from controls: AUPRC, AUROC, their bootstrap over stays, and the calibration curve.

All are of scores, float [stay], higher for cases, and of `case`, bool [stay]. Stays with equal scores are taken
together: no order among them counts.
"""

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


def bootstrap(scores: np.ndarray, case: np.ndarray, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """AUPRC and AUROC, each [draw], of `draws` resamples of stays with replacement; cases and controls are drawn apart,
    so that every resample has the prevalence of the sample. The percentiles of the results are intervals.

    Draws depend on the seed and on `case` alone: methods with scores of the same stays are compared in pairs. Raises
    InputError without cases or controls, for scores that are not finite, and for fewer than one draw.
    """
    if draws < 1:
        raise InputError(f"{draws} draws of the bootstrap; allowed is 1 or more: write `draws=1000`")
    auroc(scores, case)
    order, last = _ranked(scores)
    drawn = resamples(case, draws, seed)[:, order]
    true = np.cumsum(drawn * np.asarray(case, np.int64)[order], axis=1)[:, last]
    chosen = np.cumsum(drawn, axis=1)[:, last]
    false, cases, before = chosen - true, true[:, -1:], np.zeros((draws, 1), np.int64)
    gained = np.diff(true, prepend=before)
    # Above the highest score that was drawn nothing is chosen, and nothing gained.
    areas = (gained / cases * (true / np.maximum(chosen, 1))).sum(1)
    heights = true + np.concatenate([before, true[:, :-1]], axis=1)
    pairs = 2 * cases[:, 0] * false[:, -1]
    return areas, (np.diff(false, prepend=before) * heights).sum(1) / pairs


def resamples(case: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """How often each stay is in each resample, int64 [draw, stay]; as many cases and controls as in the sample."""
    random = randomness.generator("sepsis bootstrap", seed)
    counts = np.zeros((draws, len(case)), np.int64)
    for kind in (np.flatnonzero(case), np.flatnonzero(~np.asarray(case))):
        drawn = kind[random.integers(len(kind), size=(draws, len(kind)))]
        np.add.at(counts, (np.arange(draws)[:, None], drawn), 1)
    return counts


def interval(draws: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of bootstrap draws [draw] (Efron 1979) at a level between 0 and 1."""
    if not 0 < level < 1:
        raise InputError(f"level is {level}; allowed is a number between 0 and 1: write `level=0.95`")
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def calibration(probabilities: np.ndarray, case: np.ndarray, bins: int = 10) -> tuple[np.ndarray, ...]:
    """Mean predicted probability, share of cases and number of stays, each [bin], in bins of equally many stays.

    Bins hold ranks, the lowest first, and equal probabilities stay together: a bin may be left empty, with NaN. Raises
    InputError for probabilities outside of 0 to 1, and for fewer than one bin.
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
    of_each = np.where(stays > 0, stays, np.nan)
    return np.bincount(bin_of, probabilities, bins) / of_each, np.bincount(bin_of, case, bins) / of_each, stays


def _thresholds(scores: np.ndarray, case: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of cases and of stays at or above every different score, from the highest, int64 [threshold]."""
    _check(scores, case)
    order, last = _ranked(scores)
    return np.cumsum(np.asarray(case, np.int64)[order])[last], last + 1


def _ranked(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stays from the highest score down, and the place of the last of those with an equal score, int64 [threshold]."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    return order, np.append(np.flatnonzero(np.diff(np.asarray(scores)[order])), len(order) - 1)


def _check(scores: np.ndarray, case: np.ndarray) -> None:
    if np.ndim(scores) != 1 or np.shape(scores) != np.shape(case):
        raise InputError(f"scores {np.shape(scores)} and cases {np.shape(case)}: give one of each a stay, [stay]")
    if not np.any(case):
        raise InputError(f"no case among {len(case)} stays, so that no score is defined; give stays of both kinds")
    if not np.isfinite(scores).all():
        raise InputError(
            f"{np.sum(~np.isfinite(scores))} of {len(case)} scores are not finite; was the training diverged?"
        )
