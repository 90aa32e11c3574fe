"""The list that a run keeps in its output folder: the files that it writes there, and the digest of its index."""

import json
from collections.abc import Iterable
from pathlib import Path

from richlazy.artefacts.files import write_if_changed
from richlazy.artefacts.identity import file_digest

LIST = ".rich-lazy-files.json"
_ABOUT = "The files of this folder that the pipeline writes and may write over. Without this list it refuses to."


def listed(folder: Path) -> set[str] | None:
    """Names that the list of an output folder holds; None where there is no list that can be read."""
    try:
        return set(_read(folder)["files"])
    except (KeyError, TypeError):
        return None


def add_to_list(folder: Path, names: Iterable[str]) -> None:
    """List further files of an output folder as the pipeline's."""
    _write(folder, _read(folder) | {"files": sorted((listed(folder) or set()).union(names))})


def note_index(index: Path) -> None:
    """Note the digest of an index that was written."""
    _write(index.parent, _read(index.parent) | {"index": file_digest(index)})


def is_as_noted(index: Path) -> bool:
    """Whether an index is as it was written, or no digest of it was noted."""
    noted = _read(index.parent).get("index")
    return noted is None or noted == file_digest(index)


def _read(folder: Path) -> dict[str, object]:
    """What the list holds; nothing where there is none that can be read."""
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(folder: Path, content: dict[str, object]) -> None:
    write_if_changed(folder / LIST, json.dumps({"about": _ABOUT, "files": []} | content, indent=0) + "\n")
