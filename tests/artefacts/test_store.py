"""NetCDF in and out: round trips, whole files or none, provenance."""

import json
import re

import h5py
import netCDF4
import numpy as np
import pytest
import xarray as xr
from richlazy.artefacts import provenance, store
from richlazy.artefacts.identity import address
from richlazy.artefacts.records import write_record
from richlazy.artefacts.verified import attributes, leave
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


ARTEFACT = {
    "stage": "train",
    "parameters": {"rank": 3, "gain": 0.1 + 0.2, "rate": 1e-05, "whole": 1.0, "task": "é", "mixed": [1, None, True]},
    "seeds": [0, 1],
    "made_from": {"trials": "results/trials/2AF-0123456789ab.nc"},
    "code": "abcdefabcdef",
}
OTHERS = {
    "stage": "measure",
    "parameters": {**ARTEFACT["parameters"], "gain": 0.3},
    "seeds": [0, 2],
    "made_from": {"trials": "results/trials/2AF-ba9876543210.nc"},
    "code": "abcdefabcdee",
}


def name_of(spec):
    return f"2AF-rank3-{address(**spec)}.nc"


def test_an_artefact_is_what_its_name_says(tmp_path):
    store.write(tmp_path / name_of(ARTEFACT), make_dataset(title="a"), ARTEFACT)
    xr.testing.assert_equal(store.read(tmp_path / name_of(ARTEFACT)), make_dataset())


@pytest.mark.parametrize("what", OTHERS)
def test_an_artefact_under_the_name_of_another_is_set_aside_and_named(tmp_path, what):
    other = ARTEFACT | {what: OTHERS[what]}
    path = tmp_path / name_of(ARTEFACT)
    store.write(path, make_dataset(), other)
    content = path.read_bytes()
    words = f"{path}: the file is not what its name says, it holds the artefact …-{address(**other)} of the stage"
    with pytest.raises(InputError, match=re.escape(words)):
        store.read(path)
    assert path.with_name(f"{path.name}.damaged").read_bytes() == content and not path.exists()


def test_what_is_no_artefact_is_not_taken_for_one(tmp_path):
    path = tmp_path / name_of(ARTEFACT)
    store.write(path, make_dataset(), {"experiment": "rank"})
    with pytest.raises(InputError, match="not what its name says, it holds no artefact"):
        store.read(path)


def test_measures_of_another_experiment_are_known_by_the_record_beside_them(tmp_path):
    for experiment in ("mine", "other"):
        (tmp_path / experiment).mkdir()
        store.write(tmp_path / experiment / "measures.nc", make_dataset(), {"experiment": experiment})
        write_record(tmp_path / experiment / "measures.plan.json", "{\n}\n", [tmp_path / experiment / "measures.nc"])
    store.read(tmp_path / "mine" / "measures.nc")
    (tmp_path / "other" / "measures.nc").replace(tmp_path / "mine" / "measures.nc")
    with pytest.raises(InputError, match="not as the pipeline wrote it, by measures.plan.json beside it"):
        store.read(tmp_path / "mine" / "measures.nc")
    assert (tmp_path / "mine" / "measures.nc.damaged").is_file()


@pytest.mark.parametrize("number", [0, 20])
def test_changed_attributes_are_known_without_the_rest_of_the_file(tmp_path, number):
    path = tmp_path / "a.nc"
    many = {f"attribute{number}": "of many, which HDF5 keeps elsewhere" for number in range(number)}
    store.write(path, make_dataset(title="a title", **many), {"code": "abcdefabcdef"})
    assert attributes(path, leave)["title"] == "a title"
    content = path.read_bytes()
    for words in (b"a title", b"abcdefabcdef", provenance.commit().encode()):
        assert content.count(words) == 1
        path.write_bytes(content.replace(words, words[:-1] + b"~"))
        with pytest.raises(InputError, match="(damaged|no NetCDF file).*; if it is one of the results, remove it"):
            attributes(path, leave)
        assert path.is_file()


def test_other_readers_find_the_same_in_a_sealed_file(tmp_path):
    store.write(tmp_path / "a.nc", make_dataset(title="a"), {})
    with h5py.File(tmp_path / "a.nc") as file, netCDF4.Dataset(tmp_path / "a.nc") as dataset:
        for found in (file["weights"][()], dataset["weights"][:].data):
            assert found.tobytes() == make_dataset().weights.values.tobytes()
