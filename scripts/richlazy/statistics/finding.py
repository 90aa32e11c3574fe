"""Result of a statistical test: an effect, its interval and both one-sided p values."""

from dataclasses import dataclass
from math import nan

import numpy as np


@dataclass(frozen=True)
class Finding:
    """Result of one test, without verdict.

    `p_positive` speaks against "no effect" in favour of a positive effect, `p_negative` in favour of a negative one.
    `smallest_p` is the least p that the test could give with this many seeds. `seeds` counts the complete seeds used,
    `dropped` those left out, `censored` the runs of used seeds whose value is +inf, never reached. `difference` is a
    paired difference in the units of the measure, where the test has one. `mean` and `difference_mean` are the means
    over seeds beside `effect` and `difference`, which need not be means; NaN where one of the values is infinite.
    """

    test: str
    effect_name: str
    effect: float = nan
    interval_low: float = nan
    interval_high: float = nan
    p_positive: float = nan
    p_negative: float = nan
    smallest_p: float = nan
    seeds: int = 0
    dropped: int = 0
    censored: int = 0
    difference: float = nan
    difference_low: float = nan
    difference_high: float = nan
    note: str = ""
    mean: float = nan
    difference_mean: float = nan


def join_notes(*notes: str) -> str:
    """Put the notes that are not empty into one line."""
    return "; ".join(note for note in notes if note)


def dropped_note(dropped: int) -> str:
    """Say how many seeds were left out, or nothing."""
    if dropped == 0:
        return ""
    return f"{dropped} {'seed' if dropped == 1 else 'seeds'} left out (a run diverged or has no finite value)"


def censored_note(censored: int) -> str:
    """Say how many runs never reached what is measured, or nothing."""
    if censored == 0:
        return ""
    return f"{censored} {'run' if censored == 1 else 'runs'} never reached it: ranked last"


def no_interval_note(seeds: int, confidence: float) -> str:
    """Say that no interval of as many seeds can leave out zero: the least p of all choices of sign rejects nothing."""
    if 2.0**-seeds <= (1 - confidence) / 2:
        return ""
    return f"{seeds} seeds are too few for an interval of {confidence:.0%} that leaves out zero"


def equal_rho_note(rho: np.ndarray) -> str:
    """Say that all seeds share one rho [seed], or nothing: the interval then has nothing to go by but their number."""
    return "" if np.ptp(rho) else "all seeds share one rho: its interval is that of the share of such seeds"


def too_few(test: str, effect_name: str, seeds: int, dropped: int) -> Finding:
    """A finding without numbers, for fewer than two complete seeds."""
    reason = f"needs at least 2 complete seeds, has {seeds}"
    return Finding(test, effect_name, seeds=seeds, dropped=dropped, note=join_notes(reason, dropped_note(dropped)))
