"""Little libraries whose code is digested."""

import pytest
from helpers.code_tree import Tree, forget


@pytest.fixture
def read_anew():
    """After the test: what was read of another library must not stand for this one in later tests of the process."""
    forget()
    yield
    forget()


@pytest.fixture
def tree(tmp_path, monkeypatch, read_anew):
    """A script and a library of a few modules."""
    return Tree(tmp_path / "one", monkeypatch)
