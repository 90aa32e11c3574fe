"""Running of a plan's jobs: processes of their own, as many at a time as there are cores, with a progress bar."""

import json
import os
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from richlazy.artefacts.code_digest import LIBRARY
from richlazy.artefacts.job import MASTER
from richlazy.errors import InputError
from richlazy.interface.job_server import Fork

# Seconds between two looks at the processes.
_PAUSE = 0.05
_LOGS = Path("results/library/logs")
_DOING = {
    "fetch": "fetch",
    "bring": "fetch",
    "trials": "draw trials",
    "connectivity": "make matrices",
    "train": "train",
    "measure": "measure",
    "compare": "compare seeds",
    "aggregate": "join measures",
}
# A line of a training's log: see training/progress.py.
_STEP = re.compile(r"^seed ([^:]*): step (\d+) of (\d+)", re.MULTILINE)
_ONE_THREAD = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")


@dataclass
class _Running:
    job: Mapping
    process: subprocess.Popen | Fork
    log: Path
    seen: float = 0.0

    @property
    def errors(self) -> Path:
        """File of what its process printed beside the log."""
        return self.log.with_suffix(".errors")

    def share(self) -> float:
        """Share of a training's steps that are done, by its log; 0 for other jobs."""
        if not self.job["steps"]:
            return 0.0
        try:
            lines = _STEP.findall(self.log.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            return 0.0
        done = {seed: int(step) / int(last) for names, step, last in lines for seed in names.split(", ")}
        return sum(done.values()) / max(1, len(self.job["params"]["spec"]["seeds"]))


def run_jobs(jobs: list[Mapping], machine: Mapping, folder: Path, cores: int, progress: bool) -> None:
    """Run jobs, each when those before it have made its inputs; all processes end with this one.

    machine: the config's section. folder: the working directory of jobs. Raises InputError with the reason where a job
    refuses its input, RuntimeError with its log where it fails otherwise; the others are then ended.
    """
    if not jobs:
        return
    waiting, running = list(jobs), []
    being_made = {path for job in jobs for path in _outputs(job)}
    with _bar(len(jobs), progress) as bar, _Processes(machine, folder) as processes:
        while waiting or running:
            for job in [job for job in waiting if not being_made & set(job["after"])]:
                if _has_room(job, running, cores, machine):
                    waiting.remove(job)
                    running.append(processes.start(job))
            for one in list(running):
                if one.process.poll() is not None:
                    _check_ended(one)
                    running.remove(one)
                    being_made -= set(_outputs(one.job))
                    bar.update(1 - one.seen)
                elif (share := one.share()) > one.seen:
                    bar.update(share - one.seen)
                    one.seen = share
            bar.set_description_str(_doing(running), refresh=False)
            processes.check()
            time.sleep(_PAUSE)


class _Processes:
    """The processes of a run: a server that forks for jobs of one thread, and one for each other job."""

    def __init__(self, machine: Mapping, folder: Path):
        self._machine, self._folder = machine, folder
        self._started: list[subprocess.Popen] = []

    def __enter__(self) -> "_Processes":
        self._server = self._process("richlazy.interface.job_server", None, 1)
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes; forks end with their server."""
        for process in self._started:
            process.kill()
            process.wait()
            process.stdin.close()

    def start(self, job: Mapping) -> _Running:
        """Start a job, on as many threads as it has in the pipeline, since more of them round differently."""
        log = self._folder / _LOGS / job["script"] / f"{job['name']}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        ended, errors = log.with_suffix(f".{os.getpid()}.ended"), log.with_suffix(".errors")
        for path in (log, ended, errors):
            path.unlink(missing_ok=True)
        machine = {**self._machine, "report_every": 1}
        told = {**job, "machine": machine, "log": str(log), "ended": str(ended), "errors": str(errors)}
        if job["threads"] == 1:
            print(json.dumps(told), file=self._server.stdin, flush=True)
            return _Running(job, Fork(ended), log)
        process = self._process("richlazy.interface.job_process", errors, job["threads"])
        json.dump(told, process.stdin)
        process.stdin.close()
        return _Running(job, process, log)

    def check(self) -> None:
        """Raise RuntimeError where the server has ended."""
        if self._server.poll() is not None:
            raise RuntimeError(f"learn: the process that runs the jobs ended with status {self._server.returncode}")

    def _process(self, module: str, errors: Path | None, threads: int) -> subprocess.Popen:
        stream = errors.open("w", encoding="utf-8") if errors else None
        process = subprocess.Popen(
            command(module),
            cwd=self._folder,
            env=environment(threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            text=True,
        )
        if stream:
            stream.close()
        self._started.append(process)
        return process


def environment(threads: int = 1) -> dict[str, str]:
    """Variables of a process that runs this library: its own code, whatever else is installed, on so many threads."""
    others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    path = os.pathsep.join([str(LIBRARY.parent), *filter(None, others)])
    counts = {f"{name}_NUM_THREADS": str(threads) for name in _ONE_THREAD}
    return {**os.environ, **counts, "PYTHONPATH": path, "MPLBACKEND": "Agg", MASTER: str(os.getpid())}


def command(module: str) -> list[str]:
    """Command that runs a module of this library; the working directory is no place of modules (-P)."""
    return [sys.executable, "-P", "-m", module]


def _has_room(job: Mapping, running: list[_Running], cores: int, machine: Mapping) -> bool:
    used = sum(one.job["threads"] for one in running)
    trainings = sum(one.job["script"] == "train" for one in running)
    if job["script"] == "train" and machine["device"] != "cpu" and trainings >= machine["trainings_per_gpu"]:
        return False
    return not running or used + job["threads"] <= cores


def _outputs(job: Mapping) -> list[str]:
    output = job["output"]
    return list(output.values() if isinstance(output, Mapping) else output)


def _check_ended(one: _Running) -> None:
    """Raise an error for a job that failed."""
    if one.process.returncode == 0:
        one.errors.unlink(missing_ok=True)
        return
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in (one.errors, one.log)
                     if path.is_file())  # fmt: skip
    refused = re.findall(r"^(?:richlazy\.errors\.InputError|[\w.]*MissingSweep): (.*)", text, re.MULTILINE)
    what = f"{_DOING[one.job['script']]} ({one.job['name']})"
    if refused:
        raise InputError(f"learn: {what}: {refused[-1]}")
    raise RuntimeError(f"learn: {what} failed with status {one.process.returncode}; see {one.log}\n{text[-2000:]}")


def _doing(running: list[_Running]) -> str:
    counts: dict[str, int] = {}
    for one in running:
        counts[_DOING[one.job["script"]]] = counts.get(_DOING[one.job["script"]], 0) + 1
    return ", ".join(f"{what} ({count})" if count > 1 else what for what, count in counts.items())


@contextmanager
def _bar(total: int, shown: bool) -> Iterator:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without ipywidgets, tqdm warns that a notebook gets a bar of text
        from tqdm.auto import tqdm

        form = "{desc}: {percentage:3.0f}%|{bar}| {n:.1f} of {total:.0f} jobs, {elapsed}<{remaining}"
        bar = tqdm(total=total, disable=not shown, bar_format=form, leave=False, smoothing=0)
    try:
        yield bar
    finally:
        bar.close()
