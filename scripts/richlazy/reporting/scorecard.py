"""The scorecard: rows of all claims and experiments as CSV text and as one self-contained page."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import exp, isfinite
from operator import itemgetter
from pathlib import Path

import pandas as pd

from richlazy.artefacts.verified import verify
from richlazy.contracts.registry import literal
from richlazy.contracts.study_parts import claims
from richlazy.reporting import pages
from richlazy.reporting.scorecard_summary import KINDS, OTHER, Summary, few_seeds, summarise
from richlazy.statistics.verdict import RULE, VERDICTS

NUMBERS = (
    "effect",
    "interval_low",
    "interval_high",
    "difference",
    "difference_low",
    "difference_high",
    "p",
    "p_adjusted",
    "p_contrary",
    "p_contrary_adjusted",
)


def read(paths: Sequence[str | Path]) -> pd.DataFrame:
    """Read the claims tables of several experiments into one, in the order given. A table without rows is allowed.

    Raises InputError for a table that is not as its job wrote it, which is set aside.
    """
    # Only numbers may be missing: a task may well be called "NA", and a note is empty rather than missing.
    missing = {column: [""] for column in (*NUMBERS, "step")}
    options = {"keep_default_na": False, "na_values": missing, "dtype": {"step": "Int64"}}
    tables = [pd.read_csv(verify(path), **options) for path in paths]
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def to_csv(rows: pd.DataFrame) -> str:
    """The rows as CSV text, `study` and `experiment` first. Raises KeyError when a row does not say these."""
    first = ["study", "experiment"]
    return rows[[*first, *rows.columns.drop(first)]].to_csv(index=False, lineterminator="\n")


def to_html(rows: pd.DataFrame, provenance: Mapping[str, object]) -> str:
    """The rows as a page that needs nothing but itself. `provenance` is shown as name and value, in its order."""
    values = {
        "rows": rows.to_dict("records"),
        "claims": [list(block) for _, block in groupby(map(in_short, summarise(rows)), key=itemgetter("claim"))],
        "few_seeds": few_seeds(rows),
        "verdicts": VERDICTS,
        "rule": f"{RULE} {families(rows)}",
        "provenance": {name: value for name, value in provenance.items() if value not in (None, "")},
    }
    filters = {"number": number, "whole": whole, "p_value": p_value, "plain": plain, "interval": interval}
    return pages.render("scorecard", values, filters)


def families(rows: pd.DataFrame) -> str:
    """What the p values of the claims are adjusted over, by the literal FAMILY of each, where it has one."""
    known = claims.available()
    own: dict[str, list[str]] = {}
    for claim in filter(known.get, dict.fromkeys(rows.claim)):
        family = literal(claims.path(claim), "FAMILY", "")
        own.setdefault(family, []).append(claim)
    told = "".join(f"; of {', '.join(names)}: {family}" for family, names in own.items() if family)
    return f"The family of a row is all rows of its claim in its experiment{told}."


def in_short(summary: Summary) -> dict[str, object]:
    """A claim in an experiment: statement, how many tests have each verdict, and the effects that stand for them."""
    leads = [(kind, summary.leading(kind)) for kind in summary.kinds()]
    few, many = summary.seeds
    return {
        "experiment": ", ".join(summary.experiments),
        "claim": summary.claim,
        "title": summary.title,
        "statement": summary.statement,
        "total": len(summary.rows),
        "effects": [_effect_words(kind, lead) for kind, lead in leads if kind in KINDS or len(leads) == 1],
        "seeds": str(few) if few == many else f"{few} to {many}",
        "diverged": summary.diverged,
    } | summary.counts


def _effect_words(kind: str, lead: pd.Series) -> str:
    """An effect with its interval, turned so that it is positive, or a ratio above 1, as predicted."""
    name = str(lead.effect_name) if kind == OTHER else kind
    values = [lead.predicted, lead.low, lead.high]
    middle, low, high = (exp(value) for value in values) if kind == "ratio" else values
    return f"{name} {number(middle)} ({interval(low, high)})"


def number(value: float) -> str:
    """A number for reading, two decimals with a true minus sign; a dash when there is none."""
    if not isfinite(value):
        return "–"
    digits = f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"
    return ("0.00" if digits == "-0.00" else digits).replace("-", "−")


def whole(value: object) -> str:
    """A whole number for reading; a dash when there is none."""
    return "–" if pd.isna(value) else str(value)


def interval(low: float, high: float) -> str:
    """An interval for reading; a dash when there is none."""
    return f"{number(low)} to {number(high)}" if isfinite(low) and isfinite(high) else "–"


def p_value(value: float) -> str:
    """A p value for reading."""
    if not isfinite(value):
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def plain(name: str) -> str:
    """A variable's name as words."""
    return name.replace("_", " ")
