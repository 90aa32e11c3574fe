"""Tell what of this machine the pipeline can use, what for, and what to do about the rest."""

import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import click

from richlazy.artefacts.pins import differing, installed, pinned
from richlazy.contracts.registry import PROJECT

_GIB = 2**30
# Seconds to wait for an answer of a program.
_PATIENCE = 20
_DISTRIBUTION = "rich-lazy-connectivity"
# A dependency in pyproject.toml: name and version, without extras.
_PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for: what was found ("" for nothing), what it is for, and what to do if it is wrong.

    right: whether it is as it should be. needed: whether the pipeline does not run, or not as tested, without it.
    """

    name: str
    found: str
    right: bool
    purpose: str
    advice: str
    needed: bool = False

    @property
    def state(self) -> str:
        """ "ok", "wrong" for what is needed, or "-" for what can be left out."""
        return "ok" if self.right else "wrong" if self.needed else "-"


@dataclass(frozen=True)
class Machine:
    """The machine, as doctor asks it: which(program) -> path or None; ask(command) -> its output, None if it fails."""

    which: Callable[[str], str | None] = shutil.which
    ask: Callable[..., str | None] = lambda *command: _ask(*command)


@click.command(short_help="What of this machine can be used, and what to do about the rest.")
@click.option("--all", "everything", is_flag=True, help="Also tell what to do about what is right already.")
def command(everything: bool) -> None:
    """Look at this machine: versions, cores, memory, GPU, SLURM, browser.

    For each it tells what was found, what it is for and, where something is missing, what to do. A line that begins
    with "-" is something that can be left out. Nothing is changed. The exit code is 1 where something that is needed
    is wrong.
    """
    findings = list(look())
    for finding in findings:
        click.echo(f"{finding.state:5s}  {finding.name}: {finding.found or 'not found'}")
        click.echo(f"       for {finding.purpose}")
        if everything or not finding.right:
            click.echo(f"       to do: {finding.advice}")
    wrong = [finding.name for finding in findings if finding.state == "wrong"]
    click.echo(f"\nNeeded and wrong: {', '.join(wrong)}." if wrong else "\nWhat is needed is there.")
    sys.exit(1 if wrong else 0)


def look(machine: Machine | None = None) -> Iterator[Finding]:
    """All findings, those that are needed first."""
    machine = machine or Machine()
    yield _python()
    yield _versions()
    yield _program(
        machine, "Snakemake", "snakemake", "--version", "every run of the pipeline", "`pip install .`", needed=True
    )
    yield _program(
        machine, "git", "git", "--version", "the commit that every file tells of itself", "`apt-get install git`"
    )
    yield _cores()
    yield _memory()
    yield _disk()
    yield from _gpu(machine)
    yield from _slurm(machine)
    yield from _browser(machine)
    yield _package("pyarrow", "Parquet, in `richlazy export` and in tables of stays", "`pip install .`")
    yield _package(
        "snakemake-logger-plugin-rich", "progress bars: `snakemake --logger rich`", "`pip install '.[rich]'`"
    )
    yield _program(
        machine, "conda", "conda", "--version", "`snakemake --sdm conda`, pinned environments a rule", _CONDA
    )


_CONDA = "install Miniforge; without it the rules use the packages that are installed here"


def _ask(*command: str) -> str | None:
    """The first line that a program prints; None where it fails or does not answer."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = (done.stdout.strip() or done.stderr.strip()).splitlines()
    return (lines[0] if lines else "") if done.returncode == 0 else None


def _python() -> Finding:
    version = platform.python_version()
    right = sys.version_info >= (3, 11)
    return Finding("Python", version, right, "everything", "install Python 3.11 or later", needed=True)


def pins_of_project(project: Path = PROJECT) -> dict[str, str]:
    """Versions of the packages that the project needs: those of pyproject.toml, and of the environment files."""
    file = project / "pyproject.toml"
    if file.is_file():
        words = tomllib.loads(file.read_text(encoding="utf-8"))["project"]["dependencies"]
    else:
        try:
            words = [word for word in metadata.requires(_DISTRIBUTION) or [] if "extra" not in word]
        except metadata.PackageNotFoundError:
            words = []
    return pinned() | {found["name"].lower(): found["version"] for word in words if (found := _PIN.match(word))}


def _versions() -> Finding:
    pins = pins_of_project()
    there = installed(pins)
    wrong = [f"{name} {version}" for name, version in differing(there, pins).items()]
    wrong += [f"{name} is missing" for name in pins if name not in there]
    found = f"{len(pins) - len(wrong)} of {len(pins)} as pinned" + (f"; {'; '.join(sorted(wrong))}" if wrong else "")
    return Finding(
        "packages", found, not wrong, "numbers that are those of others", "`pip install .` in the checkout", needed=True
    )


def _program(
    machine: Machine, name: str, program: str, option: str, purpose: str, advice: str, needed: bool = False
) -> Finding:
    path = machine.which(program)
    answer = machine.ask(path, option) if path else None
    found = answer or (f"{path}, which fails" if path and answer is None else path or "")
    return Finding(name, found, answer is not None, purpose, advice, needed)


def _package(name: str, purpose: str, advice: str) -> Finding:
    version = installed({name: ""}).get(name, "")
    return Finding(name, version, bool(version), purpose, advice)


def _cores() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    advice = "on a shared machine name fewer: `snakemake --cores 4`"
    return Finding("cores", str(cores), True, "as many jobs at a time: `snakemake --cores all`", advice)


def _memory() -> Finding:
    from richlazy.planning.machine_sizes import machine_memory

    size = machine_memory()
    found = f"{size / _GIB:.1f} GiB" if size else ""
    advice = "a run that needs more ends before its first job, and says what to make smaller"
    return Finding("memory", found, bool(size), "trainings and tangent kernels, 1 to 2 GiB a job", advice)


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free
    advice = "free room, or run in a folder on a larger disk; `snakemake --cores 1 clean` removes what no config uses"
    return Finding("disk", f"{free / _GIB:.1f} GiB free here", free > _GIB, "results; the paper takes some GiB", advice)


def _gpu(machine: Machine) -> Iterator[Finding]:
    cards = machine.ask("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader") or ""
    usable = bool(cards) and _torch_sees_it(machine)
    advice = (
        "PyTorch does not see it: install its CUDA build, https://pytorch.org/get-started"
        if cards
        else "nothing: without one trainings run on the cores"
    )
    yield Finding("GPU", cards, usable, "trainings: all networks of a job as one product", advice)
    daemon = machine.which("nvidia-cuda-mps-control") or ""
    pipes = Path(os.environ.get("CUDA_MPS_PIPE_DIRECTORY", "/tmp/nvidia-mps"))
    runs = bool(daemon) and (pipes / "control").exists()
    found = "runs" if runs else "is there, does not run" if daemon else ""
    advice = (
        "`nvidia-cuda-mps-control -d` before Snakemake" if daemon else "nothing without a GPU; it comes with its driver"
    )
    purpose = "several trainings side by side on one GPU; without it they take turns"
    yield Finding("Multi-Process Service (MPS)", found, runs, purpose, advice)


def _torch_sees_it(machine: Machine) -> bool:
    return machine.ask(sys.executable, "-c", "import torch; print(torch.cuda.is_available())") == "True"


def _slurm(machine: Machine) -> Iterator[Finding]:
    yield _program(
        machine,
        "SLURM",
        "sbatch",
        "--version",
        "`snakemake --workflow-profile profiles/slurm`, on a cluster",
        "nothing on one machine; on a cluster call it where `sbatch` works",
    )
    path = machine.which("sacct")
    answer = machine.ask(path, "-X", "--noheader", "--endtime", "now") if path else None
    yield Finding(
        "sacct",
        "answers" if answer is not None else "is there, fails" if path else "",
        answer is not None,
        "SLURM: to notice that a submission has ended",
        "nothing without SLURM; on a site without accounting write `slurm-status-command: squeue` (docs/cluster.md)",
    )
    yield _package(
        "snakemake-executor-plugin-slurm",
        "SLURM: how Snakemake submits",
        "nothing without SLURM; else `pip install --no-deps -r profiles/slurm/requirements.txt`",
    )


def _browser(machine: Machine) -> Iterator[Finding]:
    for program in ("chromium", "chromedriver"):
        yield _program(
            machine,
            program,
            program,
            "--version",
            "tests of pages (`pytest -m browser`); reading pages needs any browser",
            "`apt-get install chromium chromium-driver`; without it these tests are skipped",
        )
