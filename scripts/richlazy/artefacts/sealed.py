"""NetCDF files that tell whether they are whole, and whether they are what their name says.

The last bytes of a file are the SHA-256 of those before them: NetCDF and HDF5 read what the file's head points to, and
no further. The name of a stage's artefact ends in the digest of what it was made from, which its attributes tell, too.
So a file that was truncated, changed in whatever bit, or put in the place of another is known when it is read.
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
# Attribute with the digest of the others, so that they can be trusted where nobody reads the whole file.
ATTRIBUTES_DIGEST = "attributes_digest"
# xarray writes it for coordinates that belong to no variable.
_NOT_OURS = (ATTRIBUTES_DIGEST, "coordinates")
_ADDRESSED = re.compile(r".*-(?P<address>[0-9a-f]{12})\.nc")
_BLOCK = 2**20


def seal(path: Path) -> None:
    """Append the digest of a file's content to it."""
    with path.open("rb") as file:
        found = _digest(file, path.stat().st_size)
    with path.open("ab") as file:
        file.write(found)


def seal_of(path: Path) -> str:
    """The seal that a file ends with, as hexadecimal digits; whether it is that of its content is not looked at."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - SEAL))
        return file.read().hex()


def attributes_digest(attributes: Mapping[str, object]) -> str:
    """Digest of the attributes that are text."""
    return digest({n: value for n, value in attributes.items() if isinstance(value, str) and n not in _NOT_OURS})


def address_in_name(path: Path) -> str | None:
    """The address that a file's name ends in; None for a file that is no artefact of a stage."""
    found = _ADDRESSED.fullmatch(path.name)
    return found["address"] if found else None


def fault(path: Path) -> str:
    """What is wrong with a file, of which all bytes are looked at once; "" where it is what it should be."""
    found = os.stat(path)
    return _fault(path, found.st_ino, found.st_mtime_ns, found.st_size)


@cache
def _fault(path: Path, *state: int) -> str:
    """state: what changes with the file."""
    *_, size = state
    with path.open("rb") as file:
        if size <= SEAL or _digest(file, size - SEAL) != file.read():
            return "the file is damaged"
    return fault_of_attributes(path, attributes(path))


def fault_of_attributes(path: Path, found: Mapping[str, object]) -> str:
    """What is wrong with the attributes of a file; "" where they are as they were written and fit its name."""
    if ATTRIBUTES_DIGEST in found and found[ATTRIBUTES_DIGEST] != attributes_digest(found):  # earlier versions had none
        return "the file is damaged"
    expected = address_in_name(path)
    if expected is None or address_of(found) == expected:
        return ""
    held = f"the artefact …-{address_of(found)} of the stage {found['stage']}" if "stage" in found else "no artefact"
    return f"the file is not what its name says, it holds {held}"


def attributes(path: Path) -> dict[str, object]:
    """The global attributes as they stand in a file. Raises OSError where it is no NetCDF file that can be read."""
    import netCDF4  # a numerical library, which nobody needs who only reads the Snakefile

    try:
        with netCDF4.Dataset(path) as dataset:
            return {name: dataset.getncattr(name) for name in dataset.ncattrs()}
    except (AttributeError, RuntimeError, ValueError) as error:  # of the library, where an attribute is damaged
        raise OSError(f"its attributes: {error}") from error


def address_of(found: Mapping[str, object]) -> str | None:
    """Address of the artefact that has these attributes; None where they are not those of an artefact."""
    try:
        parameters, seeds, made_from = (json.loads(found[name]) for name in ("parameters", "seeds", "made_from"))
        return address(found["stage"], parameters, seeds, found["code"], made_from)
    except (KeyError, TypeError, ValueError):
        return None


def _digest(file: BinaryIO, size: int) -> bytes:
    """SHA-256 of the next so many bytes."""
    found = hashlib.sha256()
    for start in range(0, size, _BLOCK):
        found.update(file.read(min(_BLOCK, size - start)))
    return found.digest()
