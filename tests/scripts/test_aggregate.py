"""The script that joins an experiment: the files that people open."""

import json

import aggregate
import measure
import pandas as pd
import pytest
import xarray as xr
from richlazy.artefacts import store


def test_an_experiment_becomes_a_labelled_cube_and_a_table(run, tmp_path, parameters_of):
    spec = {"parameters": parameters_of("measure")}
    measure.write_measures(run.train(tmp_path / "t.nc"), run.trials, tmp_path / "m.nc", spec, run.machine, 1)
    point = {
        "at": {"task": "2AF", "rank": 4},
        "measures": [str(tmp_path / "m.nc")],
        "matrices": [str(run.connectivity)],
    }
    experiment = {"experiment": "mine", "sweep": {"task": ["2AF"], "rank": [4]}, "seeds": run.seeds, "points": [point]}
    experiment |= {"parameters": {"hidden": 12}, "code": "abc", "confidence": 0.95, "replicate": "split"}
    aggregate.write_experiment(tmp_path / "measures.nc", tmp_path / "summary.csv", experiment)
    with xr.open_dataset(tmp_path / "measures.nc") as cube:
        found = cube.kernel_alignment.sel(task="2AF", step=40).mean("seed")
        assert found.dims == ("rank",) and 0 < float(found[0]) < 1
        assert (cube.attrs["experiment"], cube.attrs["replicate"]) == ("mine", "split")
        assert json.loads(cube.attrs["sweep"]) == ["task", "rank"]
        assert json.loads(cube.attrs["parameters"]) == {"hidden": 12}
    table = pd.read_csv(tmp_path / "summary.csv").set_index(["measure", "step"])
    expected = float(store.read(tmp_path / "m.nc").loss.sel(step=40).mean())
    assert table.loc[("loss", 40), "mean"] == pytest.approx(expected, rel=1e-5)
