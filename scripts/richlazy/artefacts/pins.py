"""Versions of packages: pinned by the environment files, and installed."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

ENVIRONMENTS = Path(__file__).parents[3] / "envs"
# A conda or pip line of an environment file. A pattern is enough, and PyYAML is not in every environment.
_PIN = re.compile(r"^\s*- (?P<name>[A-Za-z][\w.-]*) ?==?(?P<version>\d\S*)$", re.MULTILINE)
# Names on PyPI of packages that have another name in conda.
_ON_PYPI = {"pytorch": "torch"}
# Packages whose version may differ from the pin: any later Python is supported, and pip computes nothing.
_FREE = ("python", "pip")


@cache
def pinned(folder: Path = ENVIRONMENTS) -> dict[str, str]:
    """Version of every package that the environment files of a folder pin, by its name on PyPI."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]
    pins = {line["name"].lower(): line["version"] for text in texts for line in _PIN.finditer(text)}
    return {_ON_PYPI.get(name, name): version for name, version in pins.items() if name not in _FREE}


def installed(names: Mapping[str, object]) -> dict[str, str]:
    """Installed version of each of these packages; those that are not installed here are left out."""
    versions = {}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # an environment holds only the packages that its rules need
            continue
    return versions


def differing(versions: Mapping[str, str], pins: Mapping[str, str]) -> dict[str, str]:
    """Versions that differ from their pin, each with the pin as text; packages without a pin are left out."""
    return {
        name: f"{version}, pinned {pins[name]}"
        for name, version in versions.items()
        if name in pins and not is_pinned(version, pins[name])
    }


def is_pinned(version: str, pin: str) -> bool:
    """Whether a version matches a pin; a build label (`+cpu`) and further components after the pin are ignored."""
    public = version.partition("+")[0]
    return public == pin or public.startswith(f"{pin}.")
