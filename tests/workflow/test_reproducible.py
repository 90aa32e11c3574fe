"""The same config gives the same bytes: in another folder, with another number of cores, with files already there."""

import netCDF4
import pytest
import xarray as xr

pytestmark = pytest.mark.workflow


def contents(path):
    """Every variable of every group of a NetCDF file by its path: type, dimensions and bytes; and all attributes."""
    found = {}

    def collect(group):
        for name, variable in group.variables.items():
            variable.set_auto_maskandscale(False)
            values = variable[:]
            data = values.tolist() if variable.dtype is str else values.tobytes()
            key = f"{group.path}:{name}"
            found[key] = (str(variable.dtype), variable.dimensions, data)
            found.update({f"{key}@{attribute}": str(variable.getncattr(attribute)) for attribute in variable.ncattrs()})
        found.update({f"{group.path}@{attribute}": group.getncattr(attribute) for attribute in group.ncattrs()})
        for child in group.groups.values():
            collect(child)

    with netCDF4.Dataset(path) as dataset:
        collect(dataset)
    return found


def products(project):
    """All results by path, but for logs and run times."""
    paths = (path for path in sorted(project.results.rglob("*")) if path.is_file())
    named = {path.relative_to(project.results).as_posix(): path for path in paths}
    return {name: path for name, path in named.items() if name.split("/")[0] not in ("logs", "benchmarks")}


def test_another_folder_and_number_of_cores_give_the_same_bytes(built, unbuilt):
    unbuilt.run(cores=1)
    here, there = products(built), products(unbuilt)
    assert here.keys() == there.keys()
    assert {name.rpartition(".")[2] for name in here} >= {"nc", "csv", "png", "pdf", "html", "txt", "json"}
    for name, path in here.items():
        if name.endswith(".nc"):
            assert contents(path) == contents(there[name]), name
        else:
            assert path.read_bytes() == there[name].read_bytes(), name


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


def test_a_second_study_with_fewer_seeds_reuses_the_trainings(project):
    stages = ("trials", "connectivity", "train", "measure")
    before = project.artefacts(*stages)
    few = {"sweep": {"task": ["2AF"], "rank": [4]}, "seeds": [1]}
    assert project.run({"studies": {"few": few}}, cores=2) == {"aggregate few", "claims few", "scorecard"}
    assert project.artefacts(*stages) == before
    with (
        xr.open_dataset(project.results / "few" / "measures.nc") as measures,
        xr.open_dataset(project.results / "rank" / "measures.nc") as all_measures,
    ):
        assert measures.seed.values.tolist() == [1]
        same = all_measures.sel(rank=[4], seed=[1])
        assert (measures.kernel_alignment == same.kernel_alignment).all()
