"""The scorecard: rows of all claims and experiments as CSV and as one self-contained HTML page."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import exp, isfinite, isinf, isnan
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
    "mean",
    "difference",
    "difference_low",
    "difference_high",
    "difference_mean",
    "p",
    "p_adjusted",
    "p_contrary",
    "p_contrary_adjusted",
)


def read(paths: Sequence[str | Path]) -> pd.DataFrame:
    """Read the claims tables of several experiments into one, in the given order. A table without rows is allowed.

    Raises InputError for a damaged table, which is moved aside.
    """
    # Only numbers can be missing: a task may be called "NA", and a missing note is an empty text.
    missing = {column: [""] for column in (*NUMBERS, "step")}
    options = {"keep_default_na": False, "na_values": missing, "dtype": {"step": "Int64"}}
    tables = [pd.read_csv(verify(path), **options) for path in paths]
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def to_csv(rows: pd.DataFrame) -> str:
    """The rows as CSV text, with the columns `study` and `experiment` first. Raises KeyError if one is missing."""
    first = ["study", "experiment"]
    return rows[[*first, *rows.columns.drop(first)]].to_csv(index=False, lineterminator="\n")


def to_html(rows: pd.DataFrame, provenance: Mapping[str, object]) -> str:
    """The rows as a self-contained HTML page; provenance: names and values that are shown on it, in their order."""
    values = {
        "rows": rows.to_dict("records"),
        "claims": [list(block) for _, block in groupby(map(in_short, summarise(rows)), key=itemgetter("claim"))],
        "few_seeds": few_seeds(rows),
        "verdicts": VERDICTS,
        "rule": f"{RULE} {families(rows)}",
        "provenance": {name: value for name, value in provenance.items() if value not in (None, "")},
    }
    filters = {
        "number": number,
        "whole": whole,
        "p_value": p_value,
        "plain": plain,
        "interval": interval,
        "sortable": sortable,
    }
    return pages.render("scorecard", values, filters)


def families(rows: pd.DataFrame) -> str:
    """Text on the families of rows over which p values are adjusted; a claim can describe its own in FAMILY."""
    known = claims.available()
    own: dict[str, list[str]] = {}
    for claim in filter(known.get, dict.fromkeys(rows.claim)):
        family = literal(claims.path(claim), "FAMILY", "")
        own.setdefault(family, []).append(claim)
    exceptions = "".join(f"; of {', '.join(names)}: {family}" for family, names in own.items() if family)
    return f"The family of a row is all rows of its claim in its experiment{exceptions}."


def in_short(summary: Summary) -> dict[str, object]:
    """Values for the page on a claim in an experiment: statement, numbers of verdicts, representative effects."""
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
    """An effect with its interval; a predicted effect is positive, or a ratio above 1."""
    name = str(lead.effect_name) if kind == OTHER else kind
    values = [lead.predicted, lead.low, lead.high]
    middle, low, high = (exp(value) for value in values) if kind == "ratio" else values
    return f"{name} {number(middle)} ({interval(low, high)})"


def number(value: float) -> str:
    """A number as text, with two decimals and a true minus sign; ∞ without end, a dash if it is missing."""
    if isnan(value):
        return "–"
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    digits = f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"
    return ("0.00" if digits == "-0.00" else digits).replace("-", "−")


def sortable(value: float) -> str:
    """A number as JavaScript reads it."""
    return str(value).replace("inf", "Infinity")


def whole(value: object) -> str:
    """A whole number as text; a dash if it is missing."""
    return "–" if pd.isna(value) else str(value)


def interval(low: float, high: float) -> str:
    """An interval as text; a dash if it is missing."""
    return "–" if isnan(low) or isnan(high) else f"{number(low)} to {number(high)}"


def p_value(value: float) -> str:
    """A p value as text; a dash if it is missing."""
    if not isfinite(value):
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def plain(name: str) -> str:
    """A variable's name as words."""
    return name.replace("_", " ")
