"""Measures at equal loss, to compare runs that learn at different speed at equal performance."""

import numpy as np

# Smallest level, in nats; below it, networks do not differ in performance.
SMALLEST = 1e-6
# Share of the seeds that must reach a level, so that a single run that learns badly does not limit the comparison.
MOST = 0.9


def at_equal_loss(measure: np.ndarray, loss: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """A measure where the loss first falls to each level, [..., level].

    measure, loss: [..., step]. levels: [level], in the units of the loss. The measure is interpolated linearly in the
    loss between two checkpoints; checkpoints without a finite loss are skipped. NaN where the loss never reaches the
    level, where it is below the level at the first checkpoint, and where the measure has no value beside the crossing.
    """
    measure, loss = np.broadcast_arrays(np.asarray(measure, float), np.asarray(loss, float))
    known = np.isfinite(loss)
    now, value = _last_known(loss, known), _last_known(measure, known)
    before, value_before = _shifted(now), _shifted(value)
    values = [_at_level(value_before, value, before, now, level) for level in np.asarray(levels, float)]
    return np.stack(values, -1) if values else np.empty((*loss.shape[:-1], 0))


def lowest_common_loss(loss: np.ndarray) -> float:
    """The lowest loss that all runs of [..., step] reach; runs without a finite loss are ignored, NaN if all are."""
    known = np.isfinite(loss)
    lowest = np.where(known, loss, np.inf).min(-1)[known.any(-1)]
    return float(lowest.max()) if lowest.size else float("nan")


def shared_levels(loss: np.ndarray, count: int) -> np.ndarray:
    """Levels of loss at which to compare conditions, [level], equally spaced in the logarithm, in descending order.

    loss: [seed, condition, step], NaN for runs to ignore. The first level is the lowest initial loss of all runs. The
    last is the lowest level that a share MOST of the seeds reaches in all conditions, at least SMALLEST. Empty if there
    is no such range.
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
    """The measure where the loss first equals the level, or first crosses it from above."""
    crossing = (before > level) & (now < level)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = value_before + (before - level) / (before - now) * (value - value_before)
    reached = (now == level) | crossing
    first = reached.argmax(-1)[..., np.newaxis]
    at_first = np.take_along_axis(np.where(crossing, between, value), first, -1)[..., 0]
    return np.where(reached.any(-1), at_first, np.nan)


def _last_known(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Values [..., step] with unknown ones replaced by the last known value before them; NaN before the first."""
    indices = np.maximum.accumulate(np.where(known, np.arange(values.shape[-1]), -1), -1)
    return np.where(indices < 0, np.nan, np.take_along_axis(values, np.maximum(indices, 0), -1))


def _shifted(values: np.ndarray) -> np.ndarray:
    """The values of the previous checkpoint; NaN at the first."""
    return np.concatenate([np.full_like(values[..., :1], np.nan), values[..., :-1]], -1)
