"""<output>/index.csv: which point of which experiment has which files."""

import csv
import io
from collections.abc import Collection
from pathlib import Path

from richlazy.artefacts.file_list import is_as_noted, note_index
from richlazy.artefacts.files import move_aside, write_if_changed
from richlazy.contracts.parts import stages
from richlazy.planning.experiment_tables import index_rows
from richlazy.planning.plan import Plan

NAME = "index.csv"
_COLUMNS = ["experiment", "point", "seeds", *stages()]


def is_index(path: Path) -> bool:
    """Whether a file begins as an index does."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().rstrip("\n").split(",") == _COLUMNS
    except (OSError, UnicodeDecodeError):
        return False


def write_index(folder: Path, plan: Plan, followed: Collection[str]) -> None:
    """Write the index of an output folder.

    followed: experiments of the plan whose results are made from it. Of all others rows stay that tell what the results
    that are there were made from. What is in its place and is no index as it was written is moved aside.
    """
    path, text = folder / NAME, io.StringIO()
    rows = [{column: str(row.get(column, "")) for column in _COLUMNS} for row in index_rows(plan)]
    others = [row for row in _rows(path) if row["experiment"] not in followed and _is_there(folder / row["experiment"])]
    earlier = [row for row in others if row not in rows]
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*rows, *earlier])
    if path.exists() and not (is_index(path) and is_as_noted(path)):
        move_aside(path)
    write_if_changed(path, text.getvalue())
    note_index(path)


def _rows(path: Path) -> list[dict[str, str]]:
    """Rows of an index that is there; of a damaged one there are none."""
    if not is_index(path):
        return []
    try:
        with path.open(encoding="utf-8", newline="") as table:
            return [row for row in csv.DictReader(table) if None not in row and None not in row.values()]
    except (UnicodeDecodeError, csv.Error):
        return []


def _is_there(experiment: Path) -> bool:
    return (experiment / "measures.plan.json").is_file()
