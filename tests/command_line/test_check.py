"""A config file can be looked at before anything of it is run."""

import subprocess
import sys

import pytest
import yaml
from helpers.configs import ROOT
from helpers.tiny_config import tiny


def check(folder, *arguments):
    command = [sys.executable, str(ROOT / "scripts" / "richlazy"), "check", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump(tiny()), encoding="utf-8")
    return tmp_path


def test_plain_files_are_laid_over_one_another(folder):
    (folder / "mine.yaml").write_text("output: mine\n", encoding="utf-8")
    assert check(folder, "tiny.yaml", "mine.yaml") == (0, "plain values, no program; experiments: rank; output: mine")
    assert sorted(path.name for path in folder.iterdir()) == ["mine.yaml", "tiny.yaml"]


def test_a_program_is_told_and_not_run(folder):
    text = '__use_yte__: true\nseeds: ?2 if __import__("os").system("touch RUN") == 0 else 3\n'
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    code, message = check(folder, "tiny.yaml", "mine.yaml")
    assert code == 2 and message.startswith("richlazy: mine.yaml: line 1: __use_yte__: this config is a program")
    assert not (folder / "RUN").exists()


@pytest.mark.parametrize(
    "text, words",
    [
        ("seeds: 1\nseeds: 2\n", "mine.yaml: line 2: seeds"),
        ("parameters: &a {b: *a}\n", "holds itself"),
        ("parameters: {gian: 2}\n", "parameters.gian: unknown key; did you mean `gain`?"),
        ("experiments: {rank: {sweep: {rank: [9]}}}\n", "rank: 9 is larger than the number of units"),
    ],
)
def test_what_is_wrong_is_told(folder, text, words):
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    code, message = check(folder, "tiny.yaml", "mine.yaml")
    assert code == 2 and words in message


def test_a_file_that_is_not_there(folder):
    code, message = check(folder, "nowhere.yaml")
    assert code == 2 and message.startswith("richlazy: nowhere.yaml: this config file cannot be read (No such file")


def test_a_file_that_must_be_complete(folder):
    code, message = check(folder, "--alone", "tiny.yaml")
    assert code == 2 and "the key `preset` is missing" in message
