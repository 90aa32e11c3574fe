"""Summary of the scorecard: for every claim and experiment, the numbers of verdicts and a representative effect."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from richlazy.contracts.study_parts import claims
from richlazy.scoring.rows import SIGNS
from richlazy.statistics.verdict import VERDICTS

# Kinds of effects that have their own axis, and the text in an effect's name by which they are recognised.
KINDS = {"correlation": "Spearman", "ratio": "log ratio"}
OTHER = "other"
POOLED = "all tasks"
# With this many seeds, signed-rank tests in a family of six can reach a verdict; with fewer, hardly any test can.
SEEDS_ENOUGH = 8


@dataclass(frozen=True)
class Summary:
    """The tests of one claim in one experiment, or in several that are shown together.

    rows: the scorecard's rows with further columns: `predicted`, the effect with the sign that makes predicted effects
    positive; `low` and `high`, its interval, and `predicted_mean`, the mean beside it, with the same sign; `kind`, one
    of KINDS or OTHER.
    """

    claim: str
    title: str
    statement: str
    experiments: tuple[str, ...]
    rows: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Number of tests by verdict."""
        return {verdict: int((self.rows.verdict == verdict).sum()) for verdict in VERDICTS}

    @property
    def seeds(self) -> tuple[int, int]:
        """Smallest and largest number of complete seeds of a test."""
        return int(self.rows.seeds.min()), int(self.rows.seeds.max())

    @property
    def diverged(self) -> int:
        """Largest number of diverged runs of a test."""
        return int(self.rows.diverged.max())

    def leading(self, kind: str) -> pd.Series | None:
        """The representative test of a kind: the one with the median effect; None if no test has an effect.

        If there are tests over all tasks, it is one of these. Of two in the middle, it has the smaller effect.
        """
        known = self.rows[(self.rows.kind == kind) & self.rows.predicted.notna()]
        pooled = known[known.task.str.startswith(POOLED)]
        ordered = (pooled if len(pooled) else known).sort_values("predicted", kind="stable")
        return ordered.iloc[(len(ordered) - 1) // 2] if len(ordered) else None

    def kinds(self) -> Iterator[str]:
        """The kinds of effects that the tests have."""
        return (kind for kind in (*KINDS, OTHER) if self.leading(kind) is not None)


def summarise(rows: pd.DataFrame) -> list[Summary]:
    """A summary for every claim and experiment of the scorecard's rows: claims sorted by number, experiments in their
    order."""
    turned = _with_predicted(rows)
    groups = [
        Summary(claim, title(claim, part.statement.iloc[0]), part.statement.iloc[0], (experiment,), part)
        for (experiment, claim), part in turned.groupby(["experiment", "claim"], sort=False)
    ]
    return sorted(groups, key=lambda group: _number(group.claim))


def together(summaries: Sequence[Summary]) -> Summary:
    """Combine the summaries of several experiments on one claim."""
    first = summaries[0]
    experiments = tuple(experiment for summary in summaries for experiment in summary.experiments)
    return Summary(first.claim, first.title, first.statement, experiments, pd.concat([part.rows for part in summaries]))


def title(claim: str, statement: str = "") -> str:
    """Title of a claim, from the name of its module; the statement if the claim has no module."""
    words = claims.available().get(claim, "").partition("_")[2].replace("_", " ")
    return words[:1].upper() + words[1:] or statement


def few_seeds(rows: pd.DataFrame) -> str:
    """A warning if half of the tests have too few seeds for a verdict; otherwise ""."""
    if not len(rows) or rows.seeds.median() >= SEEDS_ENOUGH:
        return ""
    most = int(rows.seeds.median())
    return (
        f"Few seeds: half of the tests have {most} or fewer, and so few decide little. Here “undecided” says nothing "
        f"against a claim, nor does one verdict settle it."
    )


def _with_predicted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the further columns of `Summary.rows`."""
    sign = rows.direction.str.split().str[0].map(SIGNS).astype(float)
    ends = np.sort(np.stack([sign * rows.interval_low, sign * rows.interval_high]), axis=0)
    kinds = [next((kind for kind, part in KINDS.items() if part in name), OTHER) for name in rows.effect_name]
    turned = {"predicted": sign * rows.effect, "predicted_mean": sign * rows["mean"], "low": ends[0], "high": ends[1]}
    return rows.assign(**turned, kind=kinds)


def _number(claim: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", claim)
    return int(digits) if digits else 0, claim
