"""Verdicts on the findings of a claim; RULE is the only definition of the rule."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from richlazy.statistics.finding import Finding, join_notes

SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"
VERDICTS = (SUPPORTED, CONTRADICTED, UNDECIDED)

# Smallest number of seeds for a verdict: with fewer, intervals are unreliable (t intervals, the bootstrap).
LEAST_SEEDS = 5

RULE = (
    "A row is supported when the interval of the effect lies wholly on the predicted side of zero, and the one-sided p "
    "for the predicted direction, adjusted by Holm's method over the row's family, is below alpha. It is "
    "contradicted when the same holds for the opposite direction. Everything else is undecided. Test and interval are "
    "one procedure: the interval holds every effect that the test does not reject, so that it leaves out zero exactly "
    "where the two-sided p, twice the one-sided one before adjustment, is at most 1 less its confidence. (Associations "
    "within conditions alone have an interval of another kind.) A row is undecided whatever its values are "
    f"with fewer than {LEAST_SEEDS} seeds or too few for its test to reach alpha at all: the least p of n seeds is "
    "1/2^n, so that five seeds have no 95 % interval. The note says so."
)


@dataclass(frozen=True)
class Decision:
    """Verdict on one finding, with the p values behind it."""

    verdict: str
    p: float
    p_adjusted: float
    p_contrary: float
    p_contrary_adjusted: float
    note: str


def decide(findings: Sequence[Finding], signs: Sequence[int], alpha: float = 0.05) -> list[Decision]:
    """Apply RULE to the findings of one claim in one experiment.

    `signs` holds the predicted sign of each effect, +1 or -1. Raises ValueError for any other sign.
    """
    if len(findings) != len(signs) or not set(signs) <= {1, -1}:
        raise ValueError(f"need one sign, +1 or -1, per finding; got {len(findings)} findings and signs {list(signs)}")
    towards = [
        finding.p_positive if sign > 0 else finding.p_negative for finding, sign in zip(findings, signs, strict=True)
    ]
    against = [
        finding.p_negative if sign > 0 else finding.p_positive for finding, sign in zip(findings, signs, strict=True)
    ]
    # Holm's adjusted values grow with every p of the family, so this is a lower bound of what any data could give.
    bounds = holm([finding.smallest_p for finding in findings])
    adjusted = zip(towards, holm(towards), against, holm(against), strict=True)
    return [
        Decision(
            _verdict(finding, sign, values[1], values[3], alpha),
            *(float(value) for value in values),
            note=join_notes(_seeds_note(finding, bound, alpha), finding.note),
        )
        for finding, sign, values, bound in zip(findings, signs, adjusted, bounds, strict=True)
    ]


def holm(p_values: Sequence[float]) -> np.ndarray:
    """Holm's (1979) adjusted p values of one family; NaN entries stay NaN and are not part of the family."""
    p_values = np.asarray(p_values, float)
    adjusted = np.full(p_values.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p_values))
    rising = known[np.argsort(p_values[known])]
    steps = np.maximum.accumulate(p_values[rising] * np.arange(len(rising), 0, -1))
    adjusted[rising] = np.minimum(steps, 1.0)
    return adjusted


def _verdict(finding: Finding, sign: int, p_towards: float, p_against: float, alpha: float) -> str:
    if finding.seeds < LEAST_SEEDS:
        return UNDECIDED
    low, high = sorted((sign * finding.interval_low, sign * finding.interval_high))
    if p_towards < alpha and low > 0:
        return SUPPORTED
    if p_against < alpha and high < 0:
        return CONTRADICTED
    return UNDECIDED


def _seeds_note(finding: Finding, bound: float, alpha: float) -> str:
    if finding.seeds < LEAST_SEEDS:
        return f"{finding.seeds} seeds are fewer than {LEAST_SEEDS}, the least for a verdict"
    if bound < alpha or np.isnan(bound):
        return ""
    return f"{finding.seeds} seeds cannot reach alpha {alpha:g}: the least possible adjusted p is {bound:.2g}"
