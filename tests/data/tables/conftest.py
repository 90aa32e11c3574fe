"""What the tests of both tables of MNIST are drawn from."""

import pytest
from helpers import mnist_files


@pytest.fixture(scope="session")
def images():
    """As many images as MNIST has."""
    return mnist_files.few_images(60_000, 10_000)
