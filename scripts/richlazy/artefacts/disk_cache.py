"""On-disk cache keyed by content: by what was asked and by the code that answers, so that no answer is ever out of
date.

Whenever a job starts it reads the config, which would parse the library and read the user's matrices again: of the
paper in 1.0 s of processor time, with the cache in 0.4 s.
"""

import json
from collections.abc import Callable
from pathlib import Path

from richlazy.artefacts.files import write_if_changed
from richlazy.artefacts.identity import digest


class DiskCache:
    """What was computed for each key; `path` is the JSON file of earlier answers, None where there is none."""

    def __init__(self, path: Path | None = None):
        self._path, self._asked = path, {}
        self._known = _read(path) if path else {}

    def answer(self, question: str, code: str, compute: Callable[[], object]) -> object:
        """What is remembered for `question`, which must hold all that the answer depends on; else what `compute` gives.

        code: digest of the code that gives the answer, so that none outlives a change of that code.
        """
        key = f"{question}, by {code}"
        if key not in self._asked:
            self._asked[key] = self._known[key] if key in self._known else compute()
        return self._asked[key]

    def save(self) -> None:
        """Write what was asked for; what was not is forgotten."""
        if self._path and self._asked != self._known:
            kept = {"answers": self._asked, "digest": digest(self._asked)}
            write_if_changed(self._path, json.dumps(kept, sort_keys=True) + "\n")
            self._known = dict(self._asked)


_of_process = DiskCache()


def use_cache(memory: DiskCache) -> None:
    """Let `cached` answer from this memory from now on."""
    global _of_process
    _of_process = memory


def cached(question: str, code: str, compute: Callable[[], object]) -> object:
    """The answer of the memory that this process was given."""
    return _of_process.answer(question, code, compute)


def _read(path: Path) -> dict[str, object]:
    """What is kept; a memory that is not there, or damaged, is an empty one."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return kept["answers"] if digest(kept["answers"]) == kept["digest"] else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
