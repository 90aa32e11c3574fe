"""The images of MNIST as arrays, their checksum, and the NetCDF file that stores them."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

from richlazy.artefacts import store
from richlazy.artefacts.files import set_aside
from richlazy.errors import InputError

# Path of the file.
PATH = "resources/mnist.nc"
# SHA-256 over the bytes of the four arrays of `Images`, in their order.
SHA256 = "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"


class Images(NamedTuple):
    """Images [image, row, column], 0 (white) to 255 (black), and labels [image], the digits; all uint8."""

    training: np.ndarray
    training_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


def identity(images: Images) -> str:
    """SHA-256 over all pixels and labels, 64 hexadecimal digits."""
    checksum = hashlib.sha256()
    for array in images:
        checksum.update(np.ascontiguousarray(array, np.uint8))
    return checksum.hexdigest()


def verified(images: Images, source: str | Path, remedy: str) -> Images:
    """The images, if they have the checksum of MNIST; otherwise raises InputError with the source and the remedy."""
    found = identity(images)
    if found != SHA256:
        raise InputError(
            f"{source}: these are not the images of MNIST, or not in their order: found sha256 {found} over pixels and "
            f"labels, expected {SHA256}; {remedy}"
        )
    return images


def write_images(path: str | Path, images: Images) -> None:
    """Write images that were verified, atomically."""
    dataset = xr.Dataset(attrs={"title": "MNIST", "source": "LeCun et al. 1998, Proc IEEE 86:2278"})
    for name, array in images._asdict().items():
        part = name.removesuffix("_labels")
        dims = (f"{part}_image", "row", "column")[: array.ndim]
        what = "digit" if array.ndim == 1 else "ink of the pixel, 0 to 255"
        dataset[name] = (dims, array, {"long_name": what, "units": "1"})
    store.write(path, dataset, {"sha256": identity(images)})


def read_images(path: str | Path) -> Images:
    """Read images that `write_images` wrote. Raises InputError for a damaged file, which is moved aside."""
    try:
        dataset = store.read(path)
    except OSError as error:
        remedy = f"delete the file and run again, which makes it anew: `rm {path}`"
        raise InputError(f"{path}: the images of MNIST cannot be read ({error}); {remedy}") from error
    missing = [name for name in Images._fields if name not in dataset]
    if missing:
        raise InputError(f"{path}: these are not the images of MNIST, it has no {missing[0]}; {set_aside(Path(path))}")
    images = Images(*(dataset[name].values for name in Images._fields))
    if identity(images) != SHA256:
        raise InputError(f"{path}: these are not the images of MNIST, or not in their order; {set_aside(Path(path))}")
    return images
