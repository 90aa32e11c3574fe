"""The scorecard in short: every claim in every experiment, with its verdicts and the effect that stands for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from richlazy.claims.rows import SIGNS
from richlazy.contracts.study_parts import claims
from richlazy.statistics.verdict import VERDICTS

# Kinds of effects that have an axis of their own, by a part of the effect's name.
KINDS = {"correlation": "Spearman", "ratio": "log ratio"}
OTHER = "other"
POOLED = "all tasks"
# With this many seeds a signed-rank test of a family of six can give a verdict; with fewer hardly any test can.
SEEDS_ENOUGH = 8


@dataclass(frozen=True)
class Summary:
    """The tests of one claim in one experiment, or in several that are shown together.

    rows: the scorecard's rows, with `predicted`, the effect turned so that it is positive as predicted, `low` and
    `high`, its interval turned alike, and `kind`, one of KINDS or OTHER.
    """

    claim: str
    title: str
    statement: str
    experiments: tuple[str, ...]
    rows: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """How many tests have each verdict."""
        return {verdict: int((self.rows.verdict == verdict).sum()) for verdict in VERDICTS}

    @property
    def seeds(self) -> tuple[int, int]:
        """The fewest and the most complete seeds of a test."""
        return int(self.rows.seeds.min()), int(self.rows.seeds.max())

    @property
    def diverged(self) -> int:
        """The most runs that diverged among the conditions of a test."""
        return int(self.rows.diverged.max())

    def leading(self, kind: str) -> pd.Series | None:
        """The test that stands for those of a kind: the one with the median effect, of those over all tasks where there
        are such, and of two in the middle the one less as predicted. None where no test has an effect."""
        known = self.rows[(self.rows.kind == kind) & self.rows.predicted.notna()]
        pooled = known[known.task.str.startswith(POOLED)]
        ordered = (pooled if len(pooled) else known).sort_values("predicted", kind="stable")
        return ordered.iloc[(len(ordered) - 1) // 2] if len(ordered) else None

    def kinds(self) -> Iterator[str]:
        """Kinds of effects among the tests."""
        return (kind for kind in (*KINDS, OTHER) if self.leading(kind) is not None)


def summarise(rows: pd.DataFrame) -> list[Summary]:
    """A summary for every claim and experiment of the scorecard's rows: claims by their number, experiments as they
    come."""
    turned = _turned(rows)
    groups = [
        Summary(claim, title(claim, part.statement.iloc[0]), part.statement.iloc[0], (experiment,), part)
        for (experiment, claim), part in turned.groupby(["experiment", "claim"], sort=False)
    ]
    return sorted(groups, key=lambda group: _number(group.claim))


def together(summaries: Sequence[Summary]) -> Summary:
    """Several experiments on one claim as one summary."""
    first = summaries[0]
    experiments = tuple(experiment for summary in summaries for experiment in summary.experiments)
    return Summary(first.claim, first.title, first.statement, experiments, pd.concat([part.rows for part in summaries]))


def title(claim: str, statement: str = "") -> str:
    """What a claim says in few words, from the name of its module; the statement of one that has none."""
    words = claims.available().get(claim, "").partition("_")[2].replace("_", " ")
    return words[:1].upper() + words[1:] or statement


def few_seeds(rows: pd.DataFrame) -> str:
    """A warning where most tests have too few seeds to decide much; else an empty text."""
    if not len(rows) or rows.seeds.median() >= SEEDS_ENOUGH:
        return ""
    most = int(rows.seeds.median())
    return (
        f"Few seeds: half of the tests have {most} or fewer, and so few decide little. Here “undecided” says nothing "
        f"against a claim, nor does one verdict settle it."
    )


def _turned(rows: pd.DataFrame) -> pd.DataFrame:
    sign = rows.direction.str.split().str[0].map(SIGNS).astype(float)
    ends = np.sort(np.stack([sign * rows.interval_low, sign * rows.interval_high]), axis=0)
    kinds = [next((kind for kind, part in KINDS.items() if part in name), OTHER) for name in rows.effect_name]
    return rows.assign(predicted=sign * rows.effect, low=ends[0], high=ends[1], kind=kinds)


def _number(claim: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", claim)
    return int(digits) if digits else 0, claim
