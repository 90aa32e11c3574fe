"""Images of characters in zip files and folders, as `ALPHABET/CHARACTER/DRAWING.png`; nothing is unpacked to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image, UnidentifiedImageError
from richlazy.errors import InputError

from studies.in_context.omniglot.drawings import SIDE

# Bounds on what is read. The largest published zip has 21 000 members and 9.5 MB; the largest image 0.5 kB.
MOST_MEMBERS = 100_000
MOST_ZIP_BYTES = 200_000_000
MOST_IMAGE_BYTES = 50_000
_PLACE = "ALPHABET/CHARACTER/DRAWING.png"
_NO_IMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, zlib.error, Image.DecompressionBombError)
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def pixels_of(sources: Iterable[tuple[str, bytes]], where: str) -> dict[str, np.ndarray]:
    """Pixels of all characters by `alphabet/character`, bool [drawing, row, column], drawings sorted by name.

    sources: name and content of each image, as `in_zip` and `in_folder` give them. An image that comes twice must have
    the same pixels. Raises InputError where there are none, for another size, for two images of one name that differ,
    and for characters with different numbers of drawings.
    """
    found: dict[str, dict[str, np.ndarray]] = {}
    for name, content in sources:
        *_, alphabet, character, drawing = PurePosixPath(name).parts
        pixels = _decoded(content, f"{where}: {name}")
        earlier = found.setdefault(f"{alphabet}/{character}", {}).setdefault(drawing, pixels)
        if not np.array_equal(earlier, pixels):
            raise InputError(
                f"{where}: {name}: there is another image of this name with other pixels; leave one of them out"
            )
    if not found:
        raise InputError(f"{where}: found no images; allowed are zip files and folders with {_PLACE}; {REMEDY}")
    _check_counts(found, where)
    return {name: np.stack([images[drawing] for drawing in sorted(images)]) for name, images in found.items()}


REMEDY = "write for example `machine: {omniglot: FOLDER}` with the folder of images_background.zip and the others"


def _check_counts(found: dict[str, dict[str, np.ndarray]], where: str) -> None:
    counts = {name: len(images) for name, images in found.items()}
    usual = max(counts.values())
    for name, count in sorted(counts.items()):
        if count != usual:
            raise InputError(
                f"{where}: {name} has {count} drawings and others have {usual}; allowed is one number for all: remove "
                f"the folder {name}, or add the drawings that it lacks"
            )


def _decoded(content: bytes, where: str) -> np.ndarray:
    """Where an image has ink, bool [row, column]; black is ink. Its size is looked at before it is decompressed."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            size = image.size
            pixels = np.asarray(image.convert("L")) if size == (SIDE, SIDE) else None
    except _NO_IMAGE as error:
        raise InputError(f"{where}: this is no image in PNG format ({error}); copy it again or leave it out") from error
    if pixels is None:
        raise InputError(
            f"{where}: found {size[0]} × {size[1]} pixels; allowed are {SIDE} × {SIDE}: take the images as they are "
            "published, or leave this one out"
        )
    return pixels < 128


def in_zip(content: bytes, where: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every image of a zip file, sorted by name.

    Raises InputError for a damaged or encrypted archive, for one without images, for a member whose path leads out of
    the archive, and for more members or bytes than the bounds of this module.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(members, where)
            images = sorted((member for member in members if _is_image(member.filename)), key=lambda one: one.filename)
            if not images:
                names = ", ".join(repr(member.filename[:80]) for member in members[:3]) or "nothing"
                raise InputError(f"{where}: found {names}, and no {_PLACE}; this is another archive: {REMEDY}")
            for member in images:
                yield member.filename, archive.read(member)
    except _DAMAGES as error:
        raise InputError(f"{where}: the archive is damaged or encrypted ({error}); copy or fetch it again") from error


def _check_members(members: list[zipfile.ZipInfo], where: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise InputError(f"{where}: found {len(members)} members; allowed are up to {MOST_MEMBERS}; {REMEDY}")
    total = sum(member.file_size for member in members)
    if total > MOST_ZIP_BYTES:
        raise InputError(
            f"{where}: the members have {total} bytes when they are decompressed; allowed are up to {MOST_ZIP_BYTES}; "
            f"{REMEDY}"
        )
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise InputError(
                f"{where}: the member {member.filename!r} leads out of the archive; allowed are paths as {_PLACE}; "
                f"{REMEDY}"
            )
        if _is_image(member.filename) and member.file_size > MOST_IMAGE_BYTES:
            raise InputError(
                f"{where}: {member.filename}: found {member.file_size} bytes; an image has up to {MOST_IMAGE_BYTES}; "
                f"{REMEDY}"
            )


def in_folder(folder: Path, where: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every image below a folder, sorted by name. Raises InputError for one that is too large."""
    for number, path in enumerate(sorted(folder.rglob("*.png"))):
        name = path.relative_to(folder.parent).as_posix()
        if number == MOST_MEMBERS:
            raise InputError(f"{where}: found more than {MOST_MEMBERS} images; name a folder with fewer; {REMEDY}")
        if not _is_image(name):
            continue
        if path.stat().st_size > MOST_IMAGE_BYTES:
            raise InputError(f"{where}: {name}: an image has up to {MOST_IMAGE_BYTES} bytes; leave this one out")
        yield name, path.read_bytes()


def _is_image(name: str) -> bool:
    """Whether a path is that of an image; hidden files and what an archiver of Macintosh adds are none."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return len(parts) >= 3 and name.lower().endswith(".png") and not hidden
