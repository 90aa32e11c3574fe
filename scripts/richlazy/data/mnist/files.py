"""The four files that MNIST is published as, and where they lie on this machine; known without reading any of them."""

from collections.abc import Sequence
from pathlib import Path

from richlazy.errors import InputError

# The files, in the order of Images, and the shapes of what they hold.
FILES = {
    "train-images-idx3-ubyte": (60_000, 28, 28),
    "train-labels-idx1-ubyte": (60_000,),
    "t10k-images-idx3-ubyte": (10_000, 28, 28),
    "t10k-labels-idx1-ubyte": (10_000,),
}


def find_files(given: str | Sequence[str]) -> dict[str, Path]:
    """Path of each of FILES, in a folder or among some files. Raises InputError for what is not there.

    Some copies are named with a dot, such as train-images.idx3-ubyte: these count as well.
    """
    candidates = _candidates(given)
    named = {path.name.removesuffix(".gz").replace(".", "-"): path for path in candidates}
    missing = [name for name in FILES if name not in named]
    if missing:
        raise InputError(
            f"machine.mnist: {given}: there is no file {missing[0]}, compressed (.gz) or not; found "
            f"{', '.join(sorted(path.name for path in candidates)[:10]) or 'nothing'}; name a folder that holds "
            f"{', '.join(FILES)}, or these files, or write `mnist: null` to have them fetched"
        )
    return {name: named[name] for name in FILES}


def _candidates(given: str | Sequence[str]) -> list[Path]:
    paths = [Path(given)] if isinstance(given, str) else [Path(name) for name in given]
    absent = [path for path in paths if not path.exists()]
    if absent:
        raise InputError(
            f"machine.mnist: there is no {str(absent[0])!r}; write its path from the working directory, or "
            "`mnist: null` to have the images fetched"
        )
    found = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    return [file for file in found if file.is_file()]
