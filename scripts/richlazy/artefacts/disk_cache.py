"""On-disk cache keyed by content: by everything that a value depends on, and by the digest of the code that computes
it. A cached value is therefore never out of date.

Every job reads the config again, which would parse the library and read the user's matrices again: 1.0 s of processor
time for the paper, 0.4 s with the cache.
"""

import json
from collections.abc import Callable
from pathlib import Path

from richlazy.artefacts.files import write_if_changed
from richlazy.artefacts.identity import digest


class DiskCache:
    """Computed values by key; `path` is the JSON file that keeps them between processes, None for none."""

    def __init__(self, path: Path | None = None):
        self._path, self._asked = path, {}
        self._known = _read(path) if path else {}

    def answer(self, question: str, code: str, compute: Callable[[], object]) -> object:
        """The cached value for `question`; where there is none, `compute` is called.

        question: text that holds everything that the value depends on. code: digest of the code that computes it, so
        that a change of that code makes the cached value unreachable.
        """
        key = f"{question}, by {code}"
        if key not in self._asked:
            self._asked[key] = self._known[key] if key in self._known else compute()
        return self._asked[key]

    def save(self) -> None:
        """Write the values that this process asked for; all others are dropped from the file."""
        if self._path and self._asked != self._known:
            content = {"answers": self._asked, "digest": digest(self._asked)}
            write_if_changed(self._path, json.dumps(content, sort_keys=True) + "\n")
            self._known = dict(self._asked)


_of_process = DiskCache()


def use_cache(cache: DiskCache) -> None:
    """Make `cached` use this cache from now on."""
    global _of_process
    _of_process = cache


def cached(question: str, code: str, compute: Callable[[], object]) -> object:
    """`DiskCache.answer` of this process's cache."""
    return _of_process.answer(question, code, compute)


def _read(path: Path) -> dict[str, object]:
    """The values in a cache file; none where the file is missing or damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return content["answers"] if digest(content["answers"]) == content["digest"] else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
