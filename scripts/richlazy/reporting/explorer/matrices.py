"""Initial matrices for the page: heat maps of few cells, and spectra.

A matrix of more units than cells is shown as means of blocks. One seed of each file is shown, the first of its block.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import xarray as xr

from richlazy.reporting.explorer.packing import packed, packed_columns

# Bytes of all heat maps of a page together, and the largest number of cells along a side.
HEAT_MAP_BYTES = 450_000
MOST_CELLS = 120
# Share of the absolute cells that the colours tell apart; the few beyond have the last colour.
_SHOWN_SHARE = 0.995
_LEVELS = 127


def matrices(
    experiments: Sequence[Mapping], read: Callable[[str], xr.Dataset]
) -> tuple[list[dict[str, object]], dict[str, list[int | None]]]:
    """All different matrices of the experiments, and for each experiment the place of each point's matrix, or None.

    experiments: `experiment` and `points` with their files, from the planner. read: opens a file by its path.
    """
    files: dict[str, int] = {}
    by_experiment: dict[str, list[int | None]] = {}
    for experiment in experiments:
        paths = [_first(point["files"]) for point in experiment["points"]]
        by_experiment[experiment["experiment"]] = [
            None if path is None else files.setdefault(path, len(files)) for path in paths
        ]
    cells = most_cells(len(files))
    return [_shown(path, read(path), cells) for path in files], by_experiment


def _first(files: Sequence[Mapping]) -> str | None:
    """The file of matrices with the lowest seeds."""
    found = [file for file in files if file["stage"] == "connectivity"]
    return min(found, key=lambda file: file["seeds"])["path"] if found else None


def most_cells(count: int) -> int:
    """Cells along a side so that `count` heat maps of a byte a cell take HEAT_MAP_BYTES together."""
    return min(MOST_CELLS, int(math.sqrt(HEAT_MAP_BYTES / max(count, 1))))


def _shown(path: str, matrix: xr.Dataset, cells: int) -> dict[str, object]:
    first = matrix.isel(seed=0)
    weights = first["weights"].isel(layer=0, missing_dims="ignore").transpose("post", "pre").values.astype(float)
    block = math.ceil(len(weights) / cells)
    means = block_means(weights, block)
    scale = float(np.quantile(np.abs(means), _SHOWN_SHARE)) or float(np.abs(means).max()) or 1.0
    levels = np.clip(np.rint(means / scale * _LEVELS), -_LEVELS, _LEVELS).astype(np.int8)
    spectra = [
        np.sort(first[name].values)[::-1] if name == "singular_value" else first[name].values for name in SPECTRA
    ]
    return {
        "path": path,
        "seed": int(first.seed),
        "units": len(weights),
        "cells": len(means),
        "block": block,
        "scale": scale / _LEVELS,
        "levels": packed(levels.tobytes()),
        "spectra": packed_columns(spectra),
        "length": len(spectra[0]),
    }


SPECTRA = ("singular_value", "eigenvalue_real", "eigenvalue_imag")


def block_means(weights: np.ndarray, block: int) -> np.ndarray:
    """Means of `weights` [post, pre] over blocks of `block` × `block`; the last blocks may be smaller."""
    starts = np.arange(0, len(weights), block)
    counts = np.diff([*starts, len(weights)])
    sums = np.add.reduceat(np.add.reduceat(weights, starts, 0), starts, 1)
    return sums / np.outer(counts, counts)
