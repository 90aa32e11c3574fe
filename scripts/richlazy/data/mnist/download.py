"""Download of the images as files in IDX format, from public hosts."""

import http.client
from collections.abc import Callable

from richlazy.data.mnist.files import FILES
from richlazy.data.mnist.idx import read_files
from richlazy.data.mnist.images import Images
from richlazy.downloads.https import get
from richlazy.errors import InputError

HOSTS = ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/")


def download_images(host: str, get: Callable[[str], bytes] = get) -> Images:
    """Images from one of HOSTS. Raises InputError where it cannot be reached, or sends other files."""
    try:
        contents = {name: get(f"{host}{name}.gz") for name in FILES}
    except (OSError, http.client.HTTPException) as error:
        raise InputError(f"{host}: cannot be reached ({error})") from error
    return read_files(contents, host)
