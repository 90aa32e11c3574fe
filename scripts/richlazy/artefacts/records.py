"""What a job leaves beside the tables, pages and figures that it wrote: its plan, with a digest of each of the files.

It is written last. While it is missing, says another plan, or its files are not those that it tells of, the job is done
again.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from richlazy.artefacts import sealed
from richlazy.artefacts.files import write_text
from richlazy.artefacts.identity import file_digest

SUFFIX = ".plan.json"
# Files whose record has another name than theirs.
_RECORDED_AS = {"summary": "measures"}
# What is wrong with a file that has another digest than its record says.
CHANGED = "the file is not as the pipeline wrote it"
_HEAD = '{\n "files": '
# A time before that of any output.
_LONG_AGO = 1


class Checked(NamedTuple):
    """Whether a job's files are there as it wrote them by this plan, and those that something else changed since."""

    up_to_date: bool
    changed: list[Path]


def record_of(file: Path) -> Path:
    """Path of the record of a file."""
    return file.with_name(f"{_RECORDED_AS.get(file.stem, file.stem)}{SUFFIX}")


def write_record(path: str | Path, plan: str, files: Iterable[str | Path]) -> None:
    """Write the record of a job that followed a plan and wrote the files, all in the record's folder.

    plan: its text, a JSON object with one key a line.
    """
    digests = {Path(file).name: _digest(Path(file)) for file in files if Path(file) != Path(path)}
    write_text(path, _HEAD + json.dumps(digests, sort_keys=True) + ",\n" + plan.removeprefix("{\n"))


def _digest(file: Path) -> str:
    """That of a NetCDF file is the one at its end, which is looked at whenever the file is read."""
    return sealed.seal_of(file) if file.suffix == ".nc" else file_digest(file)


def _is_as_recorded(file: Path, digest: str) -> bool:
    try:
        return _digest(file) == digest
    except OSError:  # a disk that fails, or rights that somebody took away
        return False


def read_record(path: Path) -> tuple[str, dict[str, str]] | None:
    """The text of the plan and the digests by name of file; None where there is no record, or a damaged one.

    Records of earlier versions, which are the plan alone, have no digests.
    """
    try:
        text = path.read_text(encoding="utf-8")
        head, _, plan = text.removeprefix(_HEAD).partition(",\n")
        digests = json.loads(head if text.startswith(_HEAD) else text)
    except (OSError, ValueError):
        return None
    if not isinstance(digests, dict):
        return None
    if not text.startswith(_HEAD):
        return text, {}
    return ("{\n" + plan, digests) if all(map(_is_file_name, digests)) else None


def _is_file_name(text: str) -> bool:
    return text not in ("", "..") and Path(text).name == text


def fault(file: Path) -> str:
    """What is wrong with a file by its record; "" where it is what its job wrote, or where no record tells of it."""
    _, digests = read_record(record_of(file)) or ("", {})
    if file.name not in digests or _is_as_recorded(file, digests[file.name]):
        return ""
    return f"{CHANGED}, by {record_of(file).name} beside it"


def check_record(record: Path, plan: str) -> Checked:
    """Compare a record with the plan that its job is to follow, and the files beside it with the record."""
    followed, digests = read_record(record) or ("", {})
    files = [record.with_name(name) for name in digests]
    there = [file for file in files if file.is_file()]
    changed = [file for file in there if not _is_as_recorded(file, digests[file.name])]
    return Checked(followed == plan and bool(files) and there == files and not changed, changed)


def date_plan(path: Path, up_to_date: bool) -> None:
    """Give a plan a time that is later than that of what was made from it only if that is not up to date.

    Times alone would mislead: a dry run with another config, a copy that loses them or a clock that jumps changes them.
    """
    with suppress(PermissionError):  # of another user's file; what follows from it may then be made again
        os.utime(path, (_LONG_AGO, _LONG_AGO) if up_to_date else None)
