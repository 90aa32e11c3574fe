"""The script that runs a simulation: the files that people open."""

import json

import pandas as pd
import pytest
import simulate
import xarray as xr
from richlazy.contracts.study_parts import defaults
from scipy import stats

LEAST = {
    "inputs": 4,
    "hidden": 5,
    "ranks": [1, 4],
    "exponents": [0],
    "overlaps": [1],
    "kappas": [1],
    "scales": [0.01],
    "outputs": [1],
    "learning_rates": [0.1, 9],
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulation")
    spec = {
        "experiment": "mine",
        "simulation": "two_layer_linear",
        "seeds": [2, 3, 7],
        "replicates": [],
        "code": "abc",
        "confidence": 0.9,
    }
    spec["arguments"] = defaults("two_layer_linear") | LEAST
    simulate.write_simulation(folder / "measures.nc", folder / "summary.csv", spec)
    return xr.load_dataset(folder / "measures.nc"), pd.read_csv(folder / "summary.csv")


def test_the_measures_say_what_they_were_made_from(written):
    measures, _ = written
    assert measures.attrs["experiment"] == "mine" and measures.attrs["simulation"] == "two_layer_linear"
    assert json.loads(measures.attrs["arguments"])["ranks"] == [1, 4]
    assert measures.seed.values.tolist() == [2, 3, 7]
    assert {"code", "commit", "versions", "title", "source"} <= set(measures.attrs)
    assert set(measures.family.values) == {"rank", "evenness", "overlap", "kappa", "scale", "outputs", "learning_rate"}


def test_the_table_has_a_row_for_every_case_and_measure(written):
    measures, table = written
    assert len(table) == measures.sizes["case"] * table.measure.nunique()
    row = table[(table.family == "rank") & (table.start == "first_layer") & (table.value == 4)]
    row = row[row.measure == "kernel_alignment"].iloc[0]
    chosen = (measures.family == "rank") & (measures.start == "first_layer") & (measures.value == 4)
    values = measures.kernel_alignment.isel(case=chosen.values.argmax()).values
    interval = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert (row["mean"], row.low, row.high) == pytest.approx((values.mean(), *interval), rel=1e-5)
    assert row.seeds == 3 and row.diverged == 0


def test_the_table_counts_what_diverged(written):
    _, table = written
    lost = table[(table.family == "learning_rate") & (table.value == 9) & (table.measure == "kernel_alignment")]
    assert (lost.diverged == 3).all() and (lost.seeds == 0).all() and lost["mean"].isna().all()
