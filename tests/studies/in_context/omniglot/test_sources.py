"""Where drawings come from: zip files, folders and a host; hashes are checked, and messages tell what to write."""

import hashlib
import re

import numpy as np
import pytest
from helpers.omniglot_files import members, published, random_pixels, unpacked, zipped
from richlazy.errors import InputError

from studies.in_context.omniglot import published as pins
from studies.in_context.omniglot import sources
from studies.in_context.omniglot.drawings import drawings_of

PIXELS = random_pixels()
NAMES = sorted(PIXELS)


@pytest.fixture
def small(monkeypatch):
    """Two zip files of few characters, one of them in both, which count as the published ones while a test runs."""
    parts = [{name: PIXELS[name] for name in NAMES[:3]}, {name: PIXELS[name] for name in NAMES[2:]}]
    # As in the published ones, a file has one name in both.
    whole = members(dict(sorted(PIXELS.items())), "x")
    zips = {}
    for zip_name, part in zip(pins.COLLECTIONS["small"].zips, parts, strict=True):
        top = zip_name.removesuffix(".zip")
        kept = {name: data for name, data in whole.items() if "/".join(name.split("/")[1:3]) in part}
        zips[zip_name] = zipped({name.replace("x/", f"{top}/", 1): data for name, data in kept.items()})
        monkeypatch.setitem(pins.ZIPS, zip_name, hashlib.sha256(zips[zip_name]).hexdigest())
    pinned = pins.COLLECTIONS["small"]._replace(sha256=drawings_of(PIXELS).sha256)
    monkeypatch.setitem(pins.COLLECTIONS, "small", pinned)
    return zips


def laid(zips, folder):
    for name, content in zips.items():
        (folder / name).write_bytes(content)
    return folder


def same(found):
    made = drawings_of(PIXELS)
    assert found.names == made.names and found.sha256 == made.sha256
    np.testing.assert_array_equal(found.ink, made.ink)


def test_published_zip_files_are_found_in_a_folder_and_in_a_list(small, tmp_path):
    laid(small, tmp_path)
    (tmp_path / "LICENSE").write_text("MIT")
    same(sources.find_drawings("small", str(tmp_path)))
    same(sources.find_drawings("small", [str(tmp_path / name) for name in small]))


def test_unpacked_folders_are_the_same_drawings(small, tmp_path):
    unpacked(members(PIXELS, "images_background"), tmp_path)
    same(sources.find_drawings("small", str(tmp_path)))
    same(sources.find_drawings("small", str(tmp_path / "images_background")))


def test_a_host_is_asked_for_both_files(small):
    asked = dict(small)
    same(sources.downloaded("small", lambda address: asked.pop(address.removeprefix(pins.HOST))))
    assert not asked and pins.HOST.startswith("https://")


def test_without_a_network_the_message_tells_how_to_get_them():
    def get(address):
        raise OSError("no route")

    with pytest.raises(InputError) as caught:
        sources.downloaded("all", get)
    for words in ("cannot be reached (no route)", "images_background.zip and images_evaluation.zip", "brendenlake"):
        assert words in str(caught.value)
    assert "`machine: {omniglot: FOLDER}`" in str(caught.value)


def test_a_published_file_with_another_hash_is_refused(small, tmp_path):
    first, second = small
    laid(small | {second: zipped(members(random_pixels(seed=1)))}, tmp_path)
    with pytest.raises(
        InputError, match=rf"machine.omniglot: {second}: found sha256 \w{{64}} .*expected {pins.ZIPS[second]}"
    ):
        sources.find_drawings("small", str(tmp_path))
    with pytest.raises(InputError, match=rf"{pins.HOST}{first}: found sha256"):
        sources.downloaded("small", lambda address: b"<html>Log in</html>")
    (tmp_path / second).unlink()
    with pytest.raises(InputError, match=f"{second} is missing beside {first}"):
        sources.find_drawings("small", str(tmp_path))


def test_drawings_of_ones_own_are_used_by_the_line_that_the_message_tells(tmp_path):
    mine = random_pixels(seed=3)
    (tmp_path / "mine.zip").write_bytes(zipped(members(mine)))
    with pytest.raises(
        InputError, match="5 characters with 4 drawings each, which are not the drawings `small`"
    ) as caught:
        sources.find_drawings("small", str(tmp_path))
    (sha256,) = re.findall(r"`arguments: \{drawings: (\w{64})\}`", str(caught.value))
    assert sources.find_drawings(sha256, str(tmp_path)).names == tuple(sorted(mine))
    with pytest.raises(InputError, match="which are not the drawings"):
        sources.find_drawings("0" * 64, str(tmp_path))
    with pytest.raises(InputError, match="cannot be downloaded; write where they are: `machine: {omniglot: FOLDER}`"):
        sources.find_drawings(sha256, None)


def test_paths_that_hold_nothing_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"machine.omniglot: there is no '.*nowhere'.*or `omniglot: null`"):
        sources.files_of(str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match=r"machine.omniglot: .*: found nothing; allowed are zip files, and folders"):
        sources.files_of(str(tmp_path))
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match="found notes.txt; allowed are zip files"):
        sources.files_of(str(tmp_path))
    (tmp_path / "A").mkdir()
    with pytest.raises(InputError, match="found no images; allowed are zip files and folders with"):
        sources.find_drawings("small", str(tmp_path))


def test_the_published_files_hold_what_the_pins_say():
    found = sources.find_drawings("small", str(published()))
    pinned = pins.COLLECTIONS["small"]
    assert found.ink.shape == (pinned.characters, pins.DRAWINGS, 14, 14) and found.sha256 == pinned.sha256
    assert {name.split("/")[0] for name in found.names} >= {"Greek", "Latin", "Korean", "Balinese"}
    # Strokes: some ink in every drawing, little of it.
    shares = found.ink.mean((2, 3)) / 225
    assert shares.min() > 0 and shares.max() < 0.3
