"""Versions of packages: those that the environments pin, and those that are installed."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

ENVIRONMENTS = Path(__file__).parents[3] / "envs"
# A line of an environment file, of conda or of pip. The file is no more than that; not every environment reads YAML.
_PIN = re.compile(r"^\s*- (?P<name>[A-Za-z][\w.-]*) ?==?(?P<version>\d\S*)$", re.MULTILINE)
# Names on PyPI of packages that conda calls otherwise.
_ON_PYPI = {"pytorch": "torch"}
# What may be newer than in the environments: the project takes any later Python, and pip computes nothing.
_FREE = ("python", "pip")


@cache
def pinned(folder: Path = ENVIRONMENTS) -> dict[str, str]:
    """Version of every package that the environment files of a folder pin, by its name on PyPI."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]
    pins = {found["name"].lower(): found["version"] for text in texts for found in _PIN.finditer(text)}
    return {_ON_PYPI.get(name, name): version for name, version in pins.items() if name not in _FREE}


def installed(names: Mapping[str, object]) -> dict[str, str]:
    """Version of each of these packages that is installed here: an environment holds only what its rules need."""
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def differing(versions: Mapping[str, str], pins: Mapping[str, str]) -> dict[str, str]:
    """Versions that are not as pinned, each told with its pin; those of packages that no pin names are left out."""
    return {
        name: f"{version}, pinned {pins[name]}"
        for name, version in versions.items()
        if name in pins and not is_pinned(version, pins[name])
    }


def is_pinned(version: str, pin: str) -> bool:
    """Whether a version is the pinned one, whatever follows it: a build (`+cpu`) or a part that the pin leaves out."""
    public = version.partition("+")[0]
    return public == pin or public.startswith(f"{pin}.")
