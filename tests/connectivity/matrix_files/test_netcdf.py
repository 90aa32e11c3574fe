"""NetCDF: variables, their labels, and what the file itself says of its orientation."""

import netCDF4
import numpy as np
import pytest
import xarray as xr
from helpers.matrix_writers import LABELLED, PLAIN, refusal, write_netcdf
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options


def test_a_weight_in_units_of_time_is_a_number(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.eye(2), attributes={"units": "seconds since 2000-01-01"})
    assert np.array_equal(read(tmp_path / "w.nc", "pre_post", PLAIN).matrix, np.eye(2))


def test_a_netcdf_variable_may_have_one_dimension_twice(tmp_path):
    with netCDF4.Dataset(tmp_path / "w.nc", "w") as dataset:
        dataset.createDimension("neuron", 2)
        dataset.createVariable("neuron", str, ("neuron",))[:] = np.array(["a", "b"], object)
        dataset.createVariable("w", "f8", ("neuron", "neuron"))[:] = [[1, 2], [3, 4]]
    found = read(tmp_path / "w.nc", "pre_post", LABELLED)
    assert found.labels == ["a", "b"] and found.matrix.tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    "dims",
    [("pre", "post"), ("Source", "target"), ("presynaptic", "postsynaptic"), ("pre", "neuron"), ("neuron", "to")],
)
def test_dimensions_that_name_the_orientation_must_agree_with_the_config(tmp_path, dims):
    first, second = tmp_path / "first.nc", tmp_path / "second.nc"
    values = np.array([[0.0, 1.0], [2.0, 0.0]])
    write_netcdf(first, values, dims)
    write_netcdf(second, values, dims[::-1])
    assert np.array_equal(read(first, "pre_post", PLAIN).matrix, values.T)
    assert np.array_equal(read(second, "post_pre", PLAIN).matrix, values)
    assert "write `orientation: pre_post`" in refusal(first, orientation="post_pre")
    assert "write `orientation: post_pre`" in refusal(second, orientation="pre_post")


@pytest.mark.parametrize("of_the_variable", [True, False])
def test_an_attribute_orientation_must_agree_with_the_config(tmp_path, of_the_variable):
    path, attributes = tmp_path / "w.nc", {"orientation": "post_pre"}
    dataset = xr.Dataset({"w": (("a", "b"), np.eye(2))})
    (dataset["w"] if of_the_variable else dataset).attrs.update(attributes)
    dataset.to_netcdf(path, engine="netcdf4")
    assert np.array_equal(read(path, "post_pre", PLAIN).matrix, np.eye(2))
    assert "orientation means `post_pre` and the config says `pre_post`" in refusal(path)


def test_an_attribute_orientation_that_says_neither_is_refused(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.eye(2), attributes={"orientation": "sideways"})
    assert "attribute w:orientation is 'sideways'; allowed" in refusal(tmp_path / "w.nc")


def test_text_of_netcdf_is_refused(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.full((2, 2), "x", object))
    assert "it must hold real numbers" in refusal(tmp_path / "w.nc")


def test_labels_of_netcdf_must_match_even_unasked(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.eye(2), row=["a", "b"], column=["a", "c"])
    assert "row 'b' has no column" in refusal(tmp_path / "w.nc")


def test_a_netcdf_of_several_matrices_needs_a_name(tmp_path):
    dims = ("a", "b")
    dataset = xr.Dataset({"v": (dims, np.eye(2)), "w": (dims, 2 * np.eye(2)), "size": ("a", [1, 2])})
    dataset.to_netcdf(tmp_path / "w.nc", engine="netcdf4")
    assert "found 2 variables of two dimensions (v, w)" in refusal(tmp_path / "w.nc")
    assert "no variable 'u'; its variables are v, w, size" in refusal(tmp_path / "w.nc", Options(variable="u"))
    assert "1 dimensions" in refusal(tmp_path / "w.nc", Options(variable="size"))
    assert read(tmp_path / "w.nc", "pre_post", Options(variable="w")).matrix[0, 0] == 2


@pytest.mark.parametrize("format", ["NETCDF3_CLASSIC", "NETCDF4"])
@pytest.mark.parametrize("padding", ["\0", " "])
@pytest.mark.parametrize("encoding", [None, "utf-8"])
def test_labels_of_characters_are_text(tmp_path, format, padding, encoding):
    names = [name.encode().ljust(5, padding.encode()) for name in ("ADAL", "Ä", "a b")]
    with netCDF4.Dataset(tmp_path / "w.nc", "w", format=format) as dataset:
        dataset.createDimension("neuron", 3)
        dataset.createDimension("characters", 5)
        variable = dataset.createVariable("neuron", "S1", ("neuron", "characters"))
        variable.set_auto_chartostring(False)
        variable[:] = np.array([list(name) for name in names], "u1").view("S1")
        if encoding:
            variable._Encoding = encoding
        dataset.createVariable("note", "S1", ("neuron", "characters"))[:] = b"x"
        dataset.createVariable("w", "f8", ("neuron", "neuron"))[:] = np.eye(3)
    assert read(tmp_path / "w.nc", "pre_post", PLAIN).labels == ["ADAL", "Ä", "a b"]


def test_labels_of_very_many_characters_are_refused(tmp_path):
    with netCDF4.Dataset(tmp_path / "w.nc", "w") as dataset:
        dataset.createDimension("neuron", 2)
        dataset.createDimension("characters", 10**9)
        dataset.createVariable("neuron", "S1", ("neuron", "characters"), zlib=True)
        dataset.createVariable("w", "f8", ("neuron", "neuron"))[:] = np.eye(2)
    assert "a label of `neuron` takes 1000000000 bytes" in refusal(tmp_path / "w.nc")
