"""A library that is installed beside a checkout: rules and scripts run the code of the checkout, whatever it is."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from richlazy.planning.run_hooks import modules_path

pytestmark = pytest.mark.workflow

STALE = "raise SystemExit('the installed copy was imported')\n"


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory):
    """Python of an environment with the packages of this one, in which another `richlazy` is installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    (packages / "richlazy").mkdir()
    (packages / "richlazy" / "__init__.py").write_text(STALE, encoding="utf-8")
    found = folder / "bin" / Path(sys.executable).name
    return found if found.exists() else folder / "bin" / "python"


def test_the_installed_copy_would_be_imported_elsewhere(interpreter, tmp_path):
    answer = subprocess.run([interpreter, "-c", "import richlazy"], cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode == 1 and answer.stderr == "the installed copy was imported\n"


def test_rules_and_scripts_run_the_code_of_the_checkout(interpreter, unbuilt, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(interpreter))
    changes = {"experiments": {"rank": {"sweep": {"rank": [1]}, "claims": [], "figures": []}}}
    process = unbuilt.start(changes, "results/rank/measures.nc")
    text, _ = process.communicate()
    assert process.returncode == 0, text
    assert (unbuilt.results / "rank" / "measures.nc").is_file()


def test_the_folder_of_the_library_stands_before_what_was_there(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "one:/home/scripts:two")
    assert modules_path(Path("/home")) == "/home/scripts:one:two"
    monkeypatch.delenv("PYTHONPATH")
    assert modules_path(Path("/home")) == "/home/scripts"
