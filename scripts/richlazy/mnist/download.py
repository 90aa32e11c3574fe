"""Images downloaded from where their authors' page points, as files in IDX format."""

import http.client
import urllib.request
from collections.abc import Callable

from richlazy.errors import InputError
from richlazy.mnist.idx import FILES, read_files
from richlazy.mnist.images import Images

HOSTS = ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/")
# Seconds without an answer after which a host counts as out of reach: a place without network should not wait long.
TIMEOUT = 5
# The largest of the files has 10 MB; a page that stands in for it is not read for ever.
_MOST_BYTES = 50_000_000


def get(address: str) -> bytes:
    """Content at an address, through the proxies that the environment names. Raises OSError or HTTPException."""
    with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:
        return answer.read(_MOST_BYTES)


def download_images(host: str, get: Callable[[str], bytes] = get) -> Images:
    """Images from one of HOSTS. Raises InputError where it cannot be reached, or gives something else."""
    try:
        contents = {name: get(f"{host}{name}.gz") for name in FILES}
    except (OSError, http.client.HTTPException) as error:
        raise InputError(f"{host}: cannot be reached ({error})") from error
    return read_files(contents, host)
