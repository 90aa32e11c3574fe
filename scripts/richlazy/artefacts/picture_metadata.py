"""Metadata of pictures: title, caption and the commit of the code that drew them.

They are stored under the standard keys of each format: the text chunks of PNG and the information dictionary of PDF.
There is no date, so that the same commit draws the same bytes.
"""

import re
from importlib import metadata
from pathlib import Path

from richlazy.artefacts.provenance import commit

_SOFTWARE = "rich-lazy-connectivity, commit"
# Neither format compresses these entries.
_DRAWN_BY = re.compile(rb"(?:tEXtSoftware\x00|/Creator \()" + re.escape(_SOFTWARE).encode() + rb" ([0-9a-z-]+)")


def for_png(title: str, caption: str) -> dict[str, str]:
    """Text chunks of a PNG file."""
    software = f"{_SOFTWARE} {commit()}; Matplotlib {metadata.version('matplotlib')}"
    return {"Title": title, "Description": caption, "Software": software}


def for_pdf(title: str, caption: str) -> dict[str, str | None]:
    """Entries of a PDF's information dictionary; Matplotlib adds itself as the producer."""
    return {"Title": title, "Subject": caption, "Creator": f"{_SOFTWARE} {commit()}", "CreationDate": None}


def commit_in(picture: Path) -> str | None:
    """Commit of the code that drew a PNG or a PDF; None where the metadata has none."""
    match = _DRAWN_BY.search(picture.read_bytes())
    return match[1].decode() if match else None
