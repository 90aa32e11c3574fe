"""The address of content."""

import hashlib
import json
from pathlib import Path


def digest(content: object) -> str:
    """Twelve hexadecimal digits over a JSON-like value; the order of keys does not matter."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def file_digest(path: str | Path) -> str:
    """sha256 of a file, 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
