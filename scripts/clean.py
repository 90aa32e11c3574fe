"""Remove the artefacts that neither the present config nor an index in the results folder names."""

import csv
from collections.abc import Iterable
from pathlib import Path

from richlazy.job import logged

STAGES = ("trials", "connectivity", "train", "measure")
KINDS = ("*.nc", "*.nc.damaged", ".*.partial")


def indexed_paths(indexes: Iterable[Path]) -> set[str]:
    """Artefacts that the index tables name."""
    used = set()
    for index in indexes:
        with index.open(encoding="utf-8", newline="") as table:
            used.update(row[stage] for row in csv.DictReader(table) for stage in STAGES if row[stage])
    return used


def remove_unused(results: Path, used: set[str]) -> list[str]:
    """Remove every artefact in results/<stage> that is not in `used`, and what is damaged or half-written.

    Returns the paths of what was removed.
    """
    found = [path for stage in STAGES for kind in KINDS for path in sorted((results / stage).glob(kind))]
    unused = [path for path in found if path.as_posix() not in used]
    for path in unused:
        path.unlink()
    return [path.as_posix() for path in unused]


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        results = Path("results")
        used = set(snakemake.params.used) | indexed_paths(results.glob("**/index.csv"))
        removed = remove_unused(results, used)
        print(*(f"removed {path}" for path in removed), f"{len(removed)} unused artefacts removed", sep="\n")
