"""Files that were truncated, changed or exchanged, and file systems that are full or read-only."""

import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xarray as xr


def truncate(path: Path, generator: random.Random) -> None:
    """Cut a file off somewhere."""
    content = path.read_bytes()
    path.write_bytes(content[: generator.randrange(len(content))])


def flip_bit(path: Path, generator: random.Random) -> None:
    """Change one bit of a file somewhere."""
    content = bytearray(path.read_bytes())
    content[generator.randrange(len(content))] ^= 1 << generator.randrange(8)
    path.write_bytes(content)


def blank(path: Path, generator: random.Random) -> None:
    """Overwrite a stretch of a file, not of zeros alone, with zeros, as a file system does that lost a block."""
    content = path.read_bytes()
    start = generator.choice([at for at in range(max(1, len(content) - 512)) if any(content[at : at + 512])])
    path.write_bytes(content[:start] + bytes(512) + content[start + 512 :])


def empty(path: Path, generator: random.Random) -> None:
    """Leave a file of no bytes, as a loss of power does."""
    path.write_bytes(b"")


def exchange(path: Path, generator: random.Random) -> None:
    """Put another whole file of the same kind, with other content, in the place of a file.

    It is one of the folder where there is one, as of another condition or experiment, else one of any stage; where
    there is no other, nothing is done.
    """
    own, suffix = path.read_bytes(), ".plan.json" if path.name.endswith(".plan.json") else path.suffix
    all_of_them = next(folder for folder in path.parents if folder.name in ("results", ".snakemake"))
    for folder in (path.parent, all_of_them):
        others = [other for other in sorted(folder.rglob(f"*{suffix}")) if other.read_bytes() != own]
        if others:
            path.write_bytes(generator.choice(others).read_bytes())
            return


def save_elsewhere(path: Path, generator: random.Random) -> None:
    """Write a file as a program of the user's would: NetCDF of its own, or a table saved by a spreadsheet."""
    if path.suffix == ".nc":
        xr.Dataset({"weights": ("pre", [generator.random()])}).to_netcdf(path, engine="scipy")
    else:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b",", b";").replace(b"\n", b"\r\n"))


DAMAGES = {
    "truncated": truncate,
    "one bit flipped": flip_bit,
    "512 bytes zeroed": blank,
    "empty": empty,
    "exchanged for another": exchange,
    "saved by another program": save_elsewhere,
}


def why_no_mounts(folder: Path) -> str:
    """Why file systems cannot be mounted here, if they cannot."""
    tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        subprocess.run(["umount", folder], check=True)
    return tried.stderr.strip()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """An empty disk of this size, such as `2m`, in the place of a folder."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder in which nobody can write, root neither."""
    with _mounted(folder, "--bind", folder):
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield


@contextmanager
def _mounted(folder: Path, *what: object) -> Iterator[None]:
    subprocess.run(["mount", *what, folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk of a folder but for so many bytes; returns the file that takes the space."""
    filler = folder / ".filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - leave))
    return filler
