"""Reading of files in IDX format, with or without gzip compression."""

import gzip
import io
import struct
import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from richlazy.data.mnist.files import FILES
from richlazy.data.mnist.images import Images
from richlazy.errors import InputError

# Code of the type of the values; MNIST has no other.
_UNSIGNED_BYTES = 8
_MOST_DIMENSIONS = 8
# Largest uncompressed content that is read; the largest of the files has 47 MB.
_MOST_BYTES = 100_000_000


def read_files(contents: Mapping[str, bytes], source: str) -> Images:
    """Images from the content of each of FILES; `source` names their source in messages.

    Raises InputError as `read_idx`, and for another number of images.
    """
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
    if content[3] > _MOST_DIMENSIONS:
        raise InputError(f"{where}: found an array of {content[3]} dimensions; those of MNIST have 1 or 3")
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
        with gzip.open(io.BytesIO(content)) as stream:
            uncompressed = stream.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{where}: the compressed file is damaged or truncated ({error})") from error
    if len(uncompressed) > _MOST_BYTES:
        raise InputError(
            f"{where}: found more than {_MOST_BYTES} bytes in the compressed file; those of MNIST have fewer"
        )
    return uncompressed


def _times(shape: Sequence[int]) -> str:
    return " × ".join(str(size) for size in shape)
