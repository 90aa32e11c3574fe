"""NetCDF files open in the usual tools, and say there what they hold."""

import shutil
import subprocess

import pandas as pd
import pytest
import xarray as xr

pytestmark = pytest.mark.workflow

STAGES = ("trials", "connectivity", "train", "measure")


@pytest.fixture(params=[*STAGES, "rank"])
def artefact(built, request):
    """A file of every stage, and the measures of an experiment."""
    return sorted((built.results / request.param).glob("*.nc"))[0]


def test_xarray_opens_it_with_its_conventions(artefact):
    with xr.open_datatree(artefact) as tree:
        assert tree.attrs["Conventions"].startswith("CF-") and tree.attrs["title"]
        assert any(group.data_vars for group in tree.subtree)


def test_h5py_opens_it_with_the_same_names_and_numbers(artefact):
    h5py = pytest.importorskip("h5py")
    with xr.open_datatree(artefact) as tree, h5py.File(artefact) as file:
        title = file.attrs["title"]
        assert (title.decode() if isinstance(title, bytes) else title) == tree.attrs["title"]
        for group in tree.subtree:
            for name, values in group.to_dataset(inherit=False).data_vars.items():
                found = file[group.path][name]
                assert found.shape == values.shape
                if values.dtype.kind == "f":
                    assert found[()].tobytes() == values.values.astype(found.dtype).tobytes()


def test_every_variable_has_a_long_name_and_numbers_have_units(artefact):
    with xr.open_datatree(artefact, decode_times=False) as tree:
        for group in tree.subtree:
            for name, variable in group.to_dataset(inherit=False).variables.items():
                assert variable.attrs.get("long_name"), (group.path, name)
                assert variable.dtype.kind in "OU" or variable.attrs.get("units"), (group.path, name)


def test_ncdump_reads_its_header(artefact):
    if shutil.which("ncdump") is None:
        pytest.skip("ncdump is not installed")
    header = subprocess.run(["ncdump", "-h", artefact], capture_output=True, text=True, check=True).stdout
    assert ":Conventions = " in header and ":versions = " in header


def test_the_measures_of_a_real_experiment_become_a_table(built, tmp_path):
    from richlazy.command_line.export import export

    export(built.results / "rank" / "measures.nc", tmp_path / "measures.csv")
    table = pd.read_csv(tmp_path / "measures.csv")
    summary = pd.read_csv(built.results / "rank" / "summary.csv")
    properties = ["chance_accuracy", "highest_accuracy"]
    assert list(table) == ["task", "rank", *properties, "seed", "step", "component", "index", "measure", "result"]
    means = table[table.measure == "loss"].groupby(["rank", "step"]).result.mean()
    expected = summary[summary.measure == "loss"].set_index(["rank", "step"])["mean"]
    pd.testing.assert_series_equal(means, expected, check_names=False, check_index_type=False, rtol=1e-5)
