"""Plan files: each says what a table or figure is to be made from, and is an input of its job.

They make reruns independent of Snakemake's own metadata, which is missing in a fresh clone or a copy of the results.
They are in Snakemake's folder and addressed by content, so that a dry run or a run with another config changes neither
results nor the plans of a running workflow. A job writes its plan into the record beside its results.
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

# Folder of plans and cache, which are written when the Snakefile is read; a dry run writes nothing else.
FOLDER = Path(".snakemake/rich-lazy")
# Days after which an unused plan is removed.
_KEPT = 30


class PlanFiles:
    """The plans of one config; output: its folder of tables and figures."""

    def __init__(self, output: str):
        self._output = Path(output)
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def add(self, name: str, spec: Mapping) -> None:
        """Add the plan `name` (path of its record below the output folder, without suffix). No file is written."""
        self._texts[name] = json.dumps(spec, indent=1, sort_keys=True) + "\n"

    def write(self, name: str) -> str:
        """Path of a plan file, which is written if it does not exist."""
        path = FOLDER / "plan" / self._output / f"{name}-{digest(self._texts[name])}.json"
        write_if_changed(path, self._texts[name])
        self._names[path.as_posix()] = name
        return path.as_posix()

    def text(self, name: str) -> str:
        """The text of a plan, independent of its file."""
        return self._texts[name]

    def paths(self) -> dict[str, str]:
        """Paths of all written plan files, by name."""
        return {name: path for path, name in self._names.items()}

    def record(self, name: str) -> Path:
        """Path of the record that a job writes beside its results."""
        return self._output / f"{name}{SUFFIX}"

    def is_followed(self, name: str) -> bool:
        """Whether the existing results were made from this plan."""
        record = read_record(self.record(name))
        return record is not None and record[0] == self._texts[name]

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """Digests of plans by name; results that are made from their tables are out of date when they change."""
        return {name: digest(self._texts[name]) for name in names}

    def date_all(self) -> list[Path]:
        """Set the times of written plan files: newer than outdated results, and older than up-to-date ones.

        Returns the files that were changed after their jobs wrote them.
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
    """Make a plan newer than its record and results, even if their times are in the future: a dry run resets none."""
    _, digests = read_record(record) or ("", {})
    files = [file for file in (record, *(record.with_name(name) for name in digests)) if file.is_file()]
    newest = max((file.stat().st_mtime for file in files), default=0.0)
    if newest >= plan.stat().st_mtime:
        os.utime(plan, (newest + 1, newest + 1))


def remove_unused_plans() -> None:
    """Remove plans that no config has used for a month."""
    # Every use sets the modification time of a plan, and thereby its change time.
    long_ago = time.time() - _KEPT * 86400
    for path in (FOLDER / "plan").rglob("*.json"):
        with suppress(FileNotFoundError):  # another Snakemake may remove it
            if path.stat().st_ctime < long_ago:
                os.unlink(path)
