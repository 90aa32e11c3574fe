"""Drawings of handwritten characters as arrays, their checksum, and the NetCDF file that stores them.

Lake, Salakhutdinov & Tenenbaum 2015, Science 350:1332: 1 623 characters of 50 alphabets, each drawn by 20 people.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.files import set_aside
from richlazy.errors import InputError

from studies.in_context.omniglot.published import FIELDS

# Pixels of a side of a drawing.
SIDE = 105
# Largest ink of a field of 7.5 × 7.5 pixels, in quarters of one.
FULL = (2 * SIDE // FIELDS) ** 2


class Drawings(NamedTuple):
    """Characters by name (`alphabet/character`), sorted, and the ink of their drawings.

    ink: [character, drawing, row, column] uint8, quarters of pixels with ink in each of 14 × 14 equal fields, 0 to 225.
    sha256: `identity` of the pixels that they were made from.
    """

    names: tuple[str, ...]
    ink: np.ndarray
    sha256: str


def identity(pixels: dict[str, np.ndarray]) -> str:
    """SHA-256 over names and pixels of all characters in the order of their names, 64 hexadecimal digits.

    pixels: by `alphabet/character`, bool [drawing, row, column], True where there is ink.
    """
    checksum = hashlib.sha256()
    for name in sorted(pixels):
        checksum.update(f"{name} {len(pixels[name])}\n".encode())
        checksum.update(np.packbits(pixels[name]))
    return checksum.hexdigest()


def ink_of_fields(pixels: np.ndarray) -> np.ndarray:
    """Ink of 14 × 14 equal fields, uint8 [..., 14, 14], in quarters of pixels, of pixels [..., 105, 105].

    A field has a side of 7.5 pixels. A pixel on a border counts by the share of its area in each field.
    """
    quarters = np.repeat(np.asarray(pixels, np.uint8), 2, axis=-1).reshape(*pixels.shape[:-1], FIELDS, -1).sum(-1)
    quarters = np.repeat(quarters, 2, axis=-2)
    return quarters.reshape(*pixels.shape[:-2], FIELDS, -1, FIELDS).sum(-2).astype(np.uint8)


def drawings_of(pixels: dict[str, np.ndarray]) -> Drawings:
    """Drawings with as many of every character; see `identity` for the argument."""
    names = tuple(sorted(pixels))
    return Drawings(names, np.stack([ink_of_fields(pixels[name]) for name in names]), identity(pixels))


def write_drawings(path: str | Path, drawings: Drawings) -> None:
    """Write the drawings, atomically."""
    dims = ("character", "drawing", "row", "column")
    ink = (dims, drawings.ink, {"long_name": "ink of a field of 7.5 × 7.5 pixels, in quarters of pixels", "units": "1"})
    attributes = {
        "title": "Omniglot",
        "source": "Lake, Salakhutdinov & Tenenbaum 2015, Science 350:1332; MIT licence",
        "drawings_sha256": drawings.sha256,
    }
    dataset = xr.Dataset({"ink": ink}, {"character": list(drawings.names)}, attributes)
    store.write(path, dataset, {"sha256": drawings.sha256})


def read_drawings(path: str | Path) -> Drawings:
    """Read what `write_drawings` wrote. Raises InputError for a damaged file, which is moved aside."""
    try:
        dataset = store.read(path)
    except OSError as error:
        remedy = f"delete the file and run again, which makes it anew: `rm {path}`"
        raise InputError(f"{path}: the drawings cannot be read ({error}); {remedy}") from error
    ink = dataset.get("ink")
    if ink is None or ink.ndim != 4 or ink.shape[2:] != (FIELDS, FIELDS) or "drawings_sha256" not in dataset.attrs:
        raise InputError(f"{path}: these are no drawings of Omniglot; {set_aside(Path(path))}")
    return Drawings(tuple(dataset["character"].values.tolist()), ink.values, dataset.attrs["drawings_sha256"])
