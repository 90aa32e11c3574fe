"""Public hosts: what is at an address, by https alone."""

import email.message
import io
import urllib.error
import urllib.request
import urllib.response

import pytest
from richlazy.downloads import https

HOST = "https://example.org/files/"


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
    assert https.get(f"{HOST}a", https.https(server)) == b"0123456789"
    assert server.asked == [f"{HOST}a", f"{HOST}b"]
    monkeypatch.setattr(https, "_MOST_BYTES", 4)
    assert https.get(f"{HOST}b", https.https(server)) == b"0123"
    assert 0 < https.TIMEOUT <= 10


@pytest.mark.parametrize("there", ["http://example.org/a", "ftp://example.org/a", "file:///etc/hostname"])
def test_only_https_is_asked_and_followed(there):
    with pytest.raises(urllib.error.URLError, match="unknown url type"):
        https.get(there)
    server = Server({f"{HOST}a": there})
    with pytest.raises(urllib.error.URLError, match="which is not https|is not allowed"):
        https.get(f"{HOST}a", https.https(server))
    assert server.asked == [f"{HOST}a"]
