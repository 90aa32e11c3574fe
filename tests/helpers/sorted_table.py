"""The table of tests on the scorecard's page in a browser, and how it should be sorted by the scorecard's CSV."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

ROWS = "#tests tbody tr"
# Columns of the page, and of the CSV, that are sorted by: numbers with ties and without, missing ones, texts.
COLUMNS = {"Claim": "claim", "Effect": "effect", "Difference": "difference", "Step": "step"}


def read(csv: Path) -> list[dict]:
    """The rows of a scorecard's CSV; a number that is missing is not a number."""
    return pd.read_csv(csv, keep_default_na=False, na_values={name: [""] for name in ("step", "difference")}).to_dict(
        "records"
    )


def ascending(rows: Sequence[dict], column: str) -> list[dict]:
    """Rows by a column, the smallest first; those that have none last, and equal ones as they were."""
    return sorted(rows, key=lambda row: _place(row[column], 1))


def descending(rows: Sequence[dict], column: str) -> list[dict]:
    """The same the other way round; those that have none stay last, and equal ones stay as they were."""
    if isinstance(rows[0][column], str):
        # A sort that is reversed keeps equal ones as they were, too.
        return sorted(rows, key=lambda row: _place(row[column], 1), reverse=True)
    return sorted(rows, key=lambda row: _place(row[column], -1))


def _place(value: object, sign: int) -> tuple:
    """Words as in a dictionary, the numbers in them by their value: C2 before C10."""
    if isinstance(value, str):
        return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", value))
    return (True, 0) if math.isnan(value) else (False, sign * value)


def named(rows: Sequence[dict]) -> list[tuple]:
    """Rows of the CSV by what the page shows of them."""
    return [
        (row["experiment"], row["claim"], row["measure"].replace("_", " "), row["task"], row["verdict"]) for row in rows
    ]


def shown(browser) -> list[tuple]:
    """The rows that the page shows, from top to bottom."""
    script = (
        "return [...document.querySelectorAll(arguments[0])].map(row => [...row.cells].map(cell => cell.innerText))"
    )
    rows = browser.run(script, ROWS)
    return [(row[0], row[1], row[2], row[4], row[6]) for row in rows]


def assert_sorts(browser, csv: Path) -> None:
    """A click on a heading sorts the rows that stand in `csv`, another one the other way round."""
    rows = read(csv)
    assert shown(browser) == named(rows)
    for heading, column in COLUMNS.items():
        for ordered in (ascending, descending):
            browser.click("#tests th button", heading)
            rows = ordered(rows, column)
            assert shown(browser) == named(rows), (heading, ordered.__name__)
