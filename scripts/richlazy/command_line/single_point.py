"""One point of an experiment: its values, the files of its networks, and the commands that make one network alone."""

import csv
import json
import math
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from richlazy.artefacts.file_list import is_as_noted
from richlazy.artefacts.records import read_record, record_of
from richlazy.artefacts.saved_config import NAME as CONFIG
from richlazy.artefacts.saved_config import as_yaml, read_saved_config
from richlazy.command_line.measures_file import read_measures
from richlazy.contracts.parts import stages
from richlazy.errors import InputError
from richlazy.hypercube.measure_range import range_of
from richlazy.hypercube.reading import OWN_DIMS, last_step, replicates, swept
from richlazy.planning.index import NAME as INDEX
from richlazy.planning.plan import coordinate
from richlazy.statistics.interval import bounded_interval

# What a point may name beside swept parameters.
_FURTHER = ("seed", "step", "component")
_OUTPUT = "results/one_network"
# Variables of a run that are no measures.
_MARKS = ("diverged", "divergence_reason", "divergence_step", "stopped_step", "stopped_by", "converged")


def describe_point(file: str, folder: Path, words: Sequence[str], measures: Sequence[str] = ()) -> str:
    """Text on one point of the experiment that a file belongs to.

    file: path relative to `folder`, where the workflow was run. words: NAME=VALUE of all swept parameters, and of seed,
    step, component. measures: which, by default all. Raises InputError for a point that the experiment does not have.
    """
    path = measures_of(file, folder)
    cube = read_measures(folder / path)
    point = point_of(cube, words, path)
    at = ", ".join(f"{name}={_text(value)}" for name, value in point.items())
    confidence = _confidence(folder / Path(path).parent)
    lines = [f"{path} at {at or 'its only point'}", "", *table(cube, point, measures, path, confidence)]
    found = files_of(point, path, folder)
    if found:
        lines += [
            "",
            "Files with these networks, and with the other seeds of their condition:",
            *(f"  {stage:12s} {name}" for stage, name in found),
        ]
    lines += ["", *_alone(cube, point, path, folder)]
    return "\n".join(lines)


def measures_of(file: str, folder: Path) -> str:
    """Path of the measures of the experiment that a file of the results belongs to, relative to `folder`."""
    path = Path(file)
    if path.suffix == ".nc" and path.stem == "measures":
        return file
    record = read_record(record_of(folder / path))
    try:
        (measures,) = json.loads(record[0])["measures"][:1]  # of a figure
        return str(measures)
    except (TypeError, KeyError, ValueError):
        pass
    beside = path.parent / "measures.nc"
    if (folder / beside).is_file():
        return beside.as_posix()
    raise InputError(
        f"{file}: a point is one of an experiment; name its measures.nc, a table beside that, or one of its figures"
    )


def point_of(cube: xr.Dataset, words: Iterable[str], path: str) -> dict[str, object]:
    """The labels of a point by dimension, in the order of the dimensions; a step is the last where none is named."""
    given = dict(_pair(word) for word in words)
    dims = _conditions(cube)
    allowed = [*dims, *(dim for dim in _FURTHER if dim in cube.dims)]
    for name in given:
        if name not in allowed:
            raise InputError(f"{name}: {path} has no such axis; allowed are {', '.join(allowed)}")
    point = {}
    for dim in dims:
        values = cube[dim].values.tolist()
        if dim not in given and len(values) > 1:
            raise InputError(
                f"{dim}: the experiment sweeps it; write `{dim}={_text(values[0])}`, or one of {_list(values)}"
            )
        point[dim] = _label(cube, dim, given[dim], path) if dim in given else values[0]
    if "step" in cube.dims:
        point["step"] = _label(cube, "step", given["step"], path) if "step" in given else last_step(cube)
    return point | {dim: _label(cube, dim, given[dim], path) for dim in ("seed", "component") if dim in given}


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not (name and equals and value):
        raise InputError(f"{word}: found no NAME=VALUE; write for example `--at task=2AF rank=10 seed=3`")
    return name, value


def _conditions(cube: xr.Dataset) -> list[str]:
    """Dimensions of the points: swept parameters, or labels of a simulation."""
    return [dim for dim in swept(cube) if dim in cube.diverged.dims and dim not in OWN_DIMS]


def _label(cube: xr.Dataset, dim: str, text: str, path: str) -> object:
    """The label that a text means."""
    values = cube[dim].values.tolist()
    for value in values:
        if _text(value) == text or _number(text) == value:
            return value
    if dim == "rank" and text == "full":
        return max(values)
    raise InputError(f"{dim}={text}: {path} has no such value; allowed are {_list(values)}")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _list(values: Sequence[object]) -> str:
    shown = [_text(value) for value in values]
    return ", ".join(shown if len(shown) <= 20 else [*shown[:10], "...", *shown[-3:]])


def _confidence(results: Path) -> float:
    """That of the config which is kept beside the measures, as their summary has it; 0.95 where none is kept."""
    kept = read_saved_config(results) if (results / CONFIG).is_file() else {}
    return kept.get("statistics", {}).get("confidence", 0.95)


def table(
    cube: xr.Dataset, point: Mapping[str, object], measures: Sequence[str], path: str, confidence: float = 0.95
) -> list[str]:
    """Lines with the value of a seed, or the mean over all, and its interval, for each measure at a point."""
    of_seeds = {str(name): values.dims for name, values in cube.data_vars.items() if "seed" in values.dims}
    known = [name for name, dims in of_seeds.items() if "other_seed" not in dims and name not in _MARKS]
    for name in measures:
        if name not in known:
            raise InputError(f"--measure {name}: {path} has no such measure; allowed are {', '.join(known)}")
    head = [
        "measure",
        *(["value"] if "seed" in point else []),
        "mean",
        f"{100 * confidence:g} % interval",
        "seeds",
        "unit",
    ]
    rows = [head]
    for name in measures or known:
        rows += _rows(cube[name], name, point, confidence)
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    found = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    chosen = {dim: value for dim, value in point.items() if dim in cube.diverged.dims}
    diverged = int(cube.diverged.sel(chosen).sum())
    runs = replicates(cube, int(cube.diverged.sel({d: v for d, v in chosen.items() if d != "seed"}).notnull().sum()))
    if "seed" in chosen:
        return [*found, "", f"This run {'diverged' if diverged else 'did not diverge'}."]
    return [*found, "", f"{diverged} of {runs} diverged."]


def _rows(values: xr.DataArray, name: str, point: Mapping[str, object], confidence: float) -> list[list[str]]:
    """One row, or one for each component."""
    at = values.sel({dim: value for dim, value in point.items() if dim in values.dims and dim != "seed"})
    further = [dim for dim in at.dims if dim != "seed"]
    if further == ["component"]:
        return [
            row
            for number in at.component.values.tolist()
            for row in _rows(at.sel(component=number), f"{name} {number}", point, confidence)
        ]
    if further or not np.isfinite(at.astype(float)).any():
        return []
    mean, low, high = bounded_interval(at.values.astype(float), range_of(str(values.name)), confidence)
    own = [_digits(float(at.sel(seed=point["seed"])))] if "seed" in point else []
    varies = math.isfinite(float(low)) and low < high
    interval = f"[{_digits(float(low))}, {_digits(float(high))}]" if varies else "-"
    counted = str(int(np.isfinite(at.astype(float)).sum()))
    return [[name, *own, _digits(float(mean)), interval, counted, str(values.attrs.get("units", ""))]]


def _digits(value: float) -> str:
    return f"{value:.6g}"


def files_of(point: Mapping[str, object], path: str, folder: Path) -> list[tuple[str, str]]:
    """Stage and path of the artefacts of a point, by the index of the output folder; none without a good index."""
    experiment, output = Path(path).parent.name, folder / Path(path).parents[1]
    index = output / INDEX
    if not index.is_file() or not is_as_noted(index):
        return []
    with index.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("experiment") == experiment]
    wanted = {name: _text(value) for name, value in point.items() if name not in _FURTHER}
    found = []
    for row in rows:
        is_there = "seed" not in point or str(point["seed"]) in (row.get("seeds") or "").split()
        if is_there and _same(_parsed(row.get("point") or "", list(wanted)), wanted):
            found += [(stage, row[stage]) for stage in reversed(stages()) if row.get(stage)]
    order = list(reversed(stages()))
    return sorted(dict.fromkeys(found), key=lambda entry: order.index(entry[0]))


def _parsed(text: str, names: Sequence[str]) -> dict[str, str]:
    """The words NAME=VALUE of an index; a value may hold blanks."""
    if not names:
        return {}
    starts = "|".join(map(re.escape, names))
    return dict(word.split("=", 1) for word in re.split(rf" (?=(?:{starts})=)", text) if "=" in word)


def _same(row: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return row.keys() == wanted.keys() and all(
        row[name] == value or (_number(row[name]) is not None and _number(row[name]) == _number(value))
        for name, value in wanted.items()
    )


def _alone(cube: xr.Dataset, point: Mapping[str, object], path: str, folder: Path) -> list[str]:
    """Lines with the commands that make this network, or all networks of the point, alone."""
    experiment, results = Path(path).parent.name, Path(path).parent
    saved = results / CONFIG
    if not (folder / saved).is_file():
        return ["No config is kept beside these measures, so that no command can be told: repeat the run to keep one."]
    section = read_saved_config(folder / results)["experiments"][experiment]
    overlay = as_yaml({"experiments": {experiment: _narrowed(section, point)}, "output": _OUTPUT}).rstrip()
    what = "This network" if "seed" in point else "The networks of this point"
    return [
        f"{what} alone, into {_OUTPUT}:",
        "cat > one_network.yaml <<'END'",
        overlay,
        "END",
        shlex.join(["snakemake", "--cores", "1", f"{_OUTPUT}/{experiment}/measures.nc"])
        + f" --configfile {shlex.quote(saved.as_posix())} one_network.yaml",
    ]


def _narrowed(section: Mapping, point: Mapping[str, object]) -> dict[str, object]:
    """What narrows an experiment of a config to one point of it."""
    seeds = {"seeds": [point["seed"]]} if "seed" in point else {}
    if "sweep" not in section:
        return seeds
    chosen = section.get("choose") or {}
    grids = [section["sweep"], *(section.get("also") or [])]
    sweep = {dim: [_value(dim, value, grids)] for dim, value in point.items() if dim not in _FURTHER}
    kept = {dim: section["sweep"][dim] for dim in chosen if dim in section["sweep"]}
    return {
        "sweep": sweep | kept,
        **({"also": []} if section.get("also") else {}),
        **seeds,
        "claims": [],
        "figures": [],
    }


def _value(dim: str, label: object, grids: Sequence[Mapping]) -> object:
    """The value of the config that stands behind a label of an axis."""
    for grid in grids:
        for value in grid.get(dim, []):
            if coordinate(value) == label:
                return value
    return label
