"""How long the stages of a run took, and on what machines, from what jobs and files recorded."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from statistics import median

from richlazy.artefacts.lineage import Origin
from richlazy.artefacts.run_times import RunTime, duration, job_file


def times(stages: Sequence[Sequence[Origin]], run_times: Mapping[str, RunTime], folder: PurePath) -> list[dict]:
    """Each stage in processing order: its files, how many have a run time, and how many each kind of machine made.

    Of those with a run time: `total`, `median` and `longest` in s; `log`, path of the log of the longest from `folder`;
    `processor` in s and largest `memory` in MB, each None where it is not recorded.
    """
    rows = []
    for origins in reversed(stages):
        known = {at.path: run_times[at.path] for at in origins if at.path in run_times}
        machines = Counter(machine(at.facts) for at in origins if "host" in at.facts)
        row = {
            "stage": origins[0].stage,
            "files": len(origins),
            "timed": len(known),
            "machines": machines.most_common(),
        }
        if known:
            seconds = {path: time.seconds for path, time in known.items()}
            longest = max(seconds, key=seconds.get)
            row |= {
                "total": sum(seconds.values()),
                "median": median(seconds.values()),
                "longest": seconds[longest],
                "log": relative(job_file(longest, row["stage"], "logs"), folder),
                "processor": sum(found) if (found := _recorded(known, "processor")) else None,
                "memory": max(_recorded(known, "memory"), default=None),
            }
        rows.append(row)
    return rows


def _recorded(known: Mapping[str, RunTime], what: str) -> list[float]:
    return [value for time in known.values() if (value := getattr(time, what)) is not None]


def machine(facts: Mapping) -> str:
    """The kind of machine that made a file, as it says itself: processor and system, and the GPU of a training."""
    host = facts["host"]
    names = [host["processor"], f"{host['system']} {host['architecture']}"]
    return ", ".join(([str(facts["device_name"])] if facts.get("device_name") else []) + names)


def time_text(seconds: float) -> str:
    """A time for reading; tenths of a second where it is short."""
    return f"{seconds:.1f} s" if seconds < 9.95 else duration(seconds)


def relative(path: str, folder: PurePath) -> str:
    """A path from a folder, as a link has it."""
    return PurePath(os.path.relpath(path, folder)).as_posix()
