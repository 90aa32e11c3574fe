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


TINY = {"training_stays": 120, "validation_stays": 60, "test_stays": 60, "horizons": [0], "neighbours": [5]}
OF_SEEDS = "replicate early_recognition-seed{0}"


def sepsis(seeds, **arguments):
    arguments = TINY | {"classifiers": ["floor"]} | arguments
    section = {"simulation": "early_recognition", "seeds": seeds, "arguments": arguments, "claims": [], "figures": []}
    return {"experiments": {"rank": None, "sepsis_mine": section}}


def replicates_of(jobs):
    return {job for job in jobs if job.startswith("replicate")}


def test_replicates_have_jobs_of_their_own_which_further_seeds_leave_as_they_are(unbuilt):
    jobs = unbuilt.run(sepsis(2), "sepsis_mine", cores=2)
    assert replicates_of(jobs) == {OF_SEEDS.format(seed) for seed in (0, 1)} and "simulate sepsis_mine" in jobs
    first = unbuilt.artefacts("replicate")
    assert len(first) == 2 and unbuilt.jobs(sepsis(2), "sepsis_mine") == set()
    assert (unbuilt.results / "index.csv").read_text(encoding="utf-8").count("results/replicate/") == 2

    jobs = unbuilt.run(sepsis(3), "sepsis_mine")
    assert replicates_of(jobs) == {OF_SEEDS.format(2)} and "simulate sepsis_mine" in jobs
    assert first.items() < unbuilt.artefacts("replicate").items()
    with xr.open_dataset(unbuilt.results / "sepsis_mine" / "measures.nc") as measures:
        assert measures.seed.values.tolist() == [0, 1, 2] and measures.auprc.notnull().all()

    assert replicates_of(unbuilt.jobs(sepsis(3, epochs=1), "sepsis_mine")) == {OF_SEEDS.format(n) for n in range(3)}
    assert unbuilt.run(sepsis(2), "sepsis_mine") >= {"simulate sepsis_mine"}
    # Another target, whose plan does not hold them, leaves them and their rows in the index.
    both = sepsis(2)
    both["experiments"] |= {"theory": theory()["experiments"]["theory"] | {"claims": [], "figures": []}}
    jobs = unbuilt.run(both, "theory")
    assert "simulate theory" in jobs and not replicates_of(jobs)
    assert (unbuilt.results / "index.csv").read_text(encoding="utf-8").count("results/replicate/") == 2
    unbuilt.run(sepsis(2), "clean")
    assert unbuilt.artefacts("replicate") == first


def test_one_replicate_that_is_lost_is_simulated_again_alone(unbuilt):
    unbuilt.run(sepsis(2), "sepsis_mine")
    lost = next(path for path in (unbuilt.results / "replicate").glob("*-seed1-*.nc"))
    lost.write_bytes(b"damaged")
    (unbuilt.results / "sepsis_mine" / "measures.nc").unlink()
    assert unbuilt.snakemake(sepsis(2), "sepsis_mine").code != 0  # which names it and moves it aside
    jobs = unbuilt.run(sepsis(2), "sepsis_mine")
    assert replicates_of(jobs) == {OF_SEEDS.format(1)}
