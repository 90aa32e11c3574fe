"""Checks of a SLURM site before the first submission.

Without them, the executor plugin would wait forever for jobs whose end it cannot query, and would repeat refused
submissions as often as `retries` says.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from richlazy.errors import InputError

# The plugin's query of the status of jobs (job_status_query.py of snakemake-executor-plugin-slurm 2.8.0).
_SACCT = (
    "sacct",
    "-X",
    "--parsable2",
    "--clusters",
    "all",
    "--noheader",
    "--format=JobIdRaw,State",
    "--endtime",
    "now",
)
# Seconds to wait for an answer of a busy controller.
_PATIENCE = 60
# The plugin uses `squeue` only if it lists ended jobs for at least so many initial intervals. Later the plugin waits up
# to so many seconds between two queries.
_INTERVALS = 3
_LONGEST_PAUSE = 180


# Resources of a job on where it runs, and on its size, with the options of `sbatch` that the plugin makes of them
# (submit_string.py). The sizes are included since some sites refuse submissions without time or memory.
_WHERE = {
    "slurm_partition": "partition",
    "slurm_account": "account",
    "gres": "gres",
    "qos": "qos",
    "constraint": "constraint",
    "cluster": "clusters",
    "clusters": "clusters",
    "slurm_cluster": "clusters",
}
_HOW_MUCH = {"runtime": "time", "mem_mb": "mem", "threads": "cpus-per-task"}
# Resources that `demands_of` uses.
RESOURCES = (*_WHERE, *_HOW_MUCH, "slurm_extra")


@dataclass(frozen=True)
class Polling:
    """Settings of the executor's status queries: `command` is "sacct", "squeue" or None for the default, `sacct`;
    `interval` is in seconds."""

    command: str | None
    interval: int


@dataclass(frozen=True)
class Site:
    """The error of `sacct` ("" if it works), and the seconds for which ended jobs are listed (0 if not known)."""

    complaint: str
    min_job_age: int


def demands_of(jobs: Iterable[Mapping[str, object]], everywhere: Mapping[str, str | None]) -> list[dict[str, str]]:
    """The options of `sbatch` for jobs, once for each different place, with the size of the first job there.

    jobs: their resources by name (RESOURCES). everywhere: options of all jobs, None for those that are not set.
    """
    found: dict[tuple, dict[str, str]] = {}
    for job in jobs:
        place = {option: str(job[name]) for name, option in _WHERE.items() if job.get(name)}
        further = dict(re.findall(r"--([\w-]+)=([^\s'\"]+)", str(job.get("slurm_extra") or "")))
        size = {option: str(job[name]) for name, option in _HOW_MUCH.items() if job.get(name)}
        place |= {option: value for option, value in everywhere.items() if value} | further
        found.setdefault(tuple(sorted(place.items())), place | size | further)
    return list(found.values())


def check_site(polling: Polling, demands: Iterable[Mapping[str, str]]) -> None:
    """Raise InputError, with the lines to write, if submissions would be refused or their end not be noticed.

    demands: options of `sbatch` with their values, from `demands_of`.
    """
    missing = [program for program in ("sbatch", "squeue", "scontrol") if not shutil.which(program)]
    if missing:
        raise InputError(
            f"executor: slurm: {', '.join(missing)} not found; run where SLURM's commands are, or leave "
            "`--workflow-profile profiles/slurm` out to run here"
        )
    if not shutil.which("sacct"):
        raise InputError(
            "executor: slurm: sacct not found, which the executor calls at every submission, with or without "
            "accounting; install SLURM's client programs (`apt-get install slurm-client`), or put a program of this "
            "name that fails into a folder of your PATH: "
            "`printf '#!/bin/sh\\nexit 1\\n' > ~/bin/sacct && chmod +x ~/bin/sacct`"
        )
    check_polling(polling, look())
    for demand in demands:
        _check_demand(demand)


def look() -> Site:
    """Query the site. Raises InputError if its controller does not answer."""
    code, text = _ask("scontrol", "show", "config")
    if code:
        raise InputError(
            f"executor: slurm: `scontrol show config` fails: {text}; repeat the command once SLURM answers"
        )
    code, complaint = _ask(*_SACCT)
    return Site(f"`sacct` fails: {complaint or f'exit status {code}'}" if code else "", min_job_age(text))


def min_job_age(settings: str) -> int:
    """Seconds for which ended jobs are listed, from the output of `scontrol show config`; 0 if it is not in it."""
    found = re.search(r"^MinJobAge\s*=\s*(\d+)", settings, re.MULTILINE)
    return int(found[1]) if found else 0


def check_polling(polling: Polling, site: Site) -> None:
    """Raise InputError if the executor would use a failing `sacct`, or query `squeue` too rarely for ended jobs."""
    if not site.complaint:
        return
    age = site.min_job_age
    if age <= _LONGEST_PAUSE:
        raise InputError(
            f"executor: slurm: {site.complaint}, and `squeue` lists ended jobs for {age} s (MinJobAge) only, while up "
            f"to {_LONGEST_PAUSE} s pass between two looks: their end would not be noticed; ask the site for "
            "accounting or a MinJobAge of 300 s"
        )
    longest = age // _INTERVALS
    lines = [] if polling.command == "squeue" else ["slurm-status-command: squeue"]
    if polling.interval > longest:
        lines.append(f"slurm-init-seconds-before-status-checks: {longest}")
    if lines:
        written = " and ".join(f"`{line}`" for line in lines)
        raise InputError(
            f"executor: slurm: {site.complaint}, so that the end of jobs cannot be asked for that way; write {written} "
            f"into profiles/slurm/config.yaml: `squeue` lists ended jobs for {age} s"
        )


def _check_demand(demand: Mapping[str, str]) -> None:
    options = [f"--{name}={value}" for name, value in demand.items()]
    code, text = _ask("sbatch", "--test-only", *options, "--wrap=true")
    if code:
        said = " ".join(text.split())
        raise InputError(f"executor: slurm: `sbatch {' '.join(options)}` is refused: {said}; {_advice(demand)}")


def _advice(demand: Mapping[str, str]) -> str:
    lines = {
        "gres": "where no node has such a GPU write `machine: {device: cpu}` into the config",
        "qos": "`sacctmgr show associations user=$USER format=account,qos` lists what you may name",
        "partition": "`sinfo --summarize` lists the partitions: write `default-resources: [slurm_partition=NAME]`",
        "account": "`sacctmgr show associations user=$USER` lists your accounts: write "
        "`default-resources: [slurm_account=NAME]`",
    }
    return "; ".join(lines[name] for name in lines if name in demand) or lines["partition"]


def _ask(*command: str) -> tuple[int, str]:
    """Exit status and output of a command; if it failed, its standard error, if there is any."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return 1, f"no answer in {_PATIENCE} s"
    return done.returncode, (done.stderr.strip() or done.stdout.strip()) if done.returncode else done.stdout
