"""Simulations whose seeds have jobs of their own: the jobs, joined, are what one job makes of all seeds.

What makes such a simulation small stands in its own literal `EXAMPLE = {"arguments": {...}}`. One that reads files has
a test of its own.
"""

import json

import pytest
import replicate
import simulate
import xarray as xr
from richlazy.artefacts import store
from richlazy.contracts.study_parts import defaults, seeds_apart, simulations

APART = [name for name in simulations.available() if seeds_apart(name) and not simulations.constant(name, "RESOURCES")]
SEEDS = [0, 3]


def arguments(name):
    example = simulations.constant(name, "EXAMPLE")
    assert example, f"{simulations.path(name)}: write `EXAMPLE = {{'arguments': ...}}` with values that take seconds"
    return defaults(name) | example["arguments"]


def of_seed(name, seed, path):
    spec = {"stage": "replicate", "parameters": {"simulation": name, "arguments": arguments(name)}, "seeds": [seed]}
    replicate.write_replicate(path, spec | {"made_from": {}, "code": "abc"})
    return str(path)


def table(name, folder, files):
    spec = {"experiment": "mine", "simulation": name, "arguments": arguments(name), "seeds": SEEDS}
    made = folder / "measures.nc", folder / "summary.csv"
    simulate.write_simulation(*made, spec | {"replicates": files, "code": "abc", "confidence": 0.95})
    return store.read(made[0]), made[1].read_text()


@pytest.mark.parametrize("name", APART)
def test_the_tables_are_the_same_to_the_bit(name, tmp_path):
    whole = table(name, tmp_path, [])
    apart = table(name, tmp_path, [of_seed(name, seed, tmp_path / f"{seed}.nc") for seed in SEEDS])
    xr.testing.assert_identical(apart[0], whole[0])
    assert apart[1] == whole[1]
    for variable, values in whole[0].variables.items():
        assert apart[0][variable].values.tobytes() == values.values.tobytes(), variable


@pytest.mark.parametrize("name", APART[:1])
def test_the_file_of_a_seed_says_what_it_was_made_from(name, tmp_path):
    with xr.open_dataset(of_seed(name, 3, tmp_path / "one.nc")) as file:
        assert file.attrs["stage"] == "replicate" and json.loads(file.attrs["seeds"]) == [3]
        assert json.loads(file.attrs["parameters"]) == {"simulation": name, "arguments": arguments(name)}
        assert {"commit", "versions", "title", "code"} <= set(file.attrs)
