"""Images from the four files in IDX format that MNIST is published as, compressed by gzip or not."""

import gzip
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from richlazy.errors import InputError
from richlazy.mnist.images import Images

# The files, in the order of Images, and the shapes of what they hold.
FILES = {
    "train-images-idx3-ubyte": (60_000, 28, 28),
    "train-labels-idx1-ubyte": (60_000,),
    "t10k-images-idx3-ubyte": (10_000, 28, 28),
    "t10k-labels-idx1-ubyte": (10_000,),
}
_UNSIGNED_BYTES = 8


def find_files(given: str | Sequence[str]) -> dict[str, Path]:
    """Path of each of FILES, in a folder or among some files. Raises InputError for what is not there.

    Some copies are named with a dot, such as train-images.idx3-ubyte: these count as well.
    """
    candidates = _candidates(given)
    named = {path.name.removesuffix(".gz").replace(".", "-"): path for path in candidates}
    missing = [name for name in FILES if name not in named]
    if missing:
        raise InputError(
            f"machine.mnist: {given}: there is no file {missing[0]}, compressed (.gz) or not; found "
            f"{', '.join(sorted(path.name for path in candidates)[:10]) or 'nothing'}; name a folder that holds "
            f"{', '.join(FILES)}, or these files, or write `mnist: null` to have them fetched"
        )
    return {name: named[name] for name in FILES}


def _candidates(given: str | Sequence[str]) -> list[Path]:
    paths = [Path(given)] if isinstance(given, str) else [Path(name) for name in given]
    absent = [path for path in paths if not path.exists()]
    if absent:
        raise InputError(
            f"machine.mnist: there is no {str(absent[0])!r}; write its path from the working directory, or `mnist: null`"
        )
    return [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]


def read_files(contents: Mapping[str, bytes], source: str) -> Images:
    """Images from the content of each of FILES; `source` names where it is from. Raises InputError as `read_idx`,
    and for another number of images."""
    return Images(*(_read(contents[name], shape, f"{source}: {name}") for name, shape in FILES.items()))


def _read(content: bytes, shape: tuple[int, ...], where: str) -> np.ndarray:
    array = read_idx(content, where)
    if array.shape != shape:
        raise InputError(f"{where}: found an array of {_times(array.shape)}, expected {_times(shape)}")
    return array


def read_idx(content: bytes, where: str) -> np.ndarray:
    """Array of bytes from a file in IDX format: two zeros, type, number of dimensions, sizes (big-endian), values.

    Raises InputError for another format or type, and for a file that is damaged, truncated or too long.
    """
    content = _uncompressed(content, where)
    if len(content) < 4 or content[:3] != bytes([0, 0, _UNSIGNED_BYTES]):
        raise InputError(
            f"{where}: found {content[:4].hex(' ') or 'nothing'} at its start, expected 00 00 08 and the number of "
            "dimensions: this is no IDX file of bytes"
        )
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise InputError(f"{where}: the file ends within its header, after {len(content)} bytes")
    shape = struct.unpack(f">{content[3]}I", content[4:start])
    expected = start + int(np.prod(shape, dtype=object))
    if len(content) != expected:
        raise InputError(f"{where}: found {len(content)} bytes, expected {expected} for {_times(shape)} values")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _uncompressed(content: bytes, where: str) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{where}: the compressed file is damaged or truncated ({error})") from error


def _times(shape: Sequence[int]) -> str:
    return " × ".join(str(size) for size in shape)
