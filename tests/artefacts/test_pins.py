"""Versions that are not those of the environments: read, compared, and written into every file."""

import json
from pathlib import Path

import pytest
import yaml
from richlazy.artefacts import provenance
from richlazy.artefacts.pins import ENVIRONMENTS, differing, installed, is_pinned, pinned


def test_pins_are_all_those_of_the_environment_files():
    found = set()
    for path in ENVIRONMENTS.glob("*.yaml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["dependencies"]:
            lines = entry["pip"] if isinstance(entry, dict) else [entry.replace(" =", "==")]
            found |= {tuple(line.replace("pytorch", "torch").split("==")) for line in lines}
    assert set(pinned().items()) == {(name, version) for name, version in found if name not in ("python", "pip")}


def test_packages_that_are_not_installed_are_left_out():
    assert set(installed({"numpy": "1", "no-such-package": "2"})) == {"numpy"}


@pytest.mark.parametrize("version", ["2.13.0", "2.13.0+cpu", "2.13.0.1.post1"])
def test_a_build_or_a_further_part_is_as_pinned(version):
    assert is_pinned(version, "2.13.0") and not differing({"torch": version}, {"torch": "2.13.0"})


@pytest.mark.parametrize("version", ["2.13.1", "2.13", "2.13.01", "2.12.0+cpu", "12.13.0"])
def test_another_version_is_told_with_its_pin(version):
    told = differing({"torch": version, "mine": "1"}, {"torch": "2.13.0", "numpy": "2"})
    assert told == {"torch": f"{version}, pinned 2.13.0"}


def test_a_file_tells_versions_that_are_not_as_pinned(monkeypatch):
    assert "not_as_pinned" not in provenance.describe({})
    assert set(json.loads(provenance.describe({})["versions"])) == {"python", *pinned()}
    monkeypatch.setattr(provenance, "pinned", lambda: pinned() | {"numpy": "1.0"})
    told = provenance.describe({})
    version = json.loads(told["versions"])["numpy"]
    assert json.loads(told["not_as_pinned"]) == {"numpy": f"{version}, pinned 1.0"}


def test_without_environment_files_nothing_is_pinned(tmp_path):
    assert pinned(Path(tmp_path)) == {}
