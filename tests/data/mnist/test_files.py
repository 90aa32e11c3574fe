"""Where the files of MNIST are looked for, and what is told where they are not."""

import pytest
from helpers import mnist_files
from richlazy.data.mnist.files import FILES, find_files
from richlazy.errors import InputError


@pytest.mark.parametrize("compressed", [True, False])
def test_a_folder_and_a_list_of_files_give_the_same(tmp_path, compressed):
    mnist_files.lay_down(tmp_path, mnist_files.few_images(), compressed)
    (tmp_path / "README").touch()
    found = find_files(str(tmp_path))
    assert list(found) == list(FILES)
    assert all(path.name.removesuffix(".gz") == name for name, path in found.items())
    assert find_files([str(path) for path in reversed(found.values())]) == found


def test_names_with_a_dot_count_as_well(tmp_path):
    for name in FILES:
        (tmp_path / (name.replace("-idx", ".idx") + ".gz")).touch()
    assert [path.name for path in find_files(str(tmp_path)).values()][0] == "train-images.idx3-ubyte.gz"


def test_a_folder_in_the_place_of_a_file_is_none(tmp_path):
    mnist_files.lay_down(tmp_path, mnist_files.few_images(), compressed=False)
    (tmp_path / "train-images-idx3-ubyte").unlink()
    (tmp_path / "train-images-idx3-ubyte").mkdir()
    with pytest.raises(InputError, match="there is no file train-images-idx3-ubyte"):
        find_files(str(tmp_path))


def test_a_file_that_is_not_there_is_named_with_what_is(tmp_path):
    mnist_files.lay_down(tmp_path, mnist_files.few_images(), compressed=False)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(InputError) as caught:
        find_files(str(tmp_path))
    text = str(caught.value)
    assert "there is no file t10k-labels-idx1-ubyte" in text and "found t10k-images-idx3-ubyte, train-images" in text
    assert "write `mnist: null`" in text


@pytest.mark.parametrize("given", ["nowhere", ["nowhere/train-images-idx3-ubyte"]])
def test_a_path_that_is_not_there_is_refused(tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="machine.mnist: there is no 'nowhere"):
        find_files(given)
