"""How far a run has come, as lines of text: jobs that are done, and for each job that runs what its log tells.

A run is followed by the events that Snakemake logs (`LogEvent` of snakemake-interface-logger-plugins), a training by
the lines of `training/progress.py` in its log. Jobs know nothing of this. Snakemake itself is not imported.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from logging import LogRecord
from typing import NamedTuple

from richlazy.artefacts.run_times import duration

# The end of a progress line of a training.
_REACHED = re.compile(
    r"(?P<step>step \d+ of \d+), (?P<loss>loss \S+), (?P<speed>\d+ steps/s), (?P<left>\d+) s left$", re.MULTILINE
)
# The last bytes of a log hold its last progress line, but for the seeds that it begins with.
_TAIL = 300
# The digest at the end of an artefact's name.
_DIGEST = re.compile(r"-[0-9a-f]{12}$")
_BAR = 20
_SHORTEST_TITLE = 10


class Reached(NamedTuple):
    """The last progress line of a training: step and speed, and loss, as text; the time at which it ends, in s."""

    step: str
    loss: str
    end: float


def last_report(log: str, since: float) -> Reached | None:
    """The last progress line in a log; None where there is none that was written after the time `since`."""
    with suppress(OSError), open(log, "rb") as file:
        status = os.fstat(file.fileno())
        if status.st_mtime >= since:
            file.seek(max(0, status.st_size - _TAIL))
            found = list(_REACHED.finditer(file.read().decode("utf-8", "replace")))
            if found:
                step, loss, speed, left = found[-1].groups()
                return Reached(f"{step}, {speed}", loss, status.st_mtime + int(left))
    return None


@dataclass(frozen=True)
class Job:
    """A job that runs: what it does, its logs, and when it was started, in s."""

    title: str
    logs: tuple[str, ...]
    since: float


class RunProgress:
    """The jobs of a run. total: their number. start: time of the start, in s. remote: whether jobs wait in a queue
    elsewhere, so that one that was submitted need not run."""

    def __init__(self, total: int, start: float, remote: bool = False):
        self.running: dict[int, Job] = {}
        self._done, self._total, self._start, self._remote = 0, total, start, remote
        self._failed: set[int] = set()

    def note(self, record: LogRecord, now: float) -> None:
        """Take over what Snakemake logs of its jobs at the time `now`; other records are ignored."""
        facts = record.__dict__
        match str(facts.get("event")):
            case "job_info":
                title = _DIGEST.sub("", facts["rule_msg"] or facts["rule_name"])
                self.running[facts["jobid"]] = Job(title, tuple(map(str, facts["log"])), now)
                self._failed.discard(facts["jobid"])
            case "job_finished":
                self.running.pop(facts["job_id"], None)
            case "job_error":
                self.running.pop(facts["jobid"], None)
                self._failed.add(facts["jobid"])
            case "progress":
                self._done, self._total = facts["done"], facts["total"]

    def reports(self) -> dict[int, Reached]:
        """The last progress line of every running job that writes such lines."""
        found = {number: self._report(job) for number, job in list(self.running.items())}
        return {number: report for number, report in found.items() if report}

    def _report(self, job: Job) -> Reached | None:
        # The log of an earlier try is there until the job opens it. Clocks of other machines may be late, by less than
        # the time since the start of the run.
        since = self._start if self._remote else job.since
        return next((report for log in job.logs if (report := last_report(log, since))), None)

    def lines(self, reports: Mapping[int, Reached], now: float, columns: int, rows: int) -> list[str]:
        """At most `rows` lines of at most `columns` characters: an empty one, the whole run, then jobs, those with a
        report first."""
        jobs = sorted(self.running, key=lambda number: number not in reports)
        shown = jobs if len(jobs) <= rows - 2 else jobs[: max(rows - 3, 0)]
        titles = {number: self._title(number, number in reports) for number in shown}
        width = max(map(len, titles.values()), default=0)
        told = [self._line(number, title, reports.get(number), now, columns, width) for number, title in titles.items()]
        lines = ["", self._head(now), *told]
        if len(shown) < len(jobs):
            lines.append(f"  and {len(jobs) - len(shown)} more")
        return [line[:columns] for line in lines][:rows]

    def _head(self, now: float) -> str:
        filled = _BAR * self._done // max(self._total, 1)
        counted = {"submitted" if self._remote else "running": len(self.running), "failed": len(self._failed)}
        others = "".join(f", {number} {word}" for word, number in counted.items() if number)
        bar = f"[{'#' * filled}{'-' * (_BAR - filled)}]"
        return f"{bar} {self._done} of {self._total} jobs done{others}, {duration(now - self._start)}"

    def _title(self, number: int, reports: bool) -> str:
        """What a job does; of a training that reports its steps, the name alone."""
        title = self.running[number].title
        return title.removeprefix("Train ") if reports else title

    def _line(self, number: int, title: str, report: Reached | None, now: float, columns: int, width: int) -> str:
        """One job. Where the line would be too long, it is without the loss, and then with a shorter title."""
        if report is None:
            told = "" if self._remote else f"for {duration(now - self.running[number].since)}"
        else:
            told = f"{report.step}, {duration(report.end - now)} left"
            if width + len(told) + len(report.loss) + 6 <= columns:
                told += f", {report.loss}"
        room = max(columns - len(told) - 4, _SHORTEST_TITLE)
        title = title if len(title) <= room else f"{title[: room - 3]}..."
        return f"  {title:<{min(width, room)}}  {told}".rstrip()
