"""NetCDF in and out: round trips, whole files or none, provenance."""

import json

import h5py
import netCDF4
import numpy as np
import pytest
import xarray as xr
from richlazy import provenance, store
from richlazy.errors import InputError


def make_dataset(**attributes):
    weights = np.random.default_rng(0).standard_normal((2, 3, 3)).astype(np.float32)
    weights[1, 0, 0] = np.nan
    return xr.Dataset(
        {
            "weights": (("seed", "post", "pre"), weights, {"long_name": "weights", "units": "1"}),
            "diverged": ("seed", np.array([0, 1], np.int8)),
            "label": (("seed", "time"), np.array([[-1, 0], [300, 2]], np.int16)),
            "kind": ("seed", np.array(["match", "non-match"])),
        },
        coords={"seed": [3, 7], "time": ("time", [0.0, 100.0], {"units": "ms"})},
        attrs=attributes,
    )


def test_a_dataset_returns_as_it_was(tmp_path):
    store.write(tmp_path / "a.nc", make_dataset(title="a"), {})
    found = store.read(tmp_path / "a.nc")
    xr.testing.assert_equal(found, make_dataset())
    for name, variable in make_dataset().variables.items():
        assert found[name].dtype.kind in ("U", "O") if name == "kind" else found[name].dtype == variable.dtype
        assert found[name].attrs.items() >= variable.attrs.items()
    assert found.attrs["title"] == "a"


def test_every_variable_says_what_it_is_and_numbers_their_unit(tmp_path):
    dataset = make_dataset().assign_coords(tau=("seed", [100, 200]))
    store.write(tmp_path / "a.nc", dataset, {})
    found = {name: variable.attrs for name, variable in store.read(tmp_path / "a.nc").variables.items()}
    assert all(attributes["long_name"] for attributes in found.values())
    assert {name: attributes.get("units") for name, attributes in found.items()} == {
        **dict.fromkeys(("weights", "diverged", "label", "seed"), "1"),
        **dict.fromkeys(("time", "tau"), "ms"),
        "kind": None,
    }
    assert found["seed"]["long_name"] == "seed of the network"
    assert not dataset.seed.attrs


def test_groups_return_as_they_were(tmp_path):
    groups = {"/": xr.Dataset(attrs={"title": "pool"}), "training": make_dataset(), "test": make_dataset(extra="b")}
    store.write_groups(tmp_path / "a.nc", groups, {"stage": "trials"})
    xr.testing.assert_equal(store.read(tmp_path / "a.nc", "training"), make_dataset())
    assert store.read(tmp_path / "a.nc", "test").attrs == {"extra": "b"}
    root = store.read(tmp_path / "a.nc")
    assert not root.variables and root.attrs["title"] == "pool" and root.attrs["stage"] == "trials"


def test_provenance_is_written_as_attributes(tmp_path):
    provenance = {"stage": "train", "parameters": {"rank": 3, "checkpoints": [0, 1]}, "seeds": [0, 1], "code": "abc"}
    store.write(tmp_path / "a.nc", make_dataset(), provenance)
    found = store.read(tmp_path / "a.nc").attrs
    assert found["stage"] == "train" and found["code"] == "abc"
    assert json.loads(found["parameters"]) == provenance["parameters"] and json.loads(found["seeds"]) == [0, 1]
    versions = json.loads(found["versions"])
    assert versions["numpy"] == np.__version__ and versions["xarray"] == xr.__version__
    assert found["commit"] and found["Conventions"].startswith("CF-")


def test_writing_twice_gives_the_same_bytes(tmp_path):
    for name in ("a.nc", "b.nc"):
        store.write_groups(tmp_path / name, {"/": make_dataset(), "part": make_dataset()}, {"stage": "x"})
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


@pytest.mark.parametrize("before", [None, b"what was there before"])
def test_an_error_while_writing_leaves_all_as_it_was(tmp_path, monkeypatch, before):
    path, real, written = tmp_path / "a.nc", xr.Dataset.to_netcdf, []
    if before:
        path.write_bytes(before)

    def fail_at_the_second(self, target, **options):
        if written:
            raise OSError("disk full")
        real(self, target, **options)
        written.append(target)

    monkeypatch.setattr(xr.Dataset, "to_netcdf", fail_at_the_second)
    with pytest.raises(InputError, match=r"a\.nc: cannot be written \(disk full\)"):
        store.write_groups(path, {"/": make_dataset(), "part": make_dataset()}, {})
    assert written and str(written[0]) != str(path)
    assert [p.name for p in tmp_path.iterdir()] == (["a.nc"] if before else [])
    assert not before or path.read_bytes() == before


def test_an_interrupt_while_writing_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(self, target, **options):
        target.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(xr.Dataset, "to_netcdf", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.write(tmp_path / "a.nc", make_dataset(), {})
    assert not list(tmp_path.iterdir())


def test_an_older_file_is_replaced(tmp_path):
    store.write(tmp_path / "a.nc", make_dataset(), {"code": "old"})
    store.write(tmp_path / "a.nc", make_dataset(), {"code": "new"})
    assert store.read(tmp_path / "a.nc").attrs["code"] == "new"


def test_a_file_that_was_read_is_closed(tmp_path):
    store.write(tmp_path / "a.nc", make_dataset(), {})
    found = store.read(tmp_path / "a.nc")
    (tmp_path / "a.nc").unlink()
    assert found.weights.sum().item() != 0


def test_outside_a_checkout_the_commit_is_unknown(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert provenance.commit() == "unknown"


def damaged(content):
    """The content of a file, changed in each way that is tried."""
    for size in range(0, len(content), 499):
        yield content[:size]
    for place in range(0, len(content), 37):
        yield content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]
    yield content + b"\0"


def test_a_file_that_was_cut_off_or_changed_anywhere_is_set_aside_and_named(tmp_path):
    path, aside = tmp_path / "a.nc", tmp_path / "a.nc.damaged"
    store.write_groups(path, {"/": make_dataset(), "part": make_dataset()}, {"stage": "x"})
    content = path.read_bytes()
    for changed in damaged(content):
        path.write_bytes(changed)
        with pytest.raises(InputError, match=r"a\.nc: the file is damaged; it was moved to .*a\.nc\.damaged"):
            store.read(path)
        assert aside.read_bytes() == changed and not path.exists()
        aside.unlink()
    path.write_bytes(content)
    xr.testing.assert_equal(store.read(path), make_dataset())


def test_other_readers_find_the_same_in_a_sealed_file(tmp_path):
    store.write(tmp_path / "a.nc", make_dataset(title="a"), {})
    with h5py.File(tmp_path / "a.nc") as file, netCDF4.Dataset(tmp_path / "a.nc") as dataset:
        for found in (file["weights"][()], dataset["weights"][:].data):
            assert found.tobytes() == make_dataset().weights.values.tobytes()
