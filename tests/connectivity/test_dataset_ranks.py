"""Pinned ranks against the real reconstructions, which are in the pinned wheels."""

import numpy as np
import pytest
from richlazy.connectivity import builders
from richlazy.connectivity.builders import reconstruction
from richlazy.connectivity.dataset_ranks import rank_of
from richlazy.connectivity.datasets import DATASETS, units_of
from richlazy.connectivity.signs import rules_for

DEFAULTS = builders.defaults("reconstruction")


def rank_found(arguments):
    matrix = reconstruction.build(units_of(arguments["dataset"], arguments["extent"]), 1.0, None, **arguments)
    return np.linalg.matrix_rank(matrix)


# The larger patches of the optic lobe take seconds to decompose.
@pytest.mark.parametrize("weights", ["counts", "log", "binary"])
@pytest.mark.parametrize("dataset, extent", [*((name, 1) for name in DATASETS), ("optic_lobe", 0)])
def test_pinned_ranks_are_those_of_the_data(wheel_folder, monkeypatch, dataset, extent, weights):
    monkeypatch.chdir(wheel_folder)
    arguments = DEFAULTS | {"dataset": dataset, "extent": extent, "weights": weights}
    assert rank_of(arguments) == rank_found(arguments)
    without_mean = arguments | {"mean": "subtract"}
    assert rank_of(without_mean) == rank_found(without_mean)
    if weights == "counts":
        for rule in rules_for(reconstruction.read(dataset, extent).counts):
            assert rank_of(arguments | {"signs": rule}) == rank_found(arguments | {"signs": rule})


def test_every_dataset_has_a_rank_below_its_units_or_none():
    for dataset in DATASETS:
        assert 0 < rank_of(DEFAULTS | {"dataset": dataset}) < units_of(dataset, 1)
    assert rank_of(DEFAULTS | {"dataset": "optic_lobe", "extent": 2}) == 1127
    assert rank_of(DEFAULTS | {"dataset": "optic_lobe", "extent": 3}) is None
