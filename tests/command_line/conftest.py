"""Calls of the command in this process, and what they print."""

from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from richlazy.command_line.main import richlazy


@dataclass
class Called:
    """Exit code, standard output and standard error of a call."""

    code: int
    out: str
    error: str


@pytest.fixture
def call():
    """A function that calls the command with words."""

    def run(*words):
        result = CliRunner().invoke(richlazy, [str(word) for word in words], prog_name="richlazy")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Called(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def refused(call):
    """A function that calls the command with words, which must end in one message and exit code 2; the message."""

    def run(*words):
        called = call(*words)
        assert (called.code, called.out) == (2, ""), called
        assert called.error.startswith("richlazy: ") and called.error.count("\n") == 1
        return called.error.removeprefix("richlazy: ").rstrip()

    return run
