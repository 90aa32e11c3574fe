"""<output>/index.csv: which point of which study has which files."""

import csv
import io
from pathlib import Path

from richlazy.conditions import UPSTREAM
from richlazy.file_list import is_as_noted, note_index
from richlazy.files import move_aside, write_if_changed
from richlazy.plan import Plan, index_rows

NAME = "index.csv"
_COLUMNS = ["study", "point", "seeds", *UPSTREAM]


def is_index(path: Path) -> bool:
    """Whether a file begins as an index does."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().rstrip("\n").split(",") == _COLUMNS
    except (OSError, UnicodeDecodeError):
        return False


def write_index(folder: Path, plan: Plan) -> None:
    """Write the index of an output folder; rows of studies of another config stay while their results are there.

    What is in its place and is no index as it was written is moved aside.
    """
    path, text = folder / NAME, io.StringIO()
    earlier = [row for row in _rows(path) if row["study"] not in plan.studies and _is_there(folder / row["study"])]
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*index_rows(plan), *earlier])
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


def _is_there(study: Path) -> bool:
    return (study / "measures.plan.json").is_file()
