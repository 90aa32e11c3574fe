"""What the explorer packs: the rounding of single precision, and the way back."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from richlazy.reporting.explorer.packing import packed, packed_columns, packed_document, rounded, shuffled


def inflated(text):
    return zlib.decompress(base64.b64decode(text))


def unshuffled(content):
    """The browser's way back, written as a loop over values."""
    count = len(content) // 4
    values = [bytes(content[byte * count + place] for byte in range(4)) for place in range(count)]
    return np.frombuffer(b"".join(values), "<f4")


@given(st.lists(st.floats(width=32, allow_nan=True, allow_infinity=True), max_size=50))
def test_rounding_keeps_four_digits_and_what_is_no_number(values):
    given_values = np.array(values, np.float32)
    near = rounded(given_values)
    normal = np.isfinite(given_values) & (np.abs(given_values) >= np.finfo(np.float32).tiny)
    # The largest numbers may round up to infinity, as in any rounding to nearest.
    normal &= np.abs(given_values) < 3.4e38
    np.testing.assert_allclose(near[normal], given_values[normal], rtol=2.0**-14)
    special = ~np.isfinite(given_values)
    np.testing.assert_array_equal(near[special], given_values[special])


def test_rounding_leaves_nothing_in_the_last_bits_and_goes_to_the_even_neighbour():
    bits = np.array([0x3F800200, 0x3F800600, 0x3F8001FF, 0x3F800201], np.uint32)  # around 1, in units of 2⁻²³
    assert rounded(bits.view(np.float32)).view(np.uint32).tolist() == [0x3F800000, 0x3F800800, 0x3F800000, 0x3F800400]


def test_a_value_beyond_single_precision_is_infinite():
    assert rounded(np.array([1e300, -1e300])).tolist() == [np.inf, -np.inf]


def test_columns_come_back_as_they_were_rounded():
    columns = [np.array([[0.1, np.nan], [-3e5, np.inf]]), np.array([7.0])]
    found = unshuffled(inflated(packed_columns(columns)))
    np.testing.assert_array_equal(found, rounded(np.array([0.1, np.nan, -3e5, np.inf, 7.0])))
    assert unshuffled(inflated(packed_columns([]))).size == 0


def test_bytes_are_sorted_by_their_place():
    assert shuffled(np.array([1.0, 2.0], np.float32)) == bytes([0, 0, 0, 0, 0x80, 0, 0x3F, 0x40])


def test_rounded_values_take_less_room():
    values = np.random.default_rng(0).standard_normal(20_000)
    assert len(packed_columns([values])) < 0.75 * len(packed(values.astype("<f4").tobytes()))


def test_a_document_comes_back_and_nan_is_refused():
    document = {"name": "Größe </script>", "values": [1, None, "x"]}
    assert json.loads(inflated(packed_document(document))) == document and "<" not in packed_document(document)
    with pytest.raises(ValueError):
        packed_document([float("nan")])
