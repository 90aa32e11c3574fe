"""The resource `mnist`: the file holds what the sources give."""

from helpers import mnist_files
from richlazy.artefacts.store import read
from richlazy.data.mnist.images import identity
from richlazy.data.resources import mnist


def test_the_file_holds_the_images_of_the_source(tmp_path, monkeypatch):
    found = mnist_files.few_images()
    monkeypatch.setattr(mnist, "find_images", {"here": found}.__getitem__)
    mnist.bring(tmp_path / "mnist.nc", "here", "")
    written = read(tmp_path / "mnist.nc")
    assert written.attrs["sha256"] == identity(found)
    assert written.training.dims == ("training_image", "row", "column") and written.test_labels.sizes == {
        "test_image": 4
    }
    assert [path.name for path in tmp_path.iterdir()] == ["mnist.nc"]
