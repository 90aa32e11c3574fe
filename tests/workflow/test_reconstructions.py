"""Reconstructed circuits: their package is fetched by a rule, or lies there already, and must be the pinned one.

The smallest reconstruction of the smallest package, fetched from the registry that pip is configured for.
"""

import json

import pytest
import xarray as xr
from richlazy.downloads.pinned import PACKAGES, WHEELS

pytestmark = pytest.mark.workflow

WHEEL = f"{WHEELS}/{PACKAGES['flyvis'].file}"
FLY = {
    "seeds": 1,
    "matrices": {"fly": {"builder": "reconstruction", "dataset": "optic_lobe", "extent": 0}},
    "experiments": {"rank": None, "fly": {"sweep": {"connectivity": ["fly"]}}},
}
FETCH = {f"fetch {PACKAGES['flyvis'].file.removesuffix('.whl')}"}
TRAINED = {
    "trials 2AF",
    "initial_matrices fly-rank65-seeds0to0",
    "train 2AF-fly-rank65-seeds0to0",
    "measure 2AF-fly-rank65-seeds0to0",
    "aggregate fly",
    "claims fly",
    "scorecard",
    "explorer",
    "provenance",
}


@pytest.fixture(scope="module")
def fetched(sources, tmp_path_factory):
    """The experiment of the fly, built from nothing. To be copied or read, not changed."""
    project = sources.copy_to(tmp_path_factory.mktemp("fly"))
    project.made = project.run(FLY)
    return project


@pytest.fixture
def offline(monkeypatch):
    """No network for pip."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "/nonexistent")


def lay_down(project, content):
    """Put a file where the wheel is looked for."""
    (project.folder / WHEELS).mkdir(parents=True)
    (project.folder / WHEEL).write_bytes(content)


def test_the_package_is_fetched_and_the_circuit_trained(fetched):
    assert fetched.made == FETCH | TRAINED
    assert [path.name for path in (fetched.folder / WHEELS).iterdir()] == [PACKAGES["flyvis"].file]
    assert fetched.jobs(FLY) == set()
    (path,) = fetched.artefacts("connectivity")
    with xr.open_dataset(fetched.folder / path) as matrices:
        assert dict(matrices.sizes) == {"seed": 1, "layer": 1, "post": 65, "pre": 65, "index": 65}
        assert "Lappalainen" in matrices.attrs["source"]
        assert json.loads(matrices.attrs["parameters"])["matrix_definition"]["dataset"] == "optic_lobe"
        assert (matrices.weights < 0).any() and (matrices.weights > 0).any()
    with xr.open_dataset(fetched.results / "fly" / "measures.nc") as measures:
        assert measures.kernel_alignment.notnull().all()


def test_a_deleted_package_is_not_missed_until_a_matrix_needs_it(fetched, tmp_path):
    copy = fetched.copy_to(tmp_path / "project")
    (copy.folder / WHEEL).unlink()
    assert copy.jobs(FLY) == set()
    more = {"parameters": {"gain": 1.5}} | FLY
    assert copy.jobs(more) == FETCH | TRAINED - {"trials 2AF"}


def test_without_a_network_the_package_at_hand_is_used(fetched, unbuilt, offline):
    lay_down(unbuilt, (fetched.folder / WHEEL).read_bytes())
    assert unbuilt.run(FLY, "--until", "initial_matrices") == {"initial_matrices fly-rank65-seeds0to0"}
    assert not FETCH & unbuilt.jobs(FLY)


def test_without_a_network_nothing_is_trained_and_it_is_said_what_to_do(unbuilt, offline):
    answer = unbuilt.snakemake(FLY, "--until", "initial_matrices")
    assert answer.code != 0
    file = PACKAGES["flyvis"].file
    for words in (
        "could not fetch flyvis==",
        "without a network, put the file there by hand",
        f"`cp {file} {WHEELS}/`",
    ):
        assert words in answer.text
    assert not unbuilt.artefacts("connectivity", "train")
    assert not list((unbuilt.folder / WHEELS).glob("*"))


DAMAGES = {
    "truncated": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "another file": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_package_is_refused_before_any_job(fetched, unbuilt, damage):
    lay_down(unbuilt, DAMAGES[damage]((fetched.folder / WHEEL).read_bytes()))
    answer = unbuilt.snakemake(FLY)
    assert answer.code != 0
    for words in (f"matrices.fly: {WHEEL}: found sha256", f"expected {PACKAGES['flyvis'].sha256}", f"`rm {WHEEL}`"):
        assert words in answer.text
    assert "Traceback" not in answer.text
    assert not unbuilt.artefacts("trials", "connectivity", "train")
    assert not (unbuilt.results / "logs").is_dir()
