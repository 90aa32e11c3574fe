"""The address of content."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path


def digest(content: object) -> str:
    """Twelve hexadecimal digits over a JSON-like value; the order of keys does not matter."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def address(stage: str, parameters: Mapping, seeds: Sequence[int], code: str, made_from: Mapping[str, str]) -> str:
    """Address of an artefact: the digest over all that it depends on, which ends its name.

    It is the same from a plan and from what was read back from JSON, since keys are text there and here.
    """
    return digest([stage, dict(parameters), list(seeds), code, dict(made_from)])


def file_digest(path: str | Path) -> str:
    """sha256 of a file, 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
