"""The four files of MNIST and their paths on this machine; they are not read here."""

from collections.abc import Sequence
from pathlib import Path

from richlazy.errors import InputError

# The files, in the order of Images, and the shapes of their arrays.
FILES = {
    "train-images-idx3-ubyte": (60_000, 28, 28),
    "train-labels-idx1-ubyte": (60_000,),
    "t10k-images-idx3-ubyte": (10_000, 28, 28),
    "t10k-labels-idx1-ubyte": (10_000,),
}


def find_files(given: str | Sequence[str]) -> dict[str, Path]:
    """Path of each of FILES, in a folder or in a list of files. Raises InputError for a missing one.

    Names with a dot, such as train-images.idx3-ubyte, are accepted as well.
    """
    candidates = _candidates(given)
    by_name = {path.name.removesuffix(".gz").replace(".", "-"): path for path in candidates}
    missing = [name for name in FILES if name not in by_name]
    if missing:
        raise InputError(
            f"machine.mnist: {given}: there is no file {missing[0]}, compressed (.gz) or not; found "
            f"{', '.join(sorted(path.name for path in candidates)[:10]) or 'nothing'}; name a folder that holds "
            f"{', '.join(FILES)}, or these files, or write `mnist: null` to have them fetched"
        )
    return {name: by_name[name] for name in FILES}


def _candidates(given: str | Sequence[str]) -> list[Path]:
    paths = [Path(given)] if isinstance(given, str) else [Path(name) for name in given]
    absent = [path for path in paths if not path.exists()]
    if absent:
        raise InputError(
            f"machine.mnist: there is no {str(absent[0])!r}; write its path from the working directory, or "
            "`mnist: null` to have the images fetched"
        )
    entries = [entry for path in paths for entry in (sorted(path.iterdir()) if path.is_dir() else [path])]
    return [entry for entry in entries if entry.is_file()]
