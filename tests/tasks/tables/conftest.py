"""What the tests of both tables of MNIST are drawn from."""

import mnist_files
import pytest


@pytest.fixture(scope="session")
def images():
    """As many images as MNIST has."""
    return mnist_files.few_images(60_000, 10_000)
