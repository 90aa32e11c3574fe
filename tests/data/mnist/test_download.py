"""The download of the four files: from one host, compressed, and a host that has something else is told."""

import gzip
import urllib.error

import numpy as np
import pytest
from helpers import mnist_files
from richlazy.data.mnist import download
from richlazy.data.mnist.files import FILES
from richlazy.errors import InputError

HOST = "https://example.org/mnist/"


def test_all_files_are_asked_for_at_the_host(small):
    files = {f"{HOST}{name}.gz": gzip.compress(mnist_files.idx(a)) for name, a in zip(FILES, small, strict=True)}
    for found, expected in zip(download.download_images(HOST, files.pop), small, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert not files


def test_a_host_out_of_reach_is_named_with_the_reason():
    def get(address):
        raise urllib.error.URLError("no route")

    with pytest.raises(InputError, match=r"https://example.org/mnist/: cannot be reached .*no route"):
        download.download_images(HOST, get)


def test_a_page_in_the_place_of_a_file_is_refused():
    with pytest.raises(
        InputError, match=r"example.org/mnist/: train-images-idx3-ubyte: found 3c 68 74 6d at its start"
    ):
        download.download_images(HOST, lambda address: b"<html>Log in</html>")
