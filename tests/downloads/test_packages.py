"""Wheels that are fetched: pip's own configuration, a pinned hash, and a file that is whole or absent."""

import hashlib
import zipfile

import pytest
from richlazy.downloads import packages
from richlazy.downloads.pinned import PACKAGES, Package
from richlazy.errors import InputError

METADATA = "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\nRequires-Python: <3\nRequires-Dist: nosuchpackage\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A folder that serves as registry, with one small package, which is pinned; no other registry is asked."""
    folder = tmp_path / "registry"
    folder.mkdir()
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny/data.csv", "1 2\n")
        archive.writestr("tiny-1.0.dist-info/METADATA", METADATA)
        archive.writestr("tiny-1.0.dist-info/WHEEL", WHEEL)
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    pin(monkeypatch, hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return path


@pytest.fixture
def target(tmp_path):
    return tmp_path / "resources" / "wheels" / "tiny-1.0-py3-none-any.whl"


def pin(monkeypatch, sha256):
    monkeypatch.setitem(PACKAGES, "tiny", Package("tiny", "1.0", sha256))


def alone(path):
    return [found.name for found in path.parent.iterdir()]


def test_the_wheel_comes_from_where_pip_is_told_to_look_and_nothing_else_comes_along(registry, target):
    packages.fetch(target)
    assert target.read_bytes() == registry.read_bytes()
    assert alone(target) == [target.name]


def test_a_package_that_pip_cannot_find_leaves_nothing_and_tells_what_to_do(registry, target):
    registry.unlink()
    with pytest.raises(InputError) as caught:
        packages.fetch(target)
    text = str(caught.value)
    assert "resources/wheels/tiny-1.0-py3-none-any.whl: pip could not fetch tiny==1.0" in text
    assert "No matching distribution" in text and "put the file there by hand" in text
    assert alone(target) == []


def test_another_content_than_the_pinned_one_is_not_taken(registry, target, monkeypatch):
    pin(monkeypatch, "0" * 64)

    def download(package, folder):
        (folder / package.file).write_bytes(registry.read_bytes())

    with pytest.raises(InputError, match=r"found sha256 .* expected 0{64}"):
        packages.fetch(target, download)
    assert alone(target) == []


@pytest.mark.parametrize("content", [None, b"", b"half"])
def test_a_download_that_breaks_off_leaves_nothing(registry, target, content):
    def download(package, folder):
        if content is not None:
            (folder / package.file).write_bytes(content)

    with pytest.raises(InputError, match="tiny-1.0-py3-none-any.whl"):
        packages.fetch(target, download)
    assert alone(target) == []


def test_a_wheel_that_is_not_pinned_is_not_fetched(tmp_path):
    with pytest.raises(
        InputError, match="other-1.0-py3-none-any.whl: no such wheel is pinned; write one of cect-0.3.5"
    ):
        packages.fetch(tmp_path / "other-1.0-py3-none-any.whl")
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_replaced_only_by_the_right_one(registry, target):
    target.parent.mkdir(parents=True)
    target.write_bytes(b"old")
    with pytest.raises(InputError):
        packages.fetch(target, lambda package, folder: (folder / package.file).write_bytes(b"half"))
    assert target.read_bytes() == b"old"
    packages.fetch(target, lambda package, folder: (folder / package.file).write_bytes(registry.read_bytes()))
    assert target.read_bytes() == registry.read_bytes()
