"""Verification of result files before they are read: by seal, by name and by the record beside them.

A job moves a damaged file aside, so that the same command, repeated, makes it again. Command-line tools leave it where
it is, since it may be the user's.
"""

from collections.abc import Callable
from pathlib import Path

from richlazy.artefacts import records, sealed
from richlazy.artefacts.files import set_aside
from richlazy.errors import InputError


def fault(path: Path) -> str:
    """Message on a file that fails its seal, its name or the record beside it; "" for a good one."""
    return netcdf_fault(path) if path.suffix == ".nc" else records.fault(path)


def netcdf_fault(path: Path) -> str:
    """The same for a NetCDF file, whatever its suffix."""
    return sealed.fault(path) or records.fault(path)


def verify(path: str | Path) -> Path:
    """The path of a file, after verification. Raises InputError for a damaged file, which is moved aside."""
    path = Path(path)
    if message := fault(path):
        raise InputError(f"{path}: {message}; {set_aside(path)}")
    return path


def attributes(path: Path, on_fault: Callable[[Path], str]) -> dict[str, object]:
    """The verified global attributes of a NetCDF file; its data are not read, which would take long for many files.

    on_fault: acts on a damaged file and returns the end of the message. Raises InputError for a damaged file.
    """
    try:
        values = sealed.attributes(path)
        message = sealed.fault_of_attributes(path, values) or records.fault(path)
    except OSError as error:
        message = f"no NetCDF file that can be read ({error})"
    if message:
        raise InputError(f"{path}: {message}; {on_fault(path)}")
    return values


def leave(path: Path) -> str:
    """The end of a message on a damaged file that stays where it is: what to do about it."""
    return "if it is one of the results, remove it and repeat the command that made them, which makes it again"
