"""Where an artefact comes from: parameters, seeds, code, versions of the libraries, commit, kind of machine."""

import json
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from richlazy.artefacts.pins import differing, installed, pinned

_PROCESSORS = Path("/proc/cpuinfo")
_PROJECT = Path(__file__).parents[3]
# Where a file counts as code, tracked or not; what git is told to ignore counts, too, but for these. Users' own configs
# are no code, wherever they lie: results keep the config that made them.
_CODE = ("scripts", "studies", "workflow", "config", ":(exclude,glob)config/*.yaml", "envs")
_NO_CODE = ("__pycache__", "*.pyc", "*.egg-info", ".*")


def describe(provenance: Mapping[str, object]) -> dict[str, str]:
    """Attributes of an artefact: what it was made from (as JSON), by which code and versions, and on what machine."""
    attributes = {
        name: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        for name, value in provenance.items()
    }
    pins = pinned()
    versions = {"python": platform.python_version(), **installed(pins)}
    made = {"versions": json.dumps(versions), "commit": commit(), "host": json.dumps(host())}
    others = differing(versions, pins)
    return {"Conventions": "CF-1.11", **attributes, **made, **({"not_as_pinned": json.dumps(others)} if others else {})}


@cache
def host() -> dict[str, str]:
    """The kind of machine: system, architecture, model of the processor; nothing that names this one machine, nor what
    differs between jobs on it."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": processor(_PROCESSORS) or platform.processor() or "unknown",
    }


def processor(path: Path) -> str:
    """Model of the processor from a file like Linux's /proc/cpuinfo; "" where there is none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    entries = (line.partition(":") for line in lines)
    return next((" ".join(value.split()) for key, _, value in entries if key.strip() == "model name"), "")


def commit() -> str:
    """Commit of the code, with "-dirty" for changes of its files and "-untracked" for files beside them that it lacks:
    then it cannot make the results again. "unknown" outside a git checkout of this project."""
    try:
        # Of a checkout around the project, which does not hold it, the commit would tell nothing.
        _git("ls-files", "--error-unmatch", str(Path(__file__)))
        found = _git("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
        untracked = _git("ls-files", "--others", *(f"--exclude={name}" for name in _NO_CODE), "--", *_CODE)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{found}-untracked" if untracked else found


def is_here(commit: str) -> bool:
    """Whether the checkout of this project holds a commit."""
    try:
        _git("cat-file", "-e", f"{commit}^{{commit}}")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(_PROJECT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
