"""The same config gives the same bytes: in another folder, with another number of cores, with files already there."""

import pytest
import xarray as xr
from helpers.result_files import assert_same_results

pytestmark = pytest.mark.workflow


def test_another_folder_and_number_of_cores_give_the_same_bytes(built, unbuilt):
    unbuilt.run(cores=1)
    assert_same_results(built, unbuilt)


def test_other_seeds_give_other_networks_and_other_trials(project):
    project.run({"seeds": [2, 3], "parameters": {"trial_seed": 1}}, "--until", "train", cores=2)
    weights = {name: [] for name in ("recurrent", "input", "output")}
    for path in project.results.glob("train/2AF-gaussian-rank4-*.nc"):
        with xr.open_dataset(path) as training:
            for name, kept in weights.items():
                kept += [training[f"{name}_weights"].sel(seed=seed, step=0).values.tobytes() for seed in training.seed]
    for name, kept in weights.items():
        assert len(kept) == len(set(kept)) == 4, name
    pools = sorted(project.results.glob("trials/*.nc"))
    assert len(pools) == 2
    for part in ("training", "probe", "test"):
        first, second = (xr.load_dataset(pool, group=part).inputs.values for pool in pools)
        assert first.shape == second.shape
        assert (first != second).any()


def test_a_second_experiment_with_fewer_seeds_reuses_the_trainings(project):
    stages = ("trials", "connectivity", "train", "measure")
    before = project.artefacts(*stages)
    few = {"sweep": {"task": ["2AF"], "rank": [4]}, "seeds": [1]}
    assert project.run({"experiments": {"few": few}}, cores=2) == {
        "aggregate few",
        "claims few",
        "scorecard",
        "explorer",
        "provenance",
    }
    assert project.artefacts(*stages) == before
    with (
        xr.open_dataset(project.results / "few" / "measures.nc") as measures,
        xr.open_dataset(project.results / "rank" / "measures.nc") as all_measures,
    ):
        assert measures.seed.values.tolist() == [1]
        same = all_measures.sel(rank=[4], seed=[1])
        assert (measures.kernel_alignment == same.kernel_alignment).all()
