"""Images downloaded from where their authors' page points, as files in IDX format."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable

from richlazy.data.mnist.files import FILES
from richlazy.data.mnist.idx import read_files
from richlazy.data.mnist.images import Images
from richlazy.errors import InputError

HOSTS = ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/")
# Seconds without an answer after which a host counts as out of reach: a place without network should not wait long.
TIMEOUT = 5
# The largest of the files has 10 MB; a page that stands in for it is not read for ever.
_MOST_BYTES = 50_000_000


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, answer, code, message, headers, address):
        if not address.startswith("https://"):
            raise urllib.error.URLError(f"it sends on to {address}, which is not https")
        return super().redirect_request(request, answer, code, message, headers, address)


def https(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """An opener of addresses that begin with https and of no others, through the proxies that the environment names."""
    opener = urllib.request.OpenerDirector()
    usual = (urllib.request.HTTPSHandler, urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor)
    for handler in (urllib.request.ProxyHandler, *usual, urllib.request.UnknownHandler, _SafeRedirects):
        opener.add_handler(handler())
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def get(address: str, opener: urllib.request.OpenerDirector | None = None) -> bytes:
    """Content at an address of https. Raises OSError or HTTPException, also where it sends on to another scheme."""
    with (opener or https()).open(address, timeout=TIMEOUT) as answer:
        return answer.read(_MOST_BYTES)


def download_images(host: str, get: Callable[[str], bytes] = get) -> Images:
    """Images from one of HOSTS. Raises InputError where it cannot be reached, or gives something else."""
    try:
        contents = {name: get(f"{host}{name}.gz") for name in FILES}
    except (OSError, http.client.HTTPException) as error:
        raise InputError(f"{host}: cannot be reached ({error})") from error
    return read_files(contents, host)
