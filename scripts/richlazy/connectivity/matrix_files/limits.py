"""Limits on the size of a user's file, which are checked before it is read or hashed, without NumPy."""

from math import isqrt
from pathlib import Path

from richlazy.errors import InputError

# Rank truncation takes the full singular value decomposition, which holds the matrix, LAPACK's copy, both factors and
# a work array of four times the matrix (gesdd).
COPIES = 8
# Memory that a matrix may ask for, in bytes: half of a computer of 16 GiB.
LIMIT = 8 * 2**30
# Neurons of the largest matrix that is read.
MOST_UNITS = isqrt(LIMIT // (8 * COPIES))
# Bytes of a file, and of what it holds when it is decompressed: the largest matrix as text takes 25 a cell.
FILE = 4 * 2**30
# Bytes of a table of signs: half a million neurons.
SIGN_TABLE = 16 * 2**20
# Connections of a graph or an edge list.
EDGES = 20_000_000
# Bytes of a neuron's name: few compressed bytes can stand for names of gigabytes.
LABEL = 4096


def check_file(path: Path, most: int = FILE) -> None:
    """Raise InputError for a missing or empty file, and for one of more than `most` bytes."""
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; write `path:` from the working directory")
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path}: the file is empty; it must hold {_content(most)}")
    check_bytes(path, size, most)


def check_bytes(path: Path, size: int, most: int = FILE) -> None:
    """Raise InputError for a file, or its decompressed content, of more than `most` bytes."""
    if size > most:
        advice = (
            "keep the rows of the neurons of the matrix"
            if most == SIGN_TABLE
            else f"write {_content(most)} of at most {MOST_UNITS} neurons alone, as .npz or .nc"
        )
        raise InputError(f"{path}: found {size} bytes; at most {most} ({most // 2**20} MiB) are read: {advice}")


def _content(most: int) -> str:
    return "a row a neuron, with the columns label and sign" if most == SIGN_TABLE else "a square matrix"
