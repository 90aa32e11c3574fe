"""What is remembered from one run to the next, and that it is never a wrong answer."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from richlazy.artefacts import code_digest as module
from richlazy.artefacts import disk_cache as memories
from richlazy.artefacts.disk_cache import DiskCache

LIBRARY = Path(module.__file__).parents[1]


def refuse():
    pytest.fail("computed again")


def test_an_answer_is_computed_once_and_kept_for_the_next_run(tmp_path):
    first = DiskCache(tmp_path / "memory.json")
    assert first.answer("a", "code", lambda: [1, "x"]) == [1, "x"]
    assert first.answer("a", "code", refuse) == [1, "x"]
    first.save()
    assert DiskCache(tmp_path / "memory.json").answer("a", "code", refuse) == [1, "x"]


def test_what_is_not_asked_for_any_more_is_forgotten(tmp_path):
    for keys in (("a", "b"), ("b",)):
        memory = DiskCache(tmp_path / "memory.json")
        for key in keys:
            memory.answer(key, "code", lambda: 1)
        memory.save()
    assert set(json.loads((tmp_path / "memory.json").read_text())["answers"]) == {"b, by code"}


def test_an_answer_does_not_outlive_the_code_that_gave_it(tmp_path):
    memory = DiskCache(tmp_path / "memory.json")
    assert [memory.answer("a", code, lambda n=code: f"by {n}") for code in ("old", "new")] == ["by old", "by new"]
    memory.save()
    assert DiskCache(tmp_path / "memory.json").answer("a", "newer", lambda: 3) == 3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x00", b"\xff", b"null", b"[]", b'{"a": 1}', b'{"answers": {"a": 1}}']
)
def test_a_damaged_memory_is_an_empty_one(tmp_path, content):
    (tmp_path / "memory.json").write_bytes(content)
    assert DiskCache(tmp_path / "memory.json").answer("a", "code", lambda: 2) == 2


def test_an_answer_that_was_changed_is_not_believed(tmp_path):
    memory = DiskCache(tmp_path / "memory.json")
    memory.answer("a", "code", lambda: "right")
    memory.save()
    text = (tmp_path / "memory.json").read_text()
    (tmp_path / "memory.json").write_text(text.replace("right", "wrong"))
    assert DiskCache(tmp_path / "memory.json").answer("a", "code", lambda: "right") == "right"


def test_a_memory_without_a_file_writes_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    memory = DiskCache()
    memory.answer("a", "code", lambda: 1)
    memory.save()
    assert not list(tmp_path.iterdir())


def forget():
    """What a process has read of the library, and keeps until it ends."""
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


@pytest.fixture
def digest_of(tmp_path, monkeypatch):
    """Digest of a file of this text, as a new process finds it that has the memory of those before."""
    script = tmp_path / "scripts" / "made.py"
    script.parent.mkdir()
    monkeypatch.setattr(module, "LIBRARY", script.parent / "richlazy")
    monkeypatch.setattr(module, "ROOTS", {"richlazy": str(script.parent / "richlazy")})
    parse, parsed = module._parse, []

    def counted(path, text, package):
        parsed.append(text)
        return parse(path, text, package)

    monkeypatch.setattr(module, "_parse", counted)
    monkeypatch.setattr(memories, "_of_process", DiskCache())

    def digest_of(text, remembered=True):
        script.write_text(text)
        forget()
        memory = DiskCache(tmp_path / "memory.json" if remembered else None)
        memories.use_cache(memory)
        found = module.code_digest([script])
        memory.save()
        return found, len(parsed)

    yield digest_of
    forget()


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


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from richlazy.contracts.schema import validate
from richlazy.errors import InputError
from richlazy.connectivity.definitions import Matrices
from richlazy.artefacts.disk_cache import DiskCache
from richlazy.artefacts.disk_cache import use_cache
memory = DiskCache(Path("memory.json"))
use_cache(memory)
section = {"mine": {"builder": "file", "path": "mine.csv", "orientation": "pre_post"}}
print(Matrices(section, memory)["mine"].units)
try:
    validate({"seeds": 3}, {"type": "object"})
    print("valid")
except InputError:
    print("refused")
memory.save()
"""


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A copy of the library that a program uses, beside a matrix."""
    shutil.copytree(LIBRARY, tmp_path / "scripts" / "richlazy", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "mine.csv").write_text("0,1,0\n0,0,2\n3,0,0\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scripts" / "richlazy"


def printed():
    command = [sys.executable, "-c", PROGRAM, "scripts"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_units_and_validity_are_asked_again_when_the_code_that_tells_them_changes(library):
    assert printed() == printed() == ["3", "valid"]
    edits = [
        (
            "connectivity/matrix_files/delimited.py",
            "Table(frame.to_numpy(np.float64),",
            "Table(frame.to_numpy(np.float64)[:2, :2],",
        ),
        ("connectivity/definitions.py", "return file.units_in(definition)", "return 7"),
        (
            "contracts/schema.py",
            "    if first is not None:",
            "    if 'seeds' in config:\n        raise InputError('no')\n    if first is not None:",
        ),
    ]
    expected = [["2", "valid"], ["7", "valid"], ["7", "refused"]]
    for (path, old, new), then in zip(edits, expected, strict=True):
        edit(library / path, old, new)
        assert printed() == then


def test_the_digest_of_code_is_asked_again_when_what_takes_it_changes(digest_of, monkeypatch, tmp_path):
    first, parsed = digest_of("X = 1\n")
    monkeypatch.setattr(module, "_own_code", lambda: "another way")
    assert digest_of("X = 1\n")[1] == parsed + 1
