"""Constants of modules are those that importing would give, and are parsed once for each content of a file."""

import pytest
from richlazy import claims, figures
from richlazy.artefacts import disk_cache
from richlazy.artefacts.disk_cache import DiskCache
from richlazy.contracts import literals, registry


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("room", [claims, figures], ids=["claims", "figures"])
def test_constants_are_those_of_the_imported_modules(room):
    for name in room.available():
        for constant in ("NEEDS", "BACKGROUND", "KIND"):
            found = literals.literal(room.path(name), constant, "none")
            assert found == getattr(room.find(name), constant, "none"), (name, constant)


def test_a_constant_that_is_not_there_is_the_default(tmp_path):
    module = write(tmp_path / "module.py", "HERE = (1, 'two')\n\n\ndef f():\n    THERE = 3\n")
    assert literals.literal(module, "HERE") == (1, "two")
    assert literals.literal(module, "THERE", "default") == "default"


def test_what_is_no_literal_is_an_error(tmp_path):
    with pytest.raises(ValueError):
        literals.literal(write(tmp_path / "module.py", "HERE = len('two')\n"), "HERE")


def test_a_later_process_parses_only_what_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_cache, "_of_process", disk_cache._of_process)
    parsed, parse = [], literals._parse
    monkeypatch.setattr(literals, "_parse", lambda path: parsed.append(path) or parse(path))
    same, changed = (write(tmp_path / f"{name}.py", "HERE = 1\n# " + name) for name in ("same", "changed"))

    def ask_as_a_new_process():
        literals._literal.cache_clear(), literals._sources.cache_clear(), registry.constants.cache_clear()
        kept = DiskCache(tmp_path / "memory.json")
        disk_cache.use_cache(kept)
        found = [literals.literal(path, "HERE") for path in (same, changed)]
        kept.save()
        return found

    assert ask_as_a_new_process() == [1, 1] and parsed == [same, changed]
    write(changed, "HERE = 2\n")
    assert ask_as_a_new_process() == [1, 2] and parsed == [same, changed, changed]
