"""Resources: parts by name, in the library and in studies, with keys of the config and files of their own."""

import re

import pytest
from richlazy.contracts import resource_parts
from richlazy.contracts.registry import Registry
from richlazy.errors import InputError

PART = """
DESCRIPTION = "Shells of a beach."


def check(given, variant):
    from richlazy.errors import InputError

    if given == "nowhere":
        raise InputError(f"machine.shells: there is no {given!r} for {variant!r}")


def bring(path, given, variant):
    from pathlib import Path

    Path(path).write_text(f"{given} {variant}")
"""


@pytest.fixture
def shells(tmp_path, monkeypatch):
    """A library whose one resource is `shells`."""
    folder = tmp_path / "shell_library"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "shells.py").write_text(PART)
    monkeypatch.syspath_prepend(tmp_path)
    registry = Registry("shell_library", folder, "resource", room="", defines=resource_parts.resources._defines)
    monkeypatch.setattr(resource_parts, "resources", registry)
    return folder


def test_the_part_of_the_name_writes_the_file_from_what_the_config_names(shells, tmp_path):
    for name, text in {"shells": "here ", "shells-white": "here white"}.items():
        resource_parts.bring(tmp_path / f"{name}.nc", {"shells": "here", "device": "cpu"})
        assert (tmp_path / f"{name}.nc").read_text() == text
    resource_parts.bring(tmp_path / "shells.nc", {"device": "cpu"})
    assert (tmp_path / "shells.nc").read_text() == "None "


def test_what_the_config_names_is_checked_where_the_file_is_not_there(shells, tmp_path):
    path = tmp_path / "shells-white.nc"
    with pytest.raises(InputError, match="machine.shells: there is no 'nowhere' for 'white'"):
        resource_parts.check([str(path)], {"shells": "nowhere"})
    resource_parts.check([str(path)], {"shells": None})
    path.touch()
    resource_parts.check([str(path)], {"shells": "nowhere"})


def test_every_resource_has_a_key_of_the_config_and_names_of_files(shells):
    fragments = resource_parts.fragments()
    assert list(fragments) == ["shells"] and fragments["shells"]["description"] == "Shells of a beach."
    for name, whole in {"shells": True, "shells-white": True, "shell": False, "shells-a/b": False, "x": False}.items():
        assert bool(re.fullmatch(resource_parts.names(), name)) == whole


def test_a_part_that_lacks_something_is_refused(shells):
    (shells / "shells.py").write_text(PART.replace("def check", "def look"))
    with pytest.raises(InputError, match="shells.py: this resource has no `check`; write `def check"):
        resource_parts.fragments()
