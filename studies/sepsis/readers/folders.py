"""Which form the files of a folder have, and their identity; without a numerical library."""

import hashlib
from pathlib import Path

from richlazy.errors import InputError

YAIB, CINC, MIMIC = "tables of YAIB", "psv files of the PhysioNet/CinC challenge 2019", "CSV files of MIMIC-III"
_GROUPS = [f"{kind}_55h_hourly_{group}_ex1c.csv" for kind in ("case", "control") for group in ("vitals", "labs")]
# By form the names of its files, or what all of them end in.
_FILES = {
    YAIB: ("dyn.parquet", "outc.parquet", "sta.parquet"),
    CINC: ("*.psv",),
    MIMIC: ("static_variables_cases.csv", "static_variables_controls.csv", *_GROUPS),
}
REMEDY = (
    "name a folder with dyn.parquet, outc.parquet and sta.parquet of YAIB, with psv files of the PhysioNet/CinC "
    "challenge 2019, or with the six CSV files of MIMIC-III (studies/sepsis/README.md)"
)


def form_of(where: str, folder: Path) -> str:
    """The form of the files in a folder: YAIB, CINC or MIMIC. `where` begins messages.

    Raises InputError for what is no folder, and for one with no such files, with those of two forms, or with some of
    them alone.
    """
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise InputError(f"{where}{str(folder)!r} {found}; write the path of a folder, from the working directory")
    found = {form: [name for name in names if any(folder.glob(name))] for form, names in _FILES.items()}
    forms = [form for form, names in found.items() if names]
    if not forms:
        there = ", ".join(sorted(entry.name for entry in folder.iterdir())[:5]) or "nothing"
        raise InputError(f"{where}{folder}: found {there}, and no files of a cohort; {REMEDY}")
    if len(forms) > 1:
        raise InputError(f"{where}{folder}: found {' and '.join(forms)}; give each form a folder of its own")
    missing = [name for name in _FILES[forms[0]] if name not in found[forms[0]]]
    if missing:
        raise InputError(
            f"{where}{folder}: found {', '.join(found[forms[0]])}, and no {missing[0]}; {forms[0]} are "
            f"{', '.join(_FILES[forms[0]])}: put it there"
        )
    return forms[0]


def files_of(folder: Path, form: str) -> list[Path]:
    """The files of a form in a folder, by name."""
    return sorted(path for name in _FILES[form] for path in folder.glob(name))


def identity(where: str, files: list[Path]) -> str:
    """SHA-256 over names and contents of files, in hexadecimal. Raises InputError for one that cannot be read."""
    digests = {}
    for path in files:
        try:
            with path.open("rb") as file:
                digests[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise InputError(f"{where}{path} cannot be read ({error}); name files that can") from error
    return identity_of(digests)


def identity_of(digests: dict[str, str]) -> str:
    """The identity of files whose SHA-256 are known, by name."""
    lines = "".join(f"{name} {digests[name]}\n" for name in sorted(digests))
    return hashlib.sha256(lines.encode()).hexdigest()
