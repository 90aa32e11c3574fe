"""The script that compares networks: between all seeds, also of several trainings."""

import compare
import pytest
import xarray as xr
from richlazy.artefacts import store
from richlazy.errors import InputError

from .conftest import MACHINE

NAMES = ["dynamics_distance", "loss_distance", "weight_distance"]


def write(run, trainings, path, parameters, seeds):
    spec = {"stage": "compare", "parameters": parameters, "seeds": list(seeds), "code": "c", "made_from": {}}
    compare.write_comparison(trainings, run.trials, path, spec, MACHINE, 1)
    return store.read(path)


@pytest.fixture(scope="module")
def trained(run, tmp_path_factory):
    return run.train(tmp_path_factory.mktemp("compared") / "train.nc")


@pytest.fixture(scope="module")
def halves(trained):
    """The training in two files, of a seed each."""
    whole, paths = store.read(trained), [trained.with_name(f"half{number}.nc") for number in range(2)]
    for number, path in enumerate(paths):
        store.write(path, whole.isel(seed=[number]), {"stage": "train"})
    return paths


def test_all_pairs_are_there_by_seed_and_step(run, trained, tmp_path, parameters_of):
    found = write(run, [trained], tmp_path / "a.nc", parameters_of("measure", measures=NAMES), run.seeds)
    assert set(found.data_vars) == set(NAMES) and found.attrs["title"] == "measures between seeds"
    assert found.seed.values.tolist() == found.other_seed.values.tolist() == run.seeds
    for name in NAMES:
        assert found[name].dims == ("seed", "other_seed", "step") and {"long_name", "units"} <= set(found[name].attrs)
        assert found[name].notnull().sum() == 4 and found[name].sel(step=1).isnull().all()


def test_seeds_of_several_trainings_are_compared_as_those_of_one(run, trained, halves, tmp_path, parameters_of):
    parameters = parameters_of("measure", measures=NAMES)
    one = write(run, [trained], tmp_path / "a.nc", parameters, run.seeds)
    for trainings in (halves, halves[::-1]):
        several = write(run, trainings, tmp_path / "b.nc", parameters, run.seeds)
        xr.testing.assert_equal(several, one)


def test_a_missing_seed_is_named(run, halves, tmp_path, parameters_of):
    with pytest.raises(InputError, match="seed 5 is missing in .*half0.nc: remake these files"):
        write(run, halves[:1], tmp_path / "a.nc", parameters_of("measure", measures=NAMES), [3, 5])
