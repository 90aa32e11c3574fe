"""Reading of text files, with or without gzip compression, within limits: few compressed bytes can become very many."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from richlazy.connectivity.matrix_files.limits import check_bytes
from richlazy.errors import InputError


@contextmanager
def opened(path: Path, longest: int, lines: int) -> Iterator[BinaryIO]:
    """The bytes of a file, decompressed where its suffix is .gz.

    Reading raises InputError for a line that is longer than `longest` bytes, for more than so many `lines` and for more
    bytes than a file may have, each by more than the block that is read.
    """
    compressed = path.suffix.lower() == ".gz"
    with gzip.open(path, "rb") if compressed else path.open("rb") as stream:
        yield io.BufferedReader(_Bounded(stream, path, longest, lines))


class _Bounded(io.RawIOBase):
    def __init__(self, stream: BinaryIO, path: Path, longest: int, lines: int):
        self._stream, self._path, self._longest, self._most_lines = stream, path, longest, lines
        self._length = self._lines = self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        block = self._stream.read(len(buffer))
        start = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        self._length = len(block) - start if start else self._length + len(block)
        if self._length > self._longest:
            raise InputError(f"{self._path}: found a line of more than {self._longest} bytes, the most that are read")
        self._lines += max(block.count(b"\n"), block.count(b"\r"))
        if self._lines > self._most_lines:
            raise InputError(f"{self._path}: found more than {self._most_lines} lines, the most that are read")
        self._size += len(block)
        check_bytes(self._path, self._size)
        buffer[: len(block)] = block
        return len(block)
