"""A MNIST of few images, in the place of the real one."""

import pytest
from helpers import mnist_files
from richlazy.data.mnist import files, images


@pytest.fixture
def small(monkeypatch):
    """Few images, which count as those of MNIST while the test runs."""
    found = mnist_files.few_images()
    for name, array in zip(files.FILES, found, strict=True):
        monkeypatch.setitem(files.FILES, name, array.shape)
    monkeypatch.setattr(images, "SHA256", images.identity(found))
    return found
