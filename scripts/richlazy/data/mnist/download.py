"""Download of the images as files in IDX format, from public hosts."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable

from richlazy.data.mnist.files import FILES
from richlazy.data.mnist.idx import read_files
from richlazy.data.mnist.images import Images
from richlazy.errors import InputError

HOSTS = ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/")
# Seconds without an answer after which a host counts as unreachable; short, for machines without network.
TIMEOUT = 5
# Largest answer that is read; the largest of the files has 10 MB.
_MOST_BYTES = 50_000_000


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, answer, code, message, headers, address):
        if not address.startswith("https://"):
            raise urllib.error.URLError(f"it sends on to {address}, which is not https")
        return super().redirect_request(request, answer, code, message, headers, address)


def https(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """An opener for https addresses only, through the proxies of the environment."""
    opener = urllib.request.OpenerDirector()
    usual = (urllib.request.HTTPSHandler, urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor)
    for handler in (urllib.request.ProxyHandler, *usual, urllib.request.UnknownHandler, _SafeRedirects):
        opener.add_handler(handler())
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def get(address: str, opener: urllib.request.OpenerDirector | None = None) -> bytes:
    """Content of an https address. Raises OSError or HTTPException, also for a redirection to another scheme."""
    with (opener or https()).open(address, timeout=TIMEOUT) as answer:
        return answer.read(_MOST_BYTES)


def download_images(host: str, get: Callable[[str], bytes] = get) -> Images:
    """Images from one of HOSTS. Raises InputError where it cannot be reached, or sends other files."""
    try:
        contents = {name: get(f"{host}{name}.gz") for name in FILES}
    except (OSError, http.client.HTTPException) as error:
        raise InputError(f"{host}: cannot be reached ({error})") from error
    return read_files(contents, host)
