"""Compact text of arrays and documents for a page: rounded, shuffled, deflated, base64.

Single precision is rounded to KEPT_BITS bits of the mantissa, a relative error of at most 2⁻¹⁴ (four significant
digits). The bytes of all values are sorted by their place in the value (as HDF5's shuffle filter does), since first
bytes are alike and last bytes are zero after rounding. Browsers inflate zlib's format themselves.
"""

import base64
import json
import zlib
from collections.abc import Sequence

import numpy as np

KEPT_BITS = 13
_MANTISSA = 23
_LEVEL = 9


def rounded(values: np.ndarray, kept: int = KEPT_BITS) -> np.ndarray:
    """Values as float32, rounded to nearest in `kept` bits of the mantissa; NaN and infinity stay as they are.

    Values beyond single precision become infinite.
    """
    with np.errstate(over="ignore"):
        single = np.ascontiguousarray(values, np.float32)
    dropped = _MANTISSA - kept
    bits = single.view(np.uint32)
    half = np.uint32((1 << (dropped - 1)) - 1)
    odd = (bits >> np.uint32(dropped)) & np.uint32(1)  # ties go to the even neighbour
    mask = np.uint32(0xFFFFFFFF ^ ((1 << dropped) - 1))
    near = ((bits + half + odd) & mask).view(np.float32)
    return np.where(np.isfinite(single), near, single)


def shuffled(values: np.ndarray) -> bytes:
    """Bytes of a float32 array, all first bytes, then all second ones, and so on; little-endian."""
    return np.ascontiguousarray(values, "<f4").view(np.uint8).reshape(-1, 4).T.tobytes()


def packed(content: bytes) -> str:
    """Bytes as text: deflated in zlib's format, then base64."""
    return base64.b64encode(zlib.compress(content, _LEVEL)).decode("ascii")


def packed_columns(columns: Sequence[np.ndarray]) -> str:
    """Columns of numbers, one after the other, as text."""
    flat = [rounded(np.asarray(column, float)).ravel() for column in columns]
    return packed(shuffled(np.concatenate(flat) if flat else np.empty(0, np.float32)))


def packed_document(document: object) -> str:
    """A document as text. Raises ValueError for NaN, which JSON does not have."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return packed(text.encode("utf-8"))
