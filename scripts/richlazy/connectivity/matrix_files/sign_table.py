"""A table of neurons' signs: CSV with the columns `label` and `sign`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from richlazy.connectivity.matrix_files.checks import check_file, legible
from richlazy.connectivity.matrix_files.table import text
from richlazy.errors import InputError

_SIGNS = {"1": 1.0, "+1": 1.0, "-1": -1.0}


def read_signs(path: str | Path, labels: Sequence[str]) -> np.ndarray:
    """Sign of each neuron of `labels`, 1 or -1, [neuron]; the table may hold more neurons than these.

    Raises InputError for a column or neuron that is missing, a neuron that stands twice, or another sign.
    """
    path = Path(path)
    check_file(path)
    # Of a path, pandas would take the suffix to mean that the file is compressed.
    with legible(path, "a table in CSV", ValueError, OSError), path.open(encoding="utf-8-sig", newline="") as stream:
        # index_col: a line with a cell too many does not turn the labels into an index.
        table = pd.read_csv(stream, dtype=str, keep_default_na=False, index_col=False)
    if not {"label", "sign"} <= set(table):
        raise InputError(f"{path}: found the columns {', '.join(table)}; a sign table has the columns label and sign")
    signs = {}
    for label, sign in zip(map(text, table["label"]), map(text, table["sign"]), strict=True):
        if label in signs:
            raise InputError(f"{path}: {label!r} stands twice; leave one row")
        if sign not in _SIGNS:
            raise InputError(f"{path}: {label!r} has the sign {sign!r}; allowed: 1 (excitatory) or -1 (inhibitory)")
        signs[label] = _SIGNS[sign]
    missing = [label for label in labels if label not in signs]
    if missing:
        raise InputError(f"{path}: labels do not match: no sign for {missing[0]!r}; add the row `{missing[0]},1`")
    return np.array([signs[label] for label in labels])
