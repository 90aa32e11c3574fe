"""Addresses of all that a copy of the project plans, as a process of its own finds them in that copy's code."""

import json
import os
import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import json
from pathlib import Path

import yaml
from richlazy.contracts.studies import with_studies
from richlazy.planning.project import read_project

config = yaml.safe_load(Path("config/config.yaml").read_text(encoding="utf-8"))
print(json.dumps(read_project(with_studies(config), Path.cwd()).artefact_paths()))
"""


def addresses(folder: Path) -> set[str]:
    """Paths of all artefacts of the paper's config, each of which holds the digest of its parameters, inputs and code.

    folder: a copy of the project. Raises AssertionError, with what was printed, where it cannot be planned.
    """
    path = os.pathsep.join([str(folder / "scripts"), str(folder)])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    answer = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=folder,
        env=environment | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    return set(json.loads(answer.stdout))
