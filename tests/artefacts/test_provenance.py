"""What an artefact says of where it was made: the kind of machine, and nothing that names one."""

import getpass
import json
import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from richlazy.artefacts import provenance
from richlazy.artefacts.provenance import commit, describe, host, is_here, processor

ROOT = Path(__file__).parents[2]
CPUINFO = """processor\t: 0
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R)   Processor @ 2.60GHz
cpu MHz\t\t: 2599.998

processor\t: 1
model name\t: Another
"""


def test_the_model_of_the_processor_is_read(tmp_path):
    (tmp_path / "cpuinfo").write_text(CPUINFO, encoding="utf-8")
    assert processor(tmp_path / "cpuinfo") == "Intel(R) Xeon(R) Processor @ 2.60GHz"


@pytest.mark.parametrize("content", [None, "", "Features\t: fp asimd\n"])
def test_a_machine_that_does_not_tell_has_no_model(tmp_path, content):
    if content is not None:
        (tmp_path / "cpuinfo").write_text(content)
    assert processor(tmp_path / "cpuinfo") == ""


def test_an_artefact_tells_the_kind_of_machine():
    told = describe({"stage": "train"})
    found = json.loads(told["host"])
    assert set(found) == {"system", "architecture", "processor"} and all(found.values())
    assert found["system"] in ("Linux", "Darwin", "Windows")
    assert json.loads(told["versions"])["python"] == platform.python_version()


def test_it_names_neither_machine_nor_user_nor_cores():
    told = json.dumps(list(host().values()))
    assert socket.gethostname() not in told and getpass.getuser() not in told
    pinned = "import os; hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
    code = f"{pinned}; import json; from richlazy.artefacts.provenance import host; print(json.dumps(host()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == host()


MODULE = "scripts/richlazy/artefacts/provenance.py"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A project in git with one commit; `git(...)` runs git in it."""
    for name in (MODULE, "config/config.yaml", "README.md"):
        write(tmp_path / name)
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / MODULE))
    monkeypatch.setattr(provenance, "_PROJECT", tmp_path)

    def git(*arguments):
        settings = ("-c", "user.name=me", "-c", "user.email=me@example.org")
        done = subprocess.run(["git", *settings, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "first")
    return git


def write(path, text="text"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_clean_checkout_is_its_commit(checkout):
    assert commit() == checkout("rev-parse", "HEAD")
    assert is_here(commit()) and not is_here("0123456789" * 4)


@pytest.mark.parametrize(
    "name", ["notes.txt", "results/rank/measures.nc", "scripts/__pycache__/a.pyc", "config/.x.swp", "config/mine.yaml"]
)
def test_files_that_are_no_code_leave_a_checkout_clean(checkout, tmp_path, name):
    write(tmp_path / name)
    assert commit() == checkout("rev-parse", "HEAD")


@pytest.mark.parametrize(
    "name",
    [
        "scripts/richlazy/mine.py",
        "workflow/rules/mine.smk",
        "config/mine.csv",
        "config/tables/mine.yaml",
        "envs/mine.yaml",
        "scripts/new/a.py",
    ],
)
@pytest.mark.parametrize("ignored", [False, True])
def test_code_that_git_does_not_track_is_told(checkout, tmp_path, name, ignored):
    write(tmp_path / name)
    if ignored:
        write(tmp_path / ".git" / "info" / "exclude", "mine*\nnew\n")
    clean = checkout("rev-parse", "HEAD")
    assert commit() == f"{clean}-untracked"
    (tmp_path / MODULE).write_text("another text")
    assert commit() == f"{clean}-dirty-untracked"
    checkout("add", "--force", ".")
    assert commit() == f"{clean}-dirty"
    checkout("commit", "--quiet", "--message", "second")
    assert commit() == checkout("rev-parse", "HEAD") != clean


def test_the_commit_of_a_checkout_around_the_project_is_not_its_own(checkout, tmp_path):
    checkout("rm", "--quiet", "--cached", "-r", "scripts", "config")
    checkout("commit", "--quiet", "--message", "without the project")
    assert commit() == "unknown"


def test_outside_a_checkout_and_without_git_the_commit_is_unknown(checkout, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert commit() == "unknown"
    monkeypatch.undo()
    monkeypatch.setattr(provenance, "_PROJECT", tmp_path.parent)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent.parent))
    assert commit() == "unknown"
