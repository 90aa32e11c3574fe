"""The conformity suite in a copy of the project, for parts that a study of that copy has."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]


def check_conformity(folder: Path, parts: Iterable[str]) -> None:
    """Run the suite, its runs of all parts aside, for parts by name.

    Raises AssertionError, with what was printed, where one does not conform or is not found.
    """
    shutil.copy2(ROOT / "pyproject.toml", folder)
    for name in ("conftest.py", "helpers", "conformity"):
        source, place = ROOT / "tests" / name, folder / "tests" / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.parent.mkdir(exist_ok=True)
            shutil.copy2(source, place)
    chosen = " or ".join(parts)
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "tests/conformity", "-k", chosen, "-p", "no:cacheprovider"]
    command += ["--ignore", "tests/conformity/test_runs.py", "-rA"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout[-5000:] + answer.stderr[-1000:]
    for name in parts:
        assert re.search(rf"^PASSED .*\b{name}\b", answer.stdout, re.MULTILINE), f"no test of {name}"
