"""Remove the artefacts that neither the present config nor any index in the results folder uses."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from richlazy.artefacts import sealed
from richlazy.artefacts.file_list import is_as_noted
from richlazy.artefacts.files import writer_of
from richlazy.artefacts.job import logged
from richlazy.errors import InputError

STAGES = ("trials", "connectivity", "train", "measure", "compare", "replicate")
# An index of an earlier version has no columns of these stages.
_NEW = ("compare", "replicate")
# Names of artefacts, also of damaged ones that were moved aside.
_ARTEFACT = re.compile(r".+-[0-9a-f]{12}\.nc(\.damaged\d*)?")


def indexed_paths(indexes: Iterable[Path]) -> set[str]:
    """Artefacts in the index tables. Raises InputError for a damaged index, whose artefacts are not known."""
    return {path for index in indexes for path in _indexed(index)}


def _indexed(index: Path) -> list[str]:
    try:
        if not is_as_noted(index):
            raise ValueError("it is not as the pipeline wrote it")
        with index.open(encoding="utf-8", newline="") as table:
            rows = [dict.fromkeys(_NEW, "") | row for row in csv.DictReader(table)]
        return [row[stage] for row in rows for stage in STAGES if row[stage]]
    except (KeyError, ValueError, csv.Error) as error:
        raise InputError(
            f"{index}: the index is damaged ({error}), nothing was removed; write it again with "
            "`snakemake --cores all` and the config whose results lie there, or remove it; one that is not the "
            "pipeline's: move it out of the folder or give it another name"
        ) from error


def remove_unused(results: Path, used: set[str]) -> list[str]:
    """Remove every artefact in results/<stage> that is not in `used`, damaged ones, and partially written files.

    Files of the user are not removed. Returns the paths of the removed files.
    """
    artefacts = [path for stage in STAGES for path in sorted((results / stage).glob("*")) if _is_artefact(path, stage)]
    half_written = [path for path in sorted(results.rglob(".*.partial")) if writer_of(path.name)]
    unused = [path for path in artefacts if path.as_posix() not in used] + half_written
    for path in unused:
        path.unlink()
    return [path.as_posix() for path in unused]


def _is_artefact(path: Path, stage: str) -> bool:
    """Whether a file in the folder of a stage is an artefact, by its name and its attributes.

    For a damaged file, which cannot be read, only the name counts.
    """
    if not (_ARTEFACT.fullmatch(path.name) and path.is_file()):
        return False
    try:
        attributes = sealed.attributes(path)
    except OSError:
        return True
    return sealed.address_of(attributes) is not None and (attributes["stage"] == stage or ".damaged" in path.name)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        results = Path("results")
        used = set(snakemake.params.used) | indexed_paths(results.glob("**/index.csv"))
        removed = remove_unused(results, used)
        print(*(f"removed {path}" for path in removed), f"{len(removed)} unused artefacts removed", sep="\n")
