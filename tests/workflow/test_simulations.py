"""An experiment that runs a simulation, small and real: from the config to its figure and its rows of the scorecard."""

import pandas as pd
import pytest
import xarray as xr

pytestmark = pytest.mark.workflow

ARGUMENTS = {
    "inputs": 6,
    "hidden": 8,
    "ranks": [1, 6],
    "exponents": [0, 1],
    "overlaps": [0, 1],
    "kappas": [1, 4],
    "scales": [0.01, 1],
    "outputs": [1, 2],
    "learning_rates": [0.1],
}


def theory(**arguments):
    section = {"simulation": "two_layer_linear", "seeds": 5, "arguments": ARGUMENTS | arguments}
    return {"experiments": {"rank": None, "theory": section | {"claims": ["C4", "C5"], "figures": ["figure3"]}}}


JOBS = {"simulate theory", "claims theory", "figure theory figure3", "scorecard", "explorer", "provenance"}


def test_an_experiment_that_simulates_is_made_once_and_again_when_its_arguments_change(unbuilt):
    assert unbuilt.run(theory()) == JOBS
    with xr.open_dataset(unbuilt.results / "theory" / "measures.nc") as measures:
        assert measures.seed.values.tolist() == [0, 1, 2, 3, 4]
        assert measures.sizes["case"] == 4 + 4 + 4 + 8 + 6 + 4 + 2
        assert measures.attrs["experiment"] == "theory"
    assert (unbuilt.results / "theory" / "measures.plan.json").is_file()
    assert len(pd.read_csv(unbuilt.results / "theory" / "summary.csv")) > 100
    table = pd.read_csv(unbuilt.results / "scorecard.csv", keep_default_na=False)
    assert set(table.claim) == {"C4", "C5"} and set(table.experiment) == {"theory"}
    assert (unbuilt.results / "figures" / "theory-figure3.pdf").read_bytes().startswith(b"%PDF")
    assert (unbuilt.results / "index.csv").read_text(encoding="utf-8").count("\n") == 1
    assert (unbuilt.results / "logs" / "simulate" / "theory.log").is_file()
    assert not unbuilt.artefacts("trials", "connectivity", "train", "measure")

    assert unbuilt.jobs(theory()) == set()
    assert unbuilt.jobs(theory(kappas=[1, 2])) == JOBS
    assert unbuilt.jobs(theory()) == set()
    unbuilt.edit(
        "studies/connectivity/linear_theory/closed_forms.py",
        ("(inputs + 2 + np.square(overlap))", "(2 + inputs + np.square(overlap))"),
    )
    assert unbuilt.jobs(theory()) == JOBS
