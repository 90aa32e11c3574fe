"""The process in which `isolated` reads a file: it prints the table, a line of JSON and an array in NumPy's format."""

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import BinaryIO

import numpy as np

from richlazy.connectivity.matrix_files.limits import LIMIT
from richlazy.connectivity.matrix_files.table import Options
from richlazy.errors import InputError

# The readers, which `reading` imports by statements.
IMPORTS_BY_NAME = True


def answer(reader: str, path: str, options: dict, stream: BinaryIO) -> None:
    """Write the table of a file, or why it is refused."""
    try:
        table = importlib.import_module(reader).read(Path(path), Options(**options))
    except InputError as error:
        stream.write(json.dumps({"refused": str(error)}).encode())
        return
    told = {"rows": table.rows, "columns": table.columns, "states": dict(table.states), "notes": table.notes}
    stream.write(json.dumps(told).encode() + b"\n")
    np.lib.format.write_array(stream, table.values, allow_pickle=False)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    answer(**json.loads(sys.argv[1]), stream=sys.stdout.buffer)
