"""Remove the artefacts that neither the present config nor an index in the results folder names."""

import csv
from collections.abc import Iterable
from pathlib import Path

from richlazy.errors import InputError
from richlazy.job import logged

STAGES = ("trials", "connectivity", "train", "measure")
KINDS = ("*.nc", "*.nc.damaged")
HALF_WRITTEN = ".*.partial"


def indexed_paths(indexes: Iterable[Path]) -> set[str]:
    """Artefacts that the index tables name. Raises InputError for a damaged one, since it may name what is used."""
    return {path for index in indexes for path in _indexed(index)}


def _indexed(index: Path) -> list[str]:
    try:
        with index.open(encoding="utf-8", newline="") as table:
            return [row[stage] for row in csv.DictReader(table) for stage in STAGES if row[stage]]
    except (KeyError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{index}: the index is damaged ({error}), nothing was removed; write it again with "
            "`snakemake --dry-run` and the config whose results lie there, or remove it"
        ) from error


def remove_unused(results: Path, used: set[str]) -> list[str]:
    """Remove every artefact in results/<stage> that is not in `used`, what is damaged, and whatever is half-written.

    Returns the paths of what was removed.
    """
    found = [path for stage in STAGES for kind in KINDS for path in sorted((results / stage).glob(kind))]
    unused = [path for path in found if path.as_posix() not in used] + sorted(results.rglob(HALF_WRITTEN))
    for path in unused:
        path.unlink()
    return [path.as_posix() for path in unused]


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        results = Path("results")
        used = set(snakemake.params.used) | indexed_paths(results.glob("**/index.csv"))
        removed = remove_unused(results, used)
        print(*(f"removed {path}" for path in removed), f"{len(removed)} unused artefacts removed", sep="\n")
