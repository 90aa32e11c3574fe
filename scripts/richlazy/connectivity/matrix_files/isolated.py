"""Reading of a file in a separate process, since libraries in C may crash or hang on a damaged file.

The separate process also loads only one HDF5 library: those of h5py and netCDF4 may conflict in one process.
"""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import numpy as np

from richlazy.connectivity.matrix_files import reading_process
from richlazy.connectivity.matrix_files.limits import LIMIT
from richlazy.connectivity.matrix_files.table import Options, Table
from richlazy.errors import InputError

# Largest duration in seconds; the largest allowed matrix takes less than a tenth of it.
TIMEOUT = 120
_LIBRARY = Path(__file__).parents[3]


def isolated(reader: ModuleType) -> Callable[[Path, Options], Table]:
    """The function `read` of a reader, run in another process; raises InputError if that crashes or does not end."""

    def read(path: Path, options: Options) -> Table:
        told = json.dumps({"reader": reader.__name__, "path": str(path), "options": asdict(options)})
        command = [sys.executable, "-m", reading_process.__name__, told]
        try:
            done = subprocess.run(command, env=_environment(), capture_output=True, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            raise _damaged(path, f"reading did not end within {TIMEOUT} s") from None
        if done.returncode:
            raise _damaged(path, _reason(done))
        return _table(done.stdout)

    return read


def _environment() -> dict[str, str]:
    """The environment of the other process: the path of the library, and one thread, since threads reserve memory."""
    path = os.pathsep.join(filter(None, [str(_LIBRARY), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def _damaged(path: Path, reason: str) -> InputError:
    return InputError(f"{path}: the file is damaged: {reason}; write the file again")


def _reason(done: subprocess.CompletedProcess) -> str:
    if done.returncode < 0:
        return f"reading it crashed ({signal.Signals(-done.returncode).name})"
    last = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1]
    if last.partition(":")[0].endswith("MemoryError"):
        return f"reading it takes more than {LIMIT / 2**30:.0f} GiB"
    return f"reading it failed ({last})"


def _table(answer: bytes) -> Table:
    """The table that `reading_process.answer` wrote."""
    stream = io.BytesIO(answer)
    told = json.loads(stream.readline())
    if "refused" in told:
        raise InputError(told["refused"])
    told["notes"] = tuple(told["notes"])
    return Table(np.lib.format.read_array(stream, allow_pickle=False), **told)
