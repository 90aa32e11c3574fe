"""The index of an output folder, index.csv: the files of every point of every experiment."""

import csv
import io
from collections.abc import Collection
from pathlib import Path

from richlazy.artefacts.file_list import is_as_noted, note_index
from richlazy.artefacts.files import move_aside, write_if_changed
from richlazy.contracts.parts import artefact_stages
from richlazy.planning.experiment_tables import index_rows
from richlazy.planning.plan import Plan

NAME = "index.csv"
_COLUMNS = ["experiment", "point", "seeds", *artefact_stages()]
# The columns of indexes of earlier versions, before networks were compared, and before replicates had jobs.
_EARLIER = [
    [column for column in _COLUMNS if column not in missing] for missing in (("replicate",), ("compare", "replicate"))
]


def is_index(path: Path) -> bool:
    """Whether a file has the columns of an index."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().rstrip("\n").split(",") in (_COLUMNS, *_EARLIER)
    except (OSError, UnicodeDecodeError):
        return False


def write_index(folder: Path, plan: Plan, followed: Collection[str]) -> None:
    """Write the index of an output folder.

    followed: experiments whose existing results are from this plan. Rows of other experiments stay, as long as there
    are results of these. A damaged index, or another file in its place, is moved aside.
    """
    path, text = folder / NAME, io.StringIO()
    rows = [{column: str(row.get(column, "")) for column in _COLUMNS} for row in index_rows(plan)]
    others = [row for row in _rows(path) if row["experiment"] not in followed and _is_there(folder / row["experiment"])]
    earlier = [row for row in others if row not in rows]
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    # By name, so that the order does not tell which experiment was made last.
    writer.writerows(sorted([*rows, *earlier], key=lambda row: row["experiment"]))
    if path.exists() and not (is_index(path) and is_as_noted(path)):
        move_aside(path)
    write_if_changed(path, text.getvalue())
    note_index(path)


def _rows(path: Path) -> list[dict[str, str]]:
    """Rows of an existing index; none for a damaged one."""
    if not is_index(path):
        return []
    try:
        with path.open(encoding="utf-8", newline="") as table:
            rows = [row for row in csv.DictReader(table) if None not in row and None not in row.values()]
            return [{column: row.get(column, "") for column in _COLUMNS} for row in rows]
    except (UnicodeDecodeError, csv.Error):
        return []


def _is_there(experiment: Path) -> bool:
    return (experiment / "measures.plan.json").is_file()
