"""The measures of an experiment as columns over its points, seeds and steps.

Points that the grids of an experiment leave out have no place in a column, so that a sparse experiment stays small.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.hypercube.between_seeds import OTHER, with_values_by_seed
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.explorer.packing import rounded
from richlazy.reporting.plotting.labels import parameter_words, value_words, words_of
from richlazy.statistics.interval import bounded_interval

POINT = "point"
# How a run ended; the page shows it as a mark and not as a value.
_MARKS = ("diverged", "divergence_reason")
# Most values along further dimensions, such as components, that become columns of their own.
_MOST_FURTHER = 24
# Bits of the mantissa of the ends of intervals: three significant digits.
_INTERVAL_BITS = 9
_OF_PAIRS = "jackknife pseudo-values of the mean over pairs of seeds"


@dataclass
class Columns:
    """An experiment as columns.

    described: what the page needs to read them: `labels` of the points, `seeds`, `steps`, `variables` with the offset
    of each in the values, and `left_out`, what has no column. values: all columns in their order.
    """

    described: dict[str, object]
    values: list[np.ndarray] = field(default_factory=list)


def columns(measures: xr.Dataset, confidence: float) -> Columns:
    """The columns of measures.nc of an experiment: a sweep or a simulation.

    Variables over (point, seed, step), or some of these, are columns in that order. Those with seeds are followed by
    the low and the high end of the interval of the mean, (point, step). The first two columns say of each run (point,
    seed) whether it diverged, and why.
    """
    pairs = {name for name, values in measures.data_vars.items() if OTHER in values.dims}
    table, numbered = _over_points(with_values_by_seed(measures) if pairs else measures)
    runs = table.diverged.transpose(POINT, "seed")
    reasons = table.get("divergence_reason", runs)
    result = Columns({}, [runs.values, reasons.transpose(POINT, "seed").values])
    offset, variables, left_out = 2 * runs.size, [], []
    for name, select, values in _variables(table, left_out):
        over = [dim for dim in (POINT, "seed", "step") if dim in values.dims]
        column = values.transpose(*over).values.astype(float)
        ends = _interval(column, over, name, confidence)
        of_pairs = name in pairs
        place = {"offset": offset, "over": over, "interval": bool(ends), "select": select}
        variables.append({**_described(name, values.attrs, of_pairs), **place})
        result.values += [column, *ends]
        offset += column.size + sum(end.size for end in ends)
    result.described |= {
        "labels": _labels(table, [dim for dim in measures.diverged.dims if dim in measures.coords]),
        "numbered": numbered,
        "points": table.sizes[POINT],
        "seeds": table.seed.values.tolist(),
        "steps": table.step.values.tolist() if "step" in table.coords else [],
        "step_name": str(table.step.attrs.get("long_name", "training step")) if "step" in table.coords else "",
        "replicate": str(measures.attrs.get("replicate", "seed")),
        "variables": variables,
        "left_out": left_out,
    }
    return result


def _over_points(measures: xr.Dataset) -> tuple[xr.Dataset, dict[str, list[int]]]:
    """The measures with all dimensions of the runs but the seed stacked into points; those that were run, each once.

    Also, for a dimension without coordinates, as that of the cases of a simulation, the place of each point.
    """
    dims = [dim for dim in measures.diverged.dims if dim != "seed"]
    numbered = [dim for dim in dims if dim not in measures.coords]
    stacked = measures.stack({POINT: dims}) if dims else measures.expand_dims(POINT)
    flat = stacked.reset_index(POINT) if dims else stacked
    run = flat.diverged.notnull().any("seed") if "seed" in flat.diverged.dims else flat.diverged.notnull()
    found = flat.isel({POINT: np.flatnonzero(run.values)})
    return found.drop_vars(numbered), {dim: found[dim].values.tolist() for dim in numbered}


def _labels(table: xr.Dataset, indexes: list[str]) -> list[dict[str, object]]:
    """What names the points: each label with its values in their order, and the place of each point's value.

    indexes: labels that are dimensions of measures.nc; without any, all labels together name a point.
    """
    names = [name for name, values in table.coords.items() if values.dims == (POINT,)]
    names += [name for name, values in table.data_vars.items() if values.dims == (POINT,) and _is_text(values)]
    found = []
    for name in names:
        indexed = name in indexes
        codes, values = pd.factorize(table[name].values, sort=not _is_text(table[name]), use_na_sentinel=False)
        values = values.tolist()
        numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
        found.append(
            {
                "name": str(name),
                "words": parameter_words(name),
                "numeric": numeric,
                "values": [value if not numeric or math.isfinite(value) else None for value in values],
                "texts": [value_words(name, value) for value in values],
                "codes": codes.tolist(),
                "indexed": indexed,
                "names_point": indexed or not indexes,
            }
        )
    return found


def _is_text(values: xr.DataArray) -> bool:
    return values.dtype.kind in "OUS"


def _variables(table: xr.Dataset, left_out: list[str]) -> Iterator[tuple[str, dict, xr.DataArray]]:
    """The numerical variables over points, seeds and steps, with the name and the place of each in measures.nc; vectors
    are split into their components.

    Spectra and what has more values than `_MOST_FURTHER` are left out, and their names added to `left_out`.
    """
    for name, values in table.data_vars.items():
        further = [dim for dim in values.dims if dim not in (POINT, "seed", "step")]
        if name in _MARKS or _is_text(values) or "index" in further:
            continue
        if math.prod(values.sizes[dim] for dim in further) > _MOST_FURTHER:
            left_out.append(f"{words_of(name)} (over {', '.join(map(str, further))})")
        elif further:
            yield from _components(name, values, further)
        else:
            yield name, {}, values


def _components(name: str, values: xr.DataArray, further: list[str]) -> Iterator[tuple[str, dict, xr.DataArray]]:
    for place in np.ndindex(*(values.sizes[dim] for dim in further)):
        part = values.isel(dict(zip(further, place, strict=True)))
        at = {dim: part[dim].item() if dim in values.coords else n for dim, n in zip(further, place, strict=True)}
        yield " ".join([name, *map(str, at.values())]), at, part.reset_coords(drop=True)


def _interval(column: np.ndarray, over: list[str], name: str, confidence: float) -> list[np.ndarray]:
    """Low and high end of the interval of the mean over seeds; none for a variable without seeds."""
    if "seed" not in over:
        return []
    finite = np.where(np.isfinite(column), column, np.nan)
    _, low, high = bounded_interval(finite, range_of(name), confidence, over.index("seed"))
    return [rounded(low, _INTERVAL_BITS), rounded(high, _INTERVAL_BITS)]


def _described(name: str, attributes: Mapping, of_pairs: bool) -> dict[str, object]:
    """Names and unit of a variable, and the stage whose files hold it."""
    own = name.partition(" ")[0]
    long_name = str(attributes.get("long_name", ""))
    return {
        "name": name,
        "base": own,
        "words": words_of(name),
        "long_name": f"{long_name}; {_OF_PAIRS}" if of_pairs else long_name,
        "units": str(attributes.get("units", "")),
        "stage": "compare" if of_pairs else "connectivity" if own in MATRIX_MEASURES else "measure",
    }
