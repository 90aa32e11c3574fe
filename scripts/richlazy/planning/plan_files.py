"""Plan files: what each table and figure is to be made from, as an input of its job.

Without them nothing would be made anew where Snakemake's own records are missing, in a fresh clone or a copy of
results. They lie beside those records and are addressed by content, so that a dry run, or a run with another config,
changes neither results nor a plan that a run still follows. A job leaves a copy of its plan beside what it made.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from richlazy.artefacts.files import write_if_changed
from richlazy.artefacts.identity import digest
from richlazy.artefacts.records import SUFFIX, check_record, date_plan, read_record

# What the Snakefile writes for itself when it is read, in dry runs too; nothing else is written by one.
FOLDER = Path(".snakemake/rich-lazy")
# Days after which a plan that no run asked for any more is removed.
_KEPT = 30


class PlanFiles:
    """The plans of one config, whose tables and figures lie in the folder `output`."""

    def __init__(self, output: str):
        self._output = Path(output)
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def add(self, name: str, spec: Mapping) -> None:
        """Take the plan `name`, a place below the output folder, which says `spec`. Writes nothing."""
        self._texts[name] = json.dumps(spec, indent=1, sort_keys=True) + "\n"

    def write(self, name: str) -> str:
        """Path of a plan, which is written if it is not there."""
        path = FOLDER / "plan" / self._output / f"{name}-{digest(self._texts[name])}.json"
        write_if_changed(path, self._texts[name])
        self._names[path.as_posix()] = name
        return path.as_posix()

    def text(self, name: str) -> str:
        """What a plan says, whatever may have happened to its file."""
        return self._texts[name]

    def paths(self) -> dict[str, str]:
        """Paths of all plans that were written, by name."""
        return {name: path for path, name in self._names.items()}

    def record(self, name: str) -> Path:
        """What a job leaves of its plan beside what it made."""
        return self._output / f"{name}{SUFFIX}"

    def is_followed(self, name: str) -> bool:
        """Whether what is there was made from this plan."""
        record = read_record(self.record(name))
        return record is not None and record[0] == self._texts[name]

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """Digests of plans by their names: what is made from their tables is out of date when they change."""
        return {name: digest(self._texts[name]) for name in names}

    def date_all(self) -> list[Path]:
        """Make the plans that were written newer than what was not made from them, and older than what was.

        Returns the files that are not as their jobs wrote them.
        """
        changed = []
        for path, name in self._names.items():
            checked = check_record(self.record(name), self._texts[name])
            date_plan(Path(path), checked.up_to_date)
            if not checked.up_to_date:
                _date_after(Path(path), self.record(name))
            changed += checked.changed
        return changed


def _date_after(plan: Path, record: Path) -> None:
    """Make a plan newer than a record of the future and its files, whose times a dry run does not take back."""
    _, digests = read_record(record) or ("", {})
    files = [file for file in (record, *(record.with_name(name) for name in digests)) if file.is_file()]
    newest = max((file.stat().st_mtime for file in files), default=0.0)
    if newest >= plan.stat().st_mtime:
        os.utime(plan, (newest + 1, newest + 1))


def remove_unused_plans() -> None:
    """Remove plans that no config asked for in a month."""
    # Every use sets the time of a plan's content, and so that of the last change of its entry.
    long_ago = time.time() - _KEPT * 86400
    for path in (FOLDER / "plan").rglob("*.json"):
        with suppress(FileNotFoundError):  # another Snakemake may remove it
            if path.stat().st_ctime < long_ago:
                os.unlink(path)
