"""Digests that identify things: of a value, of a file, and the address of an artefact."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path


def digest(content: object) -> str:
    """SHA-256 of a JSON-like value, its first twelve hexadecimal digits; the order of keys does not matter."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def address(stage: str, parameters: Mapping, seeds: Sequence[int], code: str, made_from: Mapping[str, str]) -> str:
    """Address of an artefact: the digest of everything that it depends on; the artefact's file name ends with it.

    It can be computed from the plan and from the attributes of the file: both are JSON with the same keys.
    """
    return digest([stage, dict(parameters), list(seeds), code, dict(made_from)])


def file_digest(path: str | Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
