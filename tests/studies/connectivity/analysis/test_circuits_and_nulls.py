"""Circuits and null models in a sweep over rank: a whole circuit stands at its rank, its null models at theirs."""

import json

import numpy as np
import xarray as xr

from studies.connectivity.analysis.circuits_and_nulls import Pair, learned_values, pairs, tabulate


def experiment(runs, whole_rank):
    """An experiment of one seed whose measure tells the place of its run; runs: (connectivity, null model, rank)."""
    sweep = {name: list(dict.fromkeys(values)) for name, values in zip(DIMS, zip(*runs, strict=True), strict=True)}
    shape = [len(values) for values in sweep.values()] + [1]
    coordinates = {**sweep, "seed": [0]}
    empty = xr.DataArray(np.full(shape, np.nan), coordinates, dims=[*sweep, "seed"])
    found = xr.Dataset({"loss": empty.copy(), "diverged": empty.copy()}, attrs={"sweep": json.dumps(list(sweep))})
    for name, null, rank in runs:
        place = {"connectivity": name, "null_model": null, "rank": rank}
        found.loss.loc[place] = rank + (0.5 if null != "none" else 0)
        found.diverged.loc[place] = 0
    values = [whole_rank.get(name, np.nan) for name in sweep["connectivity"]]
    return found.assign(whole_rank=("connectivity", values))


DIMS = ("connectivity", "null_model", "rank")


def values_of(table, pair):
    return [float(learned_values(table, "loss", pair.circuit, null, ["-"])[0, 0]) for null in ("none", pair.null)]


def test_a_whole_structure_is_compared_with_its_whole_null():
    runs = [("mine", "none", 1), ("mine", "none", 3), ("mine", "gaussian", 1), ("mine", "gaussian", 6)]
    table = tabulate(experiment(runs, {"mine": 3}))
    found = pairs(table, "test")
    assert found == [Pair("mine (rank=1)", "gaussian"), Pair("mine (rank=3)", "gaussian")]
    assert [values_of(table, pair) for pair in found] == [[1, 1.5], [3, 6.5]]


def test_a_null_at_the_rank_of_the_structure_comes_first():
    runs = [("mine", "none", 3), ("mine", "gaussian", 3), ("mine", "gaussian", 6)]
    table = tabulate(experiment(runs, {"mine": 3}))
    (pair,) = pairs(table, "test")
    assert values_of(table, pair) == [3, 3.5]


def test_a_truncated_structure_is_compared_with_nulls_of_its_rank_alone():
    runs = [("mine", "none", 2), ("mine", "none", 3), ("mine", "gaussian", 3)]
    runs += [("full", "none", 2), ("full", "gaussian", 3), ("full", "none", 6), ("full", "gaussian", 6)]
    found = pairs(tabulate(experiment(runs, {"mine": 3})), "test")
    assert found == [Pair("mine (rank=3)", "gaussian"), Pair("full (rank=6)", "gaussian")]
