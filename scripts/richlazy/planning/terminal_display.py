"""The progress of a run on a terminal: a block of lines below what Snakemake prints, renewed every second.

The cursor rests at the beginning of the block, on an empty line. Whatever others print there stands above the block
that is drawn next, and a block that a killed process leaves behind is written over.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO

from richlazy.planning.run_progress import Reached, RunProgress

# The name that Snakemake gives to its handler of the terminal, which is absent where a plugin prints instead.
_PRINTS = "DefaultStreamHandler"
_INTERVAL = 1.0
# Reading logs, which may lie on a shared file system, takes at most this part of the time.
_SHARE = 0.05
_MOST_ROWS = 10
# Erases from the cursor to the end of the screen, and moves the cursor up by a number of lines.
_ERASE, _UP = "\x1b[J", "\x1b[{}A"


class TerminalDisplay(logging.Handler):
    """Stands for the handler `prints` of a logger: passes its records on, and keeps the block below what is printed.

    It ends with `close`, which logging calls at the end of the process at the latest.
    """

    def __init__(self, prints: logging.StreamHandler, progress: RunProgress):
        super().__init__(prints.level)
        self.prints, self._progress = prints, progress
        self._stream: TextIO = prints.stream
        self._drawn = False
        self._reports: Mapping[int, Reached] = {}
        self._ended = threading.Event()
        threading.Thread(target=self._renew, daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record above the block. An error of the block is told once, and ends the block but not the run."""
        self._erase()
        self.prints.handle(record)
        if self._ended.is_set():
            return
        try:
            self._progress.note(record, time.time())
            self._draw()
        except Exception:
            self._ended.set()
            self.handleError(record)

    def flush(self) -> None:
        self.prints.flush()

    def close(self) -> None:
        """Remove the block, and let the thread that renews it end."""
        with self.lock:
            if not self._ended.is_set():
                self._ended.set()
                self._erase()
        super().close()

    def _renew(self) -> None:
        """Draw the block again and again, with what the logs of running jobs tell by then."""
        pause = 0.0
        while not self._ended.wait(pause):
            began = time.monotonic()
            reports = self._progress.reports()
            pause = max(_INTERVAL, (time.monotonic() - began) / _SHARE)
            with self.lock:
                self._reports = reports
                self._draw()

    def _draw(self) -> None:
        if self._ended.is_set() or not in_foreground(self._stream):
            return
        columns, rows = _size(self._stream)
        # A line as wide as the terminal would take two of its lines.
        lines = self._progress.lines(self._reports, time.time(), columns - 1, min(_MOST_ROWS, rows // 2))
        up = _UP.format(len(lines) - 1) if len(lines) > 1 else ""
        self._write("\r" + _ERASE + "\n".join(lines) + "\r" + up)
        self._drawn = True

    def _erase(self) -> None:
        if self._drawn:
            self._write(_ERASE)
            self._drawn = False

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "ascii"
        with suppress(OSError, ValueError):  # the terminal is gone, or the stream was closed
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream is a terminal that moves its cursor when it is told to."""
    return os.name == "posix" and os.environ.get("TERM", "dumb") != "dumb" and stream.isatty()


def in_foreground(stream: TextIO) -> bool:
    """Whether this process may draw on its terminal: not while it runs in the background of a shell."""
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except (OSError, ValueError):  # it is not the terminal that controls the process
        return True


def _size(stream: TextIO) -> tuple[int, int]:
    """Columns and rows of a terminal; those of an old one where it does not tell."""
    with suppress(OSError, ValueError):
        columns, rows = os.get_terminal_size(stream.fileno())
        return columns or 80, rows or 24
    return 80, 24


def display_progress(workflow: Any) -> TerminalDisplay | None:
    """Show the progress of a run on the terminal; None where Snakemake prints to a file, in another form, or quietly.

    workflow: the object of this name in a Snakefile, when the run starts.
    """
    logger, quiet = workflow.logger_manager.logger, workflow.output_settings.quiet or ()
    prints = next((handler for handler in logger.handlers if handler.name == _PRINTS), None)
    # A user who keeps one of the two streams wants what the run prints, and no terminal.
    if prints is None or not (is_terminal(prints.stream) and sys.stdout.isatty()):
        return None
    if {"PROGRESS", "ALL"} & {choice.name for choice in quiet}:
        return None
    display = TerminalDisplay(prints, RunProgress(len(workflow.dag), time.time(), remote=not workflow.local_exec))
    logger.removeHandler(prints)
    logger.addHandler(display)
    return display


def end_display(workflow: Any, display: TerminalDisplay) -> None:
    """Remove the block, and give what prints its place back."""
    display.close()
    logger = workflow.logger_manager.logger
    logger.removeHandler(display)
    logger.addHandler(display.prints)
