"""Measures at equal loss, so that runs which learn at different speed are compared where they know equally much."""

import numpy as np

# Below this loss, in nats, networks differ by nothing that a test of theirs could show.
SMALLEST = 1e-6
# Share of the seeds that must come down to a level: a single run that learns badly must not end a comparison early.
MOST = 0.9


def at_equal_loss(measure: np.ndarray, loss: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """A measure where the loss first comes down to each level, [..., level].

    measure and loss are [..., step], levels [level] in the units of the loss. Between two checkpoints the measure is
    taken as linear in the loss. Checkpoints without a finite loss are passed over. NaN where the loss never comes down
    to the level, where it is below it from the start, and where the measure has no value beside the crossing.
    """
    measure, loss = np.broadcast_arrays(np.asarray(measure, float), np.asarray(loss, float))
    known = np.isfinite(loss)
    now, value = _last_known(loss, known), _last_known(measure, known)
    before, value_before = _shifted(now), _shifted(value)
    found = [_at_level(value_before, value, before, now, level) for level in np.asarray(levels, float)]
    return np.stack(found, -1) if found else np.empty((*loss.shape[:-1], 0))


def lowest_common_loss(loss: np.ndarray) -> float:
    """The lowest loss to which all runs of [..., step] come down; runs without any finite loss are not counted.

    NaN where no run has one.
    """
    known = np.isfinite(loss)
    lowest = np.where(known, loss, np.inf).min(-1)[known.any(-1)]
    return float(lowest.max()) if lowest.size else float("nan")


def shared_levels(loss: np.ndarray, count: int) -> np.ndarray:
    """Levels to compare conditions at, [level], falling evenly in the logarithm of the loss; none without such a range.

    loss is [seed, condition, step], NaN in a run that is not to count. All runs start above the first level; the last
    is the lowest that MOST of the seeds come down to in all of their conditions, or SMALLEST.
    """
    runs = loss[np.isfinite(loss).any((1, 2))]
    if not len(runs):
        return np.empty(0)
    lowest = np.quantile([lowest_common_loss(of_seed) for of_seed in runs], MOST, method="inverted_cdf")
    highest, lowest = np.nanmin(runs[..., 0]), max(lowest, SMALLEST)
    return np.geomspace(highest, lowest, count) if highest > lowest else np.empty(0)


def _at_level(
    value_before: np.ndarray, value: np.ndarray, before: np.ndarray, now: np.ndarray, level: float
) -> np.ndarray:
    """The measure at the first checkpoint on the level, or at the first crossing of it from above."""
    crossing = (before > level) & (now < level)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = value_before + (before - level) / (before - now) * (value - value_before)
    reached = (now == level) | crossing
    first = reached.argmax(-1)[..., np.newaxis]
    found = np.take_along_axis(np.where(crossing, between, value), first, -1)[..., 0]
    return np.where(reached.any(-1), found, np.nan)


def _last_known(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Values [..., step], each unknown one replaced by the last known before it; NaN before the first."""
    places = np.maximum.accumulate(np.where(known, np.arange(values.shape[-1]), -1), -1)
    return np.where(places < 0, np.nan, np.take_along_axis(values, np.maximum(places, 0), -1))


def _shifted(values: np.ndarray) -> np.ndarray:
    """The value one checkpoint earlier; NaN at the first."""
    return np.concatenate([np.full_like(values[..., :1], np.nan), values[..., :-1]], -1)
