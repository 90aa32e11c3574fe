"""Files in IDX format: any array of bytes comes back, and nothing else is taken for one."""

import gzip
import struct

import numpy as np
import pytest
from helpers import mnist_files
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from richlazy.data.mnist.files import FILES
from richlazy.data.mnist.idx import read_files, read_idx
from richlazy.errors import InputError

BYTES = arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5))


@given(BYTES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_array_of_bytes_comes_back(array, compressed):
    content = mnist_files.idx(array)
    found = read_idx(gzip.compress(content) if compressed else content, "here")
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, array)


def test_the_header_is_the_published_one():
    """The first bytes of train-images-idx3-ubyte, as its description gives them: magic 2051, then 60000, 28, 28."""
    content = bytes.fromhex("00000803 0000ea60 0000001c 0000001c") + bytes(60_000 * 784)
    assert read_idx(content, "here").shape == FILES["train-images-idx3-ubyte"]


GOOD = mnist_files.idx(np.arange(12, dtype=np.uint8).reshape(3, 4))


DAMAGED = {  # named: what is compressed holds the time, which would make each process collect other tests
    "nothing": (b"", r"here: found nothing at its start"),
    "a page": (b"<html>not found</html>", r"here: found 3c 68 74 6d at its start, expected 00 00 08"),
    "values of four bytes": (bytes([0, 0, 13]) + GOOD[3:], r"found 00 00 0d 02 at its start"),
    "half a header": (GOOD[:7], r"ends within its header, after 7 bytes"),
    "a byte less": (GOOD[:-1], r"found 23 bytes, expected 24 for 3 × 4 values"),
    "a byte more": (GOOD + b"\0", r"found 25 bytes, expected 24"),
    "more than there is room for": (struct.pack(">BBBB4I", 0, 0, 8, 4, *[2**31] * 4), rf"expected {20 + 2**124} for"),
    "too many dimensions": (bytes([0, 0, 8, 255]) + bytes(4 * 255), r"here: found an array of 255 dimensions"),
    "a bomb": (gzip.compress(bytes(100_000_001)), r"here: found more than 100000000 bytes in the compressed file"),
    "compressed, a byte less": (gzip.compress(GOOD)[:-1], r"here: the compressed file is damaged or truncated"),
    "compressed, its start": (gzip.compress(GOOD)[:12], r"damaged or truncated"),
    "compressed, another sum": (gzip.compress(GOOD)[:-8] + bytes(8), r"damaged or truncated .*CRC"),
    "compressed, other content": (gzip.compress(GOOD)[:10] + b"\xff" * 20, r"damaged or truncated"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_no_whole_file_is_refused(case):
    content, message = DAMAGED[case]
    with pytest.raises(InputError, match=message):
        read_idx(content, "here")


def contents(images):
    return dict(zip(FILES, map(mnist_files.idx, images), strict=True))


def test_the_four_files_become_the_images_in_their_order(small):
    for found, expected in zip(read_files(contents(small), "here"), small, strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"training": 8}, r"train-images-idx3-ubyte: found an array of 8 × 28 × 28, expected 7 × 28 × 28"),
        ({"test": 3}, r"t10k-images-idx3-ubyte: found an array of 3 × 28 × 28, expected 4 × 28 × 28"),
    ],
)
def test_another_number_of_images_is_refused(small, changes, message):
    with pytest.raises(InputError, match=message):
        read_files(contents(mnist_files.few_images(**changes)), "here")


def test_images_in_the_place_of_labels_are_refused(small):
    exchanged = contents(small) | {"train-labels-idx1-ubyte": mnist_files.idx(small.training)}
    with pytest.raises(InputError, match=r"train-labels-idx1-ubyte: found an array of 7 × 28 × 28, expected 7"):
        read_files(exchanged, "here")
