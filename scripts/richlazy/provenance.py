"""Where an artefact comes from: parameters, seeds, code, versions of the libraries, commit."""

import json
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

_PACKAGES = ("numpy", "xarray", "netcdf4", "torch", "neurogym", "scipy", "statsmodels", "seaborn")


def describe(provenance: Mapping[str, object]) -> dict[str, str]:
    """Attributes of an artefact: what it was made from (as JSON), by which code and which library versions."""
    attributes = {
        name: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        for name, value in provenance.items()
    }
    return {"Conventions": "CF-1.11", **attributes, "versions": json.dumps(_versions()), "commit": commit()}


def _versions() -> dict[str, str]:
    installed = {}
    for package in _PACKAGES:
        try:
            installed[package] = metadata.version(package)
        except metadata.PackageNotFoundError:  # each rule's environment holds only what the rule needs
            continue
    return installed


def commit() -> str:
    """Commit of the code, with "-dirty" for uncommitted changes; "unknown" outside a git checkout."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
