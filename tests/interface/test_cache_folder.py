"""Where computed files are kept."""

from pathlib import Path

import pytest
from richlazy.errors import InputError
from richlazy.interface.cache_folder import cache_folder

ROOT = Path(__file__).parents[2]


def test_in_a_checkout_it_is_the_checkout(monkeypatch):
    monkeypatch.chdir(ROOT / "docs")
    assert cache_folder(None) == ROOT.resolve()


def test_elsewhere_it_is_the_users_own_or_what_a_variable_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RICHLAZY_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    assert cache_folder(None) == tmp_path / "own" / "richlazy"
    monkeypatch.setenv("RICHLAZY_CACHE", str(tmp_path / "named"))
    assert cache_folder(None) == tmp_path / "named"
    assert cache_folder(tmp_path / "chosen") == tmp_path / "chosen" and (tmp_path / "chosen").is_dir()


def test_a_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError) as caught:
        cache_folder(tmp_path / "file")
    assert str(caught.value).startswith(f"cache: the folder {tmp_path / 'file'} cannot be written (")
    assert str(caught.value).endswith("; write `cache='FOLDER'`")
