"""A command on a terminal of its own, and what its screen shows: a pseudo-terminal, read by an emulator (pyte)."""

import fcntl
import os
import re
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyte

ROWS = 40
# What is erased was shown before, however short.
_ERASED = rb"(?=\x1b\[J)"


class Shown(NamedTuple):
    """The exit code of a command, all screens that were shown, and all that was printed, without movements."""

    code: int
    screens: list[str]
    printed: str

    @property
    def last(self) -> str:
        return self.screens[-1]

    def ever(self, text: str) -> bool:
        """Whether a screen showed this text."""
        return any(text in screen for screen in self.screens)


def on_a_terminal(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], columns: int = 100, rows: int = ROWS
) -> Shown:
    """Run a command to its end on a terminal of `columns` and `rows` rows."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    surroundings = os.environ | {"TERM": "xterm-256color"} | variables
    screen = pyte.Screen(columns, rows)
    stream, screens, pieces = pyte.ByteStream(screen), [""], []
    with subprocess.Popen(command, cwd=folder, env=surroundings, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        for piece in (part for read in iter(lambda: _read(ours), b"") for part in re.split(_ERASED, read)):
            stream.feed(piece)
            pieces.append(piece)
            screens.append("\n".join(line.rstrip() for line in screen.display).rstrip())
    os.close(ours)
    printed = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", b"".join(pieces).decode("utf-8", "replace"))
    return Shown(process.returncode, screens, printed)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody has the other end open any more
        return b""
