"""List of the files that the pipeline has written in an output folder, and the digest of the folder's index.

The pipeline overwrites only files on this list; all others belong to the user.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from richlazy.artefacts.files import write_if_changed
from richlazy.artefacts.identity import file_digest

LIST = ".rich-lazy-files.json"
_ABOUT = "The files of this folder that the pipeline writes and may write over. Without this list it refuses to."


def listed(folder: Path) -> set[str] | None:
    """Names on the list of an output folder; None where there is no readable list."""
    try:
        return set(_read(folder)["files"])
    except (KeyError, TypeError):
        return None


def add_to_list(folder: Path, names: Iterable[str]) -> None:
    """Add file names to the list of an output folder."""
    _write(folder, _read(folder) | {"files": sorted((listed(folder) or set()).union(names))})


def note_index(index: Path) -> None:
    """Record the digest of an index that was just written."""
    _write(index.parent, _read(index.parent) | {"index": file_digest(index)})


def is_as_noted(index: Path) -> bool:
    """Whether an index has its recorded digest, or none was recorded."""
    noted = _read(index.parent).get("index")
    return noted is None or noted == file_digest(index)


def _read(folder: Path) -> dict[str, object]:
    """The content of the list; empty where there is no readable list."""
    try:
        content = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write(folder: Path, content: dict[str, object]) -> None:
    write_if_changed(folder / LIST, json.dumps({"about": _ABOUT, "files": []} | content, indent=0) + "\n")
