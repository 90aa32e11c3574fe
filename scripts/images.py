"""Get the images of MNIST from the first available source and write them into one file."""

from collections.abc import Sequence
from pathlib import Path

from richlazy.artefacts.job import logged
from richlazy.data.mnist.images import write_images
from richlazy.data.mnist.sources import find_images


def bring_images(path: str | Path, given: str | Sequence[str] | None) -> None:
    """Write the images to `path`; given: the files that the config names, None for public sources."""
    write_images(path, find_images(given))


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        bring_images(snakemake.output[0], snakemake.config["machine"]["mnist"])
