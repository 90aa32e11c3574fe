"""Where the drawings come from: files that the config names, or a download."""

import hashlib
import http.client
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from richlazy.downloads.https import get
from richlazy.errors import InputError

from studies.in_context.omniglot.drawings import Drawings, drawings_of
from studies.in_context.omniglot.images import REMEDY, in_folder, in_zip, pixels_of
from studies.in_context.omniglot.published import COLLECTIONS, HOST, ZIPS

# Bytes of the largest zip file that is read.
_LARGEST_ZIP = 100_000_000


def find_drawings(wanted: str, given: str | Sequence[str] | None) -> Drawings:
    """Drawings of a collection (`small`, `all`), or those with the identity `wanted`.

    given: files and folders that the config names; None for a download. Raises InputError where they are not there, are
    damaged, or are others than those wanted.
    """
    if given is not None:
        return from_files(wanted, files_of(given))
    if wanted not in COLLECTIONS:
        raise InputError(
            f"machine.omniglot: drawings {wanted} are none of the published ones ({', '.join(COLLECTIONS)}), and "
            "cannot be downloaded; write where they are: `machine: {omniglot: FOLDER}`"
        )
    return downloaded(wanted)


def files_of(given: str | Sequence[str]) -> list[Path]:
    """The zip files and the folders of images that the config names. Raises InputError where there are none.

    In the place of zip files, a folder that holds them can be named, or one with folders of images.
    """
    paths = [Path(given)] if isinstance(given, str) else [Path(name) for name in given]
    found = []
    for path in paths:
        if not path.exists():
            raise InputError(
                f"machine.omniglot: there is no {str(path)!r}; write its path from the working directory, or "
                "`omniglot: null` to have the drawings downloaded"
            )
        entries = sorted(path.iterdir()) if path.is_dir() else [path]
        zips = [entry for entry in entries if entry.suffix == ".zip"]
        folders = [entry for entry in entries if entry.is_dir() and entry.name[0] != "."]
        found += zips if zips else [path] if path.is_dir() and folders else []
        if not zips and not folders:
            raise InputError(
                f"machine.omniglot: {path}: found {', '.join(entry.name for entry in entries[:5]) or 'nothing'}; "
                f"allowed are zip files, and folders as ALPHABET/CHARACTER/DRAWING.png; {REMEDY}"
            )
    return found


def from_files(wanted: str, files: Sequence[Path]) -> Drawings:
    """The drawings `wanted` of zip files and folders. Raises InputError as `find_drawings`."""
    collection = COLLECTIONS.get(wanted)
    by_name = {path.name: path for path in files if path.is_file()}
    if collection and set(collection.zips) <= set(by_name):
        return _of_zips({name: _content(by_name[name]) for name in collection.zips}, "machine.omniglot: ")
    if collection and collection.zips[0] in by_name:
        missing = next(name for name in collection.zips if name not in by_name)
        raise InputError(f"machine.omniglot: {missing} is missing beside {collection.zips[0]}; put it there")
    where = f"machine.omniglot: {', '.join(map(str, files))}"
    found = drawings_of(pixels_of(_images(files), where))
    if found.sha256 != (collection.sha256 if collection else wanted):
        characters, drawings = found.ink.shape[:2]
        raise InputError(
            f"{where}: found {characters} characters with {drawings} drawings each, which are not the drawings "
            f"`{wanted}`; to use them, write `arguments: {{drawings: {found.sha256}}}` under the task; for the "
            f"published ones name the folder with {' and '.join(COLLECTIONS[wanted if collection else 'small'].zips)}"
        )
    return found


def downloaded(wanted: str, get: Callable[[str], bytes] = get) -> Drawings:
    """Drawings of a published collection from HOST. Raises InputError where it is out of reach or has other files."""
    zips = COLLECTIONS[wanted].zips
    try:
        contents = {name: get(f"{HOST}{name}") for name in zips}
    except (OSError, http.client.HTTPException) as error:
        raise InputError(
            f"{HOST}: cannot be reached ({error}); without a network, copy {' and '.join(zips)} of the repository "
            "brendenlake/omniglot, folder python, into a folder, and write `machine: {omniglot: FOLDER}`"
        ) from error
    return _of_zips(contents, HOST)


def _of_zips(contents: dict[str, bytes], where: str) -> Drawings:
    """Drawings of published zip files, whose hashes are looked at before they are read."""
    for name, content in contents.items():
        found = hashlib.sha256(content).hexdigest()
        if found != ZIPS[name]:
            raise InputError(
                f"{where}{name}: found sha256 {found} over {len(content)} bytes, expected {ZIPS[name]}; fetch it "
                "again, or give drawings of your own another file name"
            )
    images = (image for name, content in contents.items() for image in in_zip(content, f"{where}{name}"))
    return drawings_of(pixels_of(images, where.removesuffix(": ")))


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST_ZIP:
            raise InputError(f"machine.omniglot: {path}: found {size} bytes; allowed are {_LARGEST_ZIP}; {REMEDY}")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"machine.omniglot: {path}: cannot be read ({error}); name files that can") from error


def _images(files: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for path in files:
        where = f"machine.omniglot: {path}"
        yield from in_zip(_content(path), where) if path.is_file() else in_folder(path, where)
