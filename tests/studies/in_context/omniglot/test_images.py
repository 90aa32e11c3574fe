"""Images in zip files and folders, and every form of damage that is refused by name."""

import struct
import zipfile

import numpy as np
import pytest
from helpers.omniglot_files import members, png, random_pixels, unpacked, zipped
from richlazy.errors import InputError

from studies.in_context.omniglot import images

PIXELS = random_pixels()


def read(content):
    return images.pixels_of(images.in_zip(content, "a.zip"), "a.zip")


def same(found):
    assert found.keys() == PIXELS.keys()
    for name, pixels in PIXELS.items():
        np.testing.assert_array_equal(found[name], pixels)


def test_a_zip_file_and_a_folder_hold_the_same_pixels(tmp_path):
    same(read(zipped(members(PIXELS))))
    unpacked(members(PIXELS), tmp_path)
    same(images.pixels_of(images.in_folder(tmp_path / "images", "folder"), "folder"))


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_black_is_ink_in_every_mode(mode):
    (pixels,) = read(zipped({"x/A/b/1.png": png(PIXELS["Alphabet0/character00"][0], mode)})).values()
    np.testing.assert_array_equal(pixels[0], PIXELS["Alphabet0/character00"][0])


def test_what_archivers_add_is_passed_over():
    extra = {"__MACOSX/images/A/b/._1.png": b"x", "images/.DS_Store": b"x", "images/LICENSE": b"MIT", "images/A/": b""}
    same(read(zipped(members(PIXELS) | extra)))


def test_an_image_may_come_twice_but_not_with_other_pixels():
    twice = members(PIXELS, "one") | members(PIXELS, "two")
    same(read(zipped(twice)))
    name = next(name for name in twice if name.startswith("two"))
    with pytest.raises(InputError, match=r"a\.zip: .*another image of this name with other pixels"):
        read(zipped(twice | {name: png(~PIXELS["Alphabet0/character00"][0])}))


def padded():
    """An image of the right size with much behind its end."""
    return png(PIXELS["Alphabet0/character00"][0]) + bytes(100_000)


def of_lying_size():
    """A zip file whose directory says less of a member than it has."""
    content = bytearray(zipped({"x/A/b/1.png": bytes(1_000_000)}))
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 100)
    return bytes(content)


def encrypted():
    content = bytearray(zipped(members(PIXELS)))
    start = 0
    while (place := content.find(b"PK\x01\x02", start)) >= 0:
        content[place + 8] |= 1
        start = place + 4
    return bytes(content)


WHOLE = zipped(members(PIXELS))
DAMAGED = {
    "no archive": (b"<html>Log in</html>", "damaged or encrypted"),
    "an empty file": (b"", "damaged or encrypted"),
    "half of an archive": (WHOLE[: len(WHOLE) // 2], "damaged or encrypted"),
    "an encrypted archive": (encrypted(), "damaged or encrypted .*encrypted"),
    "an empty archive": (zipped({}), "found nothing, and no ALPHABET/CHARACTER/DRAWING.png"),
    "another archive": (zipped({"setup.py": b"x"}), "found 'setup.py', and no ALPHABET.*another archive"),
    "a path that leads out": (zipped({"../../A/b/1.png": b"x"}), r"'../../A/b/1.png' leads out"),
    "an absolute path": (zipped({"/A/b/1.png": b"x"}), "'/A/b/1.png' leads out"),
    "a path of Windows": (zipped({"x\\..\\..\\b\\1.png": b"x"}), "leads out"),
    "an image of many bytes": (zipped({"x/A/b/1.png": padded()}), r"x/A/b/1.png: found 100\d+ bytes"),
    "a size that is not true": (of_lying_size(), "damaged or encrypted"),
    "no image": (zipped({"x/A/b/1.png": b"GIF89a"}), r"x/A/b/1.png: this is no image in PNG format"),
    "half of an image": (
        zipped({"x/A/b/1.png": png(PIXELS["Alphabet0/character00"][0])[:300]}),
        "this is no image in PNG format",
    ),
    "another size": (
        zipped({"x/A/b/1.png": png(np.ones((28, 30), bool))}),
        r"x/A/b/1.png: found 30 × 28 pixels; allowed are 105 × 105",
    ),
    "an image of a billion pixels": (
        zipped(
            {
                "x/A/b/1.png": png(np.ones((1, 1), bool)).replace(
                    struct.pack(">II", 1, 1), struct.pack(">II", 10**5, 10**5)
                )
            }
        ),
        "x/A/b/1.png",
    ),
    "a drawing that is missing": (
        zipped(dict(list(members(PIXELS).items())[:-1])),
        "Alphabet0/character04 has 3 drawings and others have 4",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_refused_by_name(name):
    content, message = DAMAGED[name]
    with pytest.raises(InputError, match=message) as caught:
        read(content)
    assert str(caught.value).startswith("a.zip: ")


def test_a_zip_bomb_is_refused_before_it_is_decompressed(monkeypatch):
    monkeypatch.setattr(images, "MOST_ZIP_BYTES", 3_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("decompressed"))
    many = {f"x/A/b/{number}.png": bytes(40_000) for number in range(100)}
    with pytest.raises(InputError, match="a.zip: the members have 4000000 bytes when they are decompressed"):
        read(zipped(many))
    monkeypatch.setattr(images, "MOST_MEMBERS", 99)
    with pytest.raises(InputError, match="a.zip: found 100 members; allowed are up to 99"):
        read(zipped(many))


def test_a_large_file_of_a_folder_is_refused(tmp_path):
    unpacked({"A/b/1.png": bytes(images.MOST_IMAGE_BYTES + 1)}, tmp_path)
    with pytest.raises(InputError, match="here: .*A/b/1.png: an image has up to"):
        list(images.in_folder(tmp_path, "here"))
