"""What is remembered from one run to the next, and that it is never a wrong answer."""

import json

import pytest
from richlazy import code_digest as module
from richlazy import memory as memories
from richlazy.memory import Memory


def refuse():
    pytest.fail("computed again")


def test_an_answer_is_computed_once_and_kept_for_the_next_run(tmp_path):
    first = Memory(tmp_path / "memory.json")
    assert first.answer("a", lambda: [1, "x"]) == [1, "x"]
    assert first.answer("a", refuse) == [1, "x"]
    first.save()
    assert Memory(tmp_path / "memory.json").answer("a", refuse) == [1, "x"]


def test_what_is_not_asked_for_any_more_is_forgotten(tmp_path):
    for keys in (("a", "b"), ("b",)):
        memory = Memory(tmp_path / "memory.json")
        for key in keys:
            memory.answer(key, lambda: 1)
        memory.save()
    assert set(json.loads((tmp_path / "memory.json").read_text())["answers"]) == {"b"}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x00", b"\xff", b"null", b"[]", b'{"a": 1}', b'{"answers": {"a": 1}}']
)
def test_a_damaged_memory_is_an_empty_one(tmp_path, content):
    (tmp_path / "memory.json").write_bytes(content)
    assert Memory(tmp_path / "memory.json").answer("a", lambda: 2) == 2


def test_an_answer_that_was_changed_is_not_believed(tmp_path):
    memory = Memory(tmp_path / "memory.json")
    memory.answer("a", lambda: "right")
    memory.save()
    text = (tmp_path / "memory.json").read_text()
    (tmp_path / "memory.json").write_text(text.replace("right", "wrong"))
    assert Memory(tmp_path / "memory.json").answer("a", lambda: "right") == "right"


def test_a_memory_without_a_file_writes_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    memory = Memory()
    memory.answer("a", lambda: 1)
    memory.save()
    assert not list(tmp_path.iterdir())


@pytest.fixture
def digest_of(tmp_path, monkeypatch):
    """Digest of a file of this text, as a new process finds it that has the memory of those before."""
    script = tmp_path / "scripts" / "made.py"
    script.parent.mkdir()
    monkeypatch.setattr(module, "LIBRARY", script.parent / "richlazy")
    parse, parsed = module._parse, []

    def counted(text, path):
        parsed.append(text)
        return parse(text, path)

    monkeypatch.setattr(module, "_parse", counted)
    monkeypatch.setattr(memories, "_of_process", Memory())

    def digest_of(text, remembered=True):
        script.write_text(text)
        for cached in (module._digest, module._imports, module._read):
            cached.cache_clear()
        memory = Memory(tmp_path / "memory.json" if remembered else None)
        memories.remember_in(memory)
        found = module.code_digest([script])
        memory.save()
        return found, len(parsed)

    yield digest_of
    for cached in (module._digest, module._imports, module._read):
        cached.cache_clear()


def test_digests_are_those_without_a_memory_and_only_changed_files_are_parsed(digest_of):
    texts = "X = 1\n", "X = 2\n", "# a comment\nX = 1\n"
    fresh = [digest_of(text, remembered=False)[0] for text in texts]
    assert fresh[0] == fresh[2] != fresh[1]
    counts = []
    for text, expected in zip((texts[0], texts[0], texts[1]), (fresh[0], fresh[0], fresh[1]), strict=True):
        found, count = digest_of(text)
        counts.append(count)
        assert found == expected
    assert counts == [4, 4, 5]
