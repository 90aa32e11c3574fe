"""Text files, compressed by gzip or not, whose lines cannot fill the memory: few bytes of gzip can stand for many."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from richlazy.errors import InputError


@contextmanager
def opened(path: Path, longest: int) -> Iterator[BinaryIO]:
    """The bytes of a file, decompressed where its suffix is .gz.

    Reading raises InputError for a line that is longer than `longest` bytes by more than the block that is read.
    """
    compressed = path.suffix.lower() == ".gz"
    with gzip.open(path, "rb") if compressed else path.open("rb") as stream:
        yield io.BufferedReader(_ShortLines(stream, path, longest))


class _ShortLines(io.RawIOBase):
    def __init__(self, stream: BinaryIO, path: Path, longest: int):
        self._stream, self._path, self._longest, self._length = stream, path, longest, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        block = self._stream.read(len(buffer))
        start = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        self._length = len(block) - start if start else self._length + len(block)
        if self._length > self._longest:
            raise InputError(f"{self._path}: found a line of more than {self._longest} bytes, the most that are read")
        buffer[: len(block)] = block
        return len(block)
