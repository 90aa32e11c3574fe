"""Seals of NetCDF files: a checksum at the end of the file, and an address in its name that its attributes must match.

The last 32 bytes of a file are the SHA-256 of all bytes before them; NetCDF and HDF5 ignore trailing bytes. The name of
an artefact ends with its address, which can also be computed from its attributes. So a file that was truncated, changed
in any bit, or renamed to the name of another is detected when it is read.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import BinaryIO

from richlazy.artefacts.identity import address, digest

SEAL = hashlib.sha256().digest_size
# Attribute with the digest of the other attributes: these can then be verified without reading the whole file.
ATTRIBUTES_DIGEST = "attributes_digest"
# Not part of that digest; xarray writes `coordinates` for coordinates that belong to no variable.
_NOT_OURS = (ATTRIBUTES_DIGEST, "coordinates")
_ADDRESSED = re.compile(r".*-(?P<address>[0-9a-f]{12})\.nc")
_BLOCK = 2**20


def seal(path: Path) -> None:
    """Append the SHA-256 of a file's content to it."""
    with path.open("rb") as file:
        checksum = _digest(file, path.stat().st_size)
    with path.open("ab") as file:
        file.write(checksum)


def seal_of(path: Path) -> str:
    """The seal at the end of a file, as hexadecimal digits; the content is not verified."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - SEAL))
        return file.read().hex()


def attributes_digest(attributes: Mapping[str, object]) -> str:
    """Digest of all attributes that are text."""
    return digest({n: value for n, value in attributes.items() if isinstance(value, str) and n not in _NOT_OURS})


def address_in_name(path: Path) -> str | None:
    """The address at the end of a file's name; None for a file that is no artefact of a stage."""
    match = _ADDRESSED.fullmatch(path.name)
    return match["address"] if match else None


def fault(path: Path) -> str:
    """Message on a file that is damaged or has another's name, "" for a good one; all its bytes are read, once."""
    state = os.stat(path)
    return _fault(path, state.st_ino, state.st_mtime_ns, state.st_size)


@cache
def _fault(path: Path, *state: int) -> str:
    """state: inode, time and size, so that the cached result holds while the file does not change."""
    *_, size = state
    with path.open("rb") as file:
        if size <= SEAL or _digest(file, size - SEAL) != file.read():
            return "the file is damaged"
    return fault_of_attributes(path, attributes(path))


def fault_of_attributes(path: Path, values: Mapping[str, object]) -> str:
    """Message on attributes that are damaged or do not match the file's name; "" where they are good."""
    written = values.get(ATTRIBUTES_DIGEST)  # None in files of earlier versions
    if written is not None and written != attributes_digest(values):
        return "the file is damaged"
    expected = address_in_name(path)
    if expected is None or address_of(values) == expected:
        return ""
    held = f"the artefact …-{address_of(values)} of the stage {values['stage']}" if "stage" in values else "no artefact"
    return f"the file is not what its name says, it holds {held}"


def attributes(path: Path) -> dict[str, object]:
    """The global attributes of a file, not verified. Raises OSError where it is no readable NetCDF file."""
    import netCDF4  # here, since reading the Snakefile needs no numerical library

    try:
        with netCDF4.Dataset(path) as dataset:
            return {name: dataset.getncattr(name) for name in dataset.ncattrs()}
    except (AttributeError, RuntimeError, ValueError) as error:  # netCDF4 raises these for damaged attributes
        raise OSError(f"its attributes: {error}") from error


def address_of(values: Mapping[str, object]) -> str | None:
    """Address of the artefact with these attributes; None where they are not those of an artefact."""
    try:
        parameters, seeds, made_from = (json.loads(values[name]) for name in ("parameters", "seeds", "made_from"))
        return address(values["stage"], parameters, seeds, values["code"], made_from)
    except (KeyError, TypeError, ValueError):
        return None


def _digest(file: BinaryIO, size: int) -> bytes:
    """SHA-256 of the next `size` bytes."""
    checksum = hashlib.sha256()
    for start in range(0, size, _BLOCK):
        checksum.update(file.read(min(_BLOCK, size - start)))
    return checksum.digest()
