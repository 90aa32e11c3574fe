"""Drawings as arrays: means over fields by their definition, their file, and a checksum over every pixel and name."""

import numpy as np
import pytest
from helpers.omniglot_files import random_pixels
from richlazy.errors import InputError

from studies.in_context.omniglot import drawings


def test_the_ink_of_a_field_is_the_integral_over_it():
    """By the area of each pixel in each field, one pixel at a time."""
    pixels = np.random.default_rng(0).random((105, 105)) < 0.5
    share = np.zeros((14, 105))
    for field in range(14):
        for pixel in range(105):
            share[field, pixel] = max(0, min(7.5 * (field + 1), pixel + 1) - max(7.5 * field, pixel))
    np.testing.assert_allclose(drawings.ink_of_fields(pixels), 4 * share @ pixels @ share.T, atol=1e-12)


def test_ink_is_between_none_and_all_and_takes_part_in_symmetries():
    pixels = np.random.default_rng(1).random((3, 105, 105)) < 0.5
    assert drawings.ink_of_fields(np.ones((105, 105), bool)).min() == drawings.FULL == 225
    assert drawings.ink_of_fields(np.zeros((105, 105), bool)).max() == 0
    turned = np.rot90(drawings.ink_of_fields(pixels), axes=(1, 2))
    np.testing.assert_array_equal(drawings.ink_of_fields(np.rot90(pixels, axes=(1, 2))), turned)


def test_the_identity_is_that_of_all_names_and_pixels_in_any_order():
    pixels = random_pixels()
    whole = drawings.identity(pixels)
    assert drawings.identity(dict(reversed(pixels.items()))) == whole and len(whole) == 64
    name = next(iter(pixels))
    other = {one: values.copy() for one, values in pixels.items()}
    other[name][0, 50, 50] ^= True
    assert drawings.identity(other) != whole
    assert drawings.identity({f"{one}x": values for one, values in pixels.items()}) != whole


def test_what_is_written_is_read(tmp_path):
    made = drawings.drawings_of(random_pixels())
    drawings.write_drawings(tmp_path / "omniglot-small.nc", made)
    read = drawings.read_drawings(tmp_path / "omniglot-small.nc")
    assert read.names == made.names and read.sha256 == made.sha256
    np.testing.assert_array_equal(read.ink, made.ink)
    assert read.ink.shape == (5, 4, 14, 14) and read.ink.dtype == np.uint8


def test_a_damaged_file_is_moved_aside(tmp_path):
    path = tmp_path / "omniglot-small.nc"
    drawings.write_drawings(path, drawings.drawings_of(random_pixels()))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match=r"omniglot-small\.nc"):
        drawings.read_drawings(path)
    assert not path.exists()
    with pytest.raises(InputError, match="cannot be read.*`rm "):
        drawings.read_drawings(path)
