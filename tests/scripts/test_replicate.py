"""Replicates in jobs of their own, joined, are what one job makes of all seeds: for every simulation that is split."""

import json

import pytest
import replicate
import simulate
import xarray as xr
from helpers.icu_cohorts import stays, write_yaib
from richlazy.artefacts import store
from richlazy.contracts.study_parts import defaults, seeds_a_job, simulations

from studies.sepsis.readers import yaib
from studies.sepsis.sources import write_source

STAYS = {"training_stays": 120, "validation_stays": 60, "test_stays": 60}
FAST = {"horizons": [7, 0], "epochs": 1, "width": 4, "neighbours": [5], "classifiers": ["raw_tcn", "floor"]}
# Arguments that make each fast.
TINY = {
    "early_recognition": FAST | STAYS,
    "recognition_in_cohort": FAST | {"fewest_observations": 100},
}
SPLIT = [name for name in simulations.available() if seeds_a_job(name)]
SEEDS = [0, 3, 6]


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory):
    """A working directory with the resource of a cohort."""
    folder = tmp_path_factory.mktemp("replicates")
    (folder / "resources").mkdir()
    about = {"sha256": "0", "title": "nobody", "attribution": "Thanks to nobody."}
    cohort = yaib.read(write_yaib(folder, stays(cases=20, controls=200)))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_source("resources/icu_cohort-eicu_demo.nc", cohort, about)
        yield folder


def write(name, seeds, path):
    arguments = defaults(name) | TINY[name]
    spec = {"stage": "replicate", "parameters": {"simulation": name, "arguments": arguments}, "seeds": seeds}
    replicate.write_replicates(path, spec | {"made_from": {}, "code": "abc"})
    return str(path)


def table(name, folder, files):
    spec = {"experiment": "mine", "simulation": name, "arguments": defaults(name) | TINY[name], "seeds": SEEDS}
    made = folder / "measures.nc", folder / "summary.csv"
    simulate.write_simulation(*made, spec | {"replicates": files, "code": "abc", "confidence": 0.95})
    return store.read(made[0]), made[1].read_text()


@pytest.mark.parametrize("name", SPLIT)
def test_the_tables_are_the_same_to_the_bit(name, tmp_path):
    whole = table(name, tmp_path, [])
    parts = [write(name, [seed], tmp_path / f"{seed}.nc") for seed in reversed(SEEDS)]
    apart = table(name, tmp_path, parts)
    xr.testing.assert_identical(apart[0], whole[0])
    assert apart[1] == whole[1]
    for variable, values in whole[0].variables.items():
        assert apart[0][variable].values.tobytes() == values.values.tobytes(), variable


def test_a_file_says_what_it_was_made_from(tmp_path):
    with xr.open_dataset(write("early_recognition", [3], tmp_path / "one.nc")) as file:
        assert file.attrs["stage"] == "replicate" and json.loads(file.attrs["seeds"]) == [3]
        assert json.loads(file.attrs["parameters"])["arguments"]["width"] == 4
        assert {"commit", "versions", "title", "code"} <= set(file.attrs)
