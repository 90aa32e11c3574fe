"""Provenance of an artefact: parameters, seeds, code, versions of packages, commit, kind of machine."""

import json
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from richlazy.artefacts.pins import differing, installed, pinned

_PROCESSORS = Path("/proc/cpuinfo")
_PROJECT = Path(__file__).parents[3]
# Paths whose untracked files count as code, even where git ignores them, except for _NO_CODE. Configs of users are not
# code: they are saved beside the results.
_CODE = ("scripts", "studies", "workflow", "config", ":(exclude,glob)config/*.yaml", "envs")
_NO_CODE = ("__pycache__", "*.pyc", "*.egg-info", ".*")


def describe(provenance: Mapping[str, object]) -> dict[str, str]:
    """Attributes of an artefact: the given provenance (as JSON), package versions, commit and kind of machine."""
    attributes = {
        name: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        for name, value in provenance.items()
    }
    pins = pinned()
    versions = {"python": platform.python_version(), **installed(pins)}
    made = {"versions": json.dumps(versions), "commit": commit(), "host": json.dumps(host())}
    unpinned = differing(versions, pins)
    deviations = {"not_as_pinned": json.dumps(unpinned)} if unpinned else {}
    return {"Conventions": "CF-1.11", **attributes, **made, **deviations}


@cache
def host() -> dict[str, str]:
    """The kind of machine: system, architecture and model of the processor.

    Nothing identifies the single machine, and nothing differs between jobs on it.
    """
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": processor(_PROCESSORS) or platform.processor() or "unknown",
    }


def processor(path: Path) -> str:
    """Model of the processor from a file such as Linux's /proc/cpuinfo; "" where it is not known."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    entries = (line.partition(":") for line in lines)
    return next((" ".join(value.split()) for key, _, value in entries if key.strip() == "model name"), "")


def commit() -> str:
    """Commit of the code, with "-dirty" where tracked files are changed and "-untracked" where there are further files
    of code; such a commit cannot make the results again. "unknown" outside a git checkout of this project."""
    try:
        # This fails where the project lies in a checkout of something else, whose commit would mean nothing.
        _git("ls-files", "--error-unmatch", str(Path(__file__)))
        description = _git("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
        untracked = _git("ls-files", "--others", *(f"--exclude={name}" for name in _NO_CODE), "--", *_CODE)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{description}-untracked" if untracked else description


def is_here(commit: str) -> bool:
    """Whether the project's git repository holds a commit."""
    try:
        _git("cat-file", "-e", f"{commit}^{{commit}}")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(_PROJECT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
