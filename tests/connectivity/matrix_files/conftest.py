"""Where tests of the user's own files write them."""

import pytest

pytest.register_assert_rewrite("matrix_writers")  # a refusal that fails shows its message


@pytest.fixture
def file(tmp_path):
    """Write text under a name and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("matrices")
