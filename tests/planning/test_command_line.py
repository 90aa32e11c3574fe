"""What a command asks for, as Snakemake's own parser reads it."""

import pytest
from richlazy.planning import command_line


@pytest.fixture
def given(monkeypatch):
    """Makes this the command of the process."""

    def give(*words):
        monkeypatch.setattr("sys.argv", list(words))
        command_line.command_line.cache_clear()

    yield give
    command_line.command_line.cache_clear()


def test_targets_are_apart_from_what_is_named_beside_them(given):
    given(
        "/usr/bin/snakemake",
        "--cores",
        "2",
        "rank",
        "results/scorecard.csv",
        "--until",
        "train",
        "--forcerun",
        "figure",
    )
    assert command_line.targets() == ["rank", "results/scorecard.csv"]
    assert command_line.further_names() == ["figure", "train"]
    assert not command_line.only_makes_room()


@pytest.mark.parametrize("words", [["--unlock"], ["clean"]])
def test_commands_that_only_make_room(given, words):
    given("/usr/lib/snakemake/__main__.py", "--cores", "1", *words)
    assert command_line.only_makes_room()


def test_another_program_asks_for_nothing(given):
    given("/usr/bin/pytest", "rank")
    assert command_line.command_line() is None
    assert command_line.targets() == command_line.further_names() == [] and not command_line.only_makes_room()
