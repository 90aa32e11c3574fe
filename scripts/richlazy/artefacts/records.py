"""The record of a job, a file beside the tables, pages and figures that it wrote: its plan and a digest of each file.

A job writes its record last. It runs again if the record is missing, holds another plan, or does not match the files.
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
# Files whose record is named after another file of the same job.
_RECORDED_AS = {"summary": "measures"}
# Message for a file whose digest is not the recorded one.
CHANGED = "the file is not as the pipeline wrote it"
_HEAD = '{\n "files": '
# A modification time before that of any output.
_LONG_AGO = 1


class Checked(NamedTuple):
    """Result of `check_record`: whether all files are as a job with this plan wrote them, and the changed files."""

    up_to_date: bool
    changed: list[Path]


def record_of(file: Path) -> Path:
    """Path of the record of a file."""
    return file.with_name(f"{_RECORDED_AS.get(file.stem, file.stem)}{SUFFIX}")


def write_record(path: str | Path, plan: str, files: Iterable[str | Path]) -> None:
    """Write the record of a job; its files lie in the folder of the record.

    plan: the text of its plan, a JSON object with one key a line.
    """
    digests = {Path(file).name: _digest(Path(file)) for file in files if Path(file) != Path(path)}
    write_text(path, _HEAD + json.dumps(digests, sort_keys=True) + ",\n" + plan.removeprefix("{\n"))


def _digest(file: Path) -> str:
    """Digest of a file. That of a NetCDF file is the seal at its end, which is verified whenever the file is read."""
    return sealed.seal_of(file) if file.suffix == ".nc" else file_digest(file)


def _is_as_recorded(file: Path, digest: str) -> bool:
    try:
        return _digest(file) == digest
    except OSError:  # the disk fails, or the file may not be read
        return False


def read_record(path: Path) -> tuple[str, dict[str, str]] | None:
    """The text of the plan and the digest of each file by name; None where the record is missing or damaged.

    Records of earlier versions hold the plan alone, and no digests.
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
    """Message on a file that differs from its record; "" where it does not, or where there is no record of it."""
    _, digests = read_record(record_of(file)) or ("", {})
    if file.name not in digests or _is_as_recorded(file, digests[file.name]):
        return ""
    return f"{CHANGED}, by {record_of(file).name} beside it"


def check_record(record: Path, plan: str) -> Checked:
    """Compare a record with the present plan of its job, and the files beside it with the record."""
    recorded_plan, digests = read_record(record) or ("", {})
    files = [record.with_name(name) for name in digests]
    existing = [file for file in files if file.is_file()]
    changed = [file for file in existing if not _is_as_recorded(file, digests[file.name])]
    return Checked(recorded_plan == plan and bool(files) and existing == files and not changed, changed)


def date_plan(path: Path, up_to_date: bool) -> None:
    """Set the modification time of a plan: now where its outputs are out of date, else before that of any output.

    So Snakemake, which compares times, decides by the record. The times themselves are not reliable: a dry run with
    another config, a copy of the folder or a clock that jumps changes them.
    """
    with suppress(PermissionError):  # another user's file; its outputs may then be made again
        os.utime(path, (_LONG_AGO, _LONG_AGO) if up_to_date else None)
