"""The door by which files of the results are read: each is looked at before anything in it is believed.

Jobs set a file aside that is not what it should be, so that the command that is repeated makes it again. Tools that
people call leave it where it is, for it may be theirs.
"""

from collections.abc import Callable
from pathlib import Path

from richlazy.artefacts import records, sealed
from richlazy.artefacts.files import set_aside
from richlazy.errors import InputError


def fault(path: Path) -> str:
    """What is wrong with a file, by its seal, its name and the record beside it; "" where nothing is."""
    return netcdf_fault(path) if path.suffix == ".nc" else records.fault(path)


def netcdf_fault(path: Path) -> str:
    """The same of a file that is taken for NetCDF, whatever its name."""
    return sealed.fault(path) or records.fault(path)


def verify(path: str | Path) -> Path:
    """The path of a file that is what it should be. Raises InputError for another, which is set aside."""
    path = Path(path)
    if wrong := fault(path):
        raise InputError(f"{path}: {wrong}; {set_aside(path)}")
    return path


def attributes(path: Path, on_fault: Callable[[Path], str]) -> dict[str, object]:
    """The global attributes of a NetCDF file, which are looked at alone: of many files, all bytes would take long.

    on_fault: what is done with a file that is not what it should be, and told. Raises InputError for such a file.
    """
    try:
        found = sealed.attributes(path)
        wrong = sealed.fault_of_attributes(path, found) or records.fault(path)
    except OSError as error:
        wrong = f"no NetCDF file that can be read ({error})"
    if wrong:
        raise InputError(f"{path}: {wrong}; {on_fault(path)}")
    return found


def leave(path: Path) -> str:
    """What to do about a file that stays where it is."""
    return "if it is one of the results, remove it and repeat the command that made them, which makes it again"
