"""The download of the four files: from one host, compressed, and a host that has something else is told."""

import email.message
import gzip
import io
import urllib.error
import urllib.request
import urllib.response

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


class Server(urllib.request.BaseHandler):
    """Stands for every host: it sends on from the addresses of `moved`, and has ten bytes at all others."""

    handler_order = 0  # before the handler that would reach for the network

    def __init__(self, moved=()):
        self.moved, self.asked = dict(moved), []

    def https_open(self, request):
        self.asked.append(request.full_url)
        headers = email.message.Message()
        there = self.moved.get(request.full_url)
        if there:
            headers["Location"] = there
        answer = urllib.response.addinfourl(io.BytesIO(b"0123456789"), headers, request.full_url, 302 if there else 200)
        answer.msg = "Found" if there else "OK"
        return answer


def test_what_is_at_an_address_is_read_up_to_a_limit(monkeypatch):
    server = Server({f"{HOST}a": f"{HOST}b"})
    assert download.get(f"{HOST}a", download.https(server)) == b"0123456789"
    assert server.asked == [f"{HOST}a", f"{HOST}b"]
    monkeypatch.setattr(download, "_MOST_BYTES", 4)
    assert download.get(f"{HOST}b", download.https(server)) == b"0123"
    assert 0 < download.TIMEOUT <= 10 and all(host.startswith("https://") for host in download.HOSTS)


@pytest.mark.parametrize("there", ["http://example.org/a", "ftp://example.org/a", "file:///etc/hostname"])
def test_only_https_is_asked_and_followed(there):
    with pytest.raises(urllib.error.URLError, match="unknown url type"):
        download.get(there)
    server = Server({f"{HOST}a": there})
    with pytest.raises(urllib.error.URLError, match="which is not https|is not allowed"):
        download.get(f"{HOST}a", download.https(server))
    assert server.asked == [f"{HOST}a"]
