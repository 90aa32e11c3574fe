"""The matrices that a caller gives: checked, stored in the cache, and described as a config describes them."""

import hashlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from richlazy.artefacts.files import atomic_write
from richlazy.contracts.names import LONGEST
from richlazy.errors import InputError

# Name of a single matrix in tables and figures.
SINGLE = "W"
ORIENTATIONS = ("pre_post", "post_pre")


def described(
    given: object, orientation: str | None, registered: Iterable[str], folder: Path
) -> tuple[list[str], dict[str, dict]]:
    """Names of the matrices in their order, and the definition of each that is not registered, as in a config.

    given: a square matrix of numbers; the name of a registered one, or several names; or matrices and definitions
    (mappings with `builder`) by name. Matrices are written to `folder`, under a digest of their content.
    Raises InputError for what is none of these, for a name that is registered already, and where rows and columns of a
    matrix are not told apart.
    """
    registered = list(registered)
    if isinstance(given, str):
        return [_known(given, registered)], {}
    if isinstance(given, list | tuple) and given and all(isinstance(name, str) for name in given):
        return [_known(name, registered) for name in given], {}
    entries = dict(given) if isinstance(given, Mapping) else {SINGLE: given}
    if not entries:
        raise InputError("learn: found no matrix; write for example `rl.learn({'mine': W}, orientation='pre_post')`")
    definitions = {}
    for name, entry in entries.items():
        _check_name(name, entry, registered)
        if isinstance(entry, Mapping):
            definitions[name] = dict(entry)
        elif not isinstance(entry, str):
            matrix = square(entry, "learn" if name == SINGLE else f"learn: {name}")
            definitions[name] = _definition(name, matrix, orientation, folder)
        elif entry != name:
            raise InputError(
                f"learn: {name}: found {entry!r}; allowed is a matrix: a registered one is named as in "
                f"`rl.learn([{entry!r}, ...])`"
            )
    return list(entries), definitions


def square(given: object, where: str) -> np.ndarray:
    """A matrix of float64. Raises InputError for what is no square matrix of finite numbers, not all zero.

    given: an array, or what NumPy makes one of, such as a DataFrame or nested lists; or a sparse matrix of SciPy.
    """
    dense = given.toarray() if hasattr(given, "toarray") else given
    try:
        matrix = np.asarray(dense, dtype=float)
    except (TypeError, ValueError):
        raise InputError(
            f"{where}: found {type(given).__name__}; allowed is a square matrix of numbers, such as "
            "`numpy.loadtxt('connectome.csv', delimiter=',')`"
        ) from None
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        found = " × ".join(map(str, matrix.shape)) or "a single number"
        raise InputError(f"{where}: found an array of {found}; allowed is a square matrix, such as `numpy.eye(3)`")
    if not np.isfinite(matrix).all():
        row, column = map(int, np.argwhere(~np.isfinite(matrix))[0])
        raise InputError(
            f"{where}: the entry at row {row}, column {column} is {matrix[row, column]}; allowed are finite numbers: "
            "write 0 where there is no connection, as in `numpy.nan_to_num(matrix)`"
        )
    if not matrix.any():
        raise InputError(f"{where}: all {matrix.size} entries are zero; allowed is a matrix with a connection")
    return matrix


def check_orientation(orientation: str | None, where: str) -> None:
    """Raise InputError unless it is said which of rows and columns are the presynaptic neurons."""
    if orientation not in ORIENTATIONS:
        raise InputError(
            f"{where}: orientation: found {orientation!r}; a matrix of numbers does not say which of its axes is "
            "presynaptic: write `orientation='pre_post'` where rows are presynaptic, `'post_pre'` where columns are"
        )


def _definition(name: str, matrix: np.ndarray, orientation: str | None, folder: Path) -> dict[str, object]:
    check_orientation(orientation, "learn")
    return {"builder": "file", "path": str(stored(matrix, folder)), "orientation": orientation}


def stored(matrix: np.ndarray, folder: Path) -> Path:
    """The file of a matrix in the cache, named by its content; it is written unless it is there."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(matrix), allow_pickle=False)
    content = buffer.getvalue()
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.npy"
    if not (path.is_file() and path.read_bytes() == content):
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as partial:
            partial.write_bytes(content)
    return path


def _known(name: str, registered: list[str]) -> str:
    if name not in registered:
        raise InputError(
            f"learn: there is no matrix {name!r}; allowed are {', '.join(registered)}; or a matrix of your own, as in "
            f"`rl.learn({{{name!r}: W}}, orientation='pre_post')`"
        )
    return name


def _check_name(name: object, entry: object, registered: list[str]) -> None:
    if not isinstance(name, str) or not name.replace("_", "a").replace(".", "a").isalnum() or name[0] in "._":
        raise InputError(
            f"learn: found the name {name!r}; allowed are letters, digits, dots and underscores: write "
            f"for example `{{'mine': W}}`"
        )
    if len(name) > LONGEST:
        raise InputError(f"learn: the name {name!r} has {len(name)} letters; allowed are up to {LONGEST}")
    if name in registered and not (isinstance(entry, str) and entry == name):
        raise InputError(
            f"learn: {name!r} is a registered matrix, and one of yours cannot have its name; write for example "
            f"`{{'my_{name}': W}}`"
        )
