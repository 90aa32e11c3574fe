"""The identity of the images, and the file in which they are kept."""

import hashlib

import numpy as np
import pytest
import xarray as xr
from helpers import mnist_files
from richlazy.artefacts import store
from richlazy.data.mnist import images
from richlazy.errors import InputError


def test_the_identity_is_that_of_all_bytes_in_order(small):
    assert images.identity(small) == hashlib.sha256(b"".join(array.tobytes() for array in small)).hexdigest()
    strided = images.Images(*(np.repeat(array, 2, axis=0)[::2] for array in small))
    assert images.identity(strided) == images.identity(small)


@pytest.mark.parametrize("name", images.Images._fields)
def test_one_other_value_is_another_identity(small, name):
    changed = getattr(small, name).copy()
    changed.flat[-1] ^= 1
    with pytest.raises(InputError, match=r"there: these are not the images of MNIST, .*; do this"):
        images.verified(small._replace(**{name: changed}), "there", "do this")


def test_what_is_written_is_read(small, tmp_path):
    images.write_images(tmp_path / "a.nc", small)
    for found, expected in zip(images.read_images(tmp_path / "a.nc"), small, strict=True):
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, expected)


def test_a_file_that_is_damaged_or_of_something_else_is_refused(small, tmp_path):
    path = tmp_path / "a.nc"
    with pytest.raises(InputError, match=r"a.nc: the images of MNIST cannot be read .*`rm .*a.nc`"):
        images.read_images(path)
    path.write_bytes(b"damaged")
    with pytest.raises(InputError, match=r"a.nc: the file is damaged; .* repeat the command"):
        images.read_images(path)
    images.write_images(path, mnist_files.few_images(seed=1))
    with pytest.raises(InputError, match=r"a.nc: these are not the images .*moved to .*a.nc.damaged2: repeat"):
        images.read_images(path)
    store.write(path, xr.Dataset({"training": ("image", [0])}), {})
    with pytest.raises(InputError, match=r"no training_labels; it was moved to .*a.nc.damaged3: repeat the command"):
        images.read_images(path)
    assert not path.exists()
