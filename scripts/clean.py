"""Remove the artefacts that neither the present config nor an index in the results folder names."""

import csv
from collections.abc import Iterable
from pathlib import Path

from richlazy.job import logged

STAGES = ("trials", "connectivity", "train", "measure")


def indexed_paths(indexes: Iterable[Path]) -> set[str]:
    """Artefacts that the index tables name."""
    used = set()
    for index in indexes:
        with index.open(encoding="utf-8", newline="") as table:
            used.update(row[stage] for row in csv.DictReader(table) for stage in STAGES if row[stage])
    return used


def remove_unused(results: Path, used: set[str]) -> list[str]:
    """Remove every artefact in results/<stage> that is not in `used`; returns their paths."""
    removed = []
    for stage in STAGES:
        for path in sorted((results / stage).glob("*.nc")):
            if path.as_posix() not in used:
                path.unlink()
                removed.append(path.as_posix())
    return removed


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        results = Path("results")
        used = set(snakemake.params.used) | indexed_paths(results.glob("**/index.csv"))
        removed = remove_unused(results, used)
        print(*(f"removed {path}" for path in removed), f"{len(removed)} unused artefacts removed", sep="\n")
