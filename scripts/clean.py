"""Remove the artefacts that no configuration uses any more, after an index of each lists those that it does use."""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

STAGES = ("trials", "connectivity", "train", "measure")


def used_paths(indexes: Iterable[Path]) -> set[str]:
    """Artefacts that the index tables name."""
    used = set()
    for index in indexes:
        with index.open(encoding="utf-8", newline="") as table:
            used.update(row[stage] for row in csv.DictReader(table) for stage in STAGES)
    return used


def remove_unused(results: Path, indexes: Iterable[Path]) -> list[str]:
    """Remove every artefact in results/<stage> that no index names; returns their paths."""
    used = used_paths(indexes)
    removed = []
    for stage in STAGES:
        for path in sorted((results / stage).glob("*.nc")):
            if path.as_posix() not in used:
                path.unlink()
                removed.append(path.as_posix())
    return removed


if __name__ == "__main__":
    results = Path("results")
    removed = remove_unused(results, results.glob("**/index.csv"))
    print(
        *(f"removed {path}" for path in removed), f"{len(removed)} unused artefacts removed", sep="\n", file=sys.stderr
    )
