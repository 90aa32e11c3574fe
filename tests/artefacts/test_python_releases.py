"""Digests of the whole project under every supported Python that is on this machine."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from richlazy.artefacts import code_digest as module

ROOT = module.LIBRARY.parents[1]
# Digests need the standard library alone.
PROGRAM = """
import json, sys
from pathlib import Path
from richlazy.artefacts.code_digest import code_digest

print(json.dumps({file: code_digest([Path(file)]) for file in sys.argv[1:]}))
"""


def files():
    return [str(path) for part in ("scripts", "studies") for path in sorted((ROOT / part).rglob("*.py"))]


def digests(python, tmp_path):
    """As a process of that Python finds them, which remembers nothing of another's."""
    tmp_path.mkdir()
    command = [python, "-c", PROGRAM, *files()]
    environment = {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONPYCACHEPREFIX": str(tmp_path)}
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def found(release):
    """The interpreter of a release, if there is one that starts."""
    for name in [f"python{release}", *Path.home().glob(f".pyenv/versions/{release}.*/bin/python")]:
        path = shutil.which(str(name))
        if path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return path
    return None


@pytest.mark.parametrize("release", ["3.11", "3.12", "3.13"])
def test_every_python_gives_the_same_digests(release, tmp_path):
    if release == f"{sys.version_info.major}.{sys.version_info.minor}":
        pytest.skip("this is the Python that runs the tests")
    if (python := found(release)) is None:
        pytest.skip(f"there is no Python {release} here; test_canonical_syntax.py holds stored digests")
    other, own = digests(python, tmp_path / "other"), digests(sys.executable, tmp_path / "own")
    assert other == own and len(own) > 200
