"""Print the lineage of a figure, a table or a NetCDF file of the results, stage by stage, and how to make it again:
python scripts/lineage.py results/figures/rank-figure1.png
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from richlazy.artefacts.lineage import describe, lineage, remake
from richlazy.errors import InputError


def explain(file: str, folder: Path) -> str:
    """The lineage of a file as text, and the commands that make it again. folder: where the workflow was run."""
    stages = lineage(Path(os.path.relpath(file, folder)).as_posix(), folder)
    return f"{describe(stages)}\n\nTo make it again:\n{remake(stages, folder)}"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Print what a file of the results was made from.")
    parser.add_argument("file", help="a figure, a table or a NetCDF file of the results")
    parser.add_argument("--directory", default=".", type=Path, help="where the workflow was run (default: here)")
    given = parser.parse_args(arguments)
    try:
        print(explain(given.file, given.directory))
    except InputError as error:
        sys.exit(f"lineage: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
