"""The group of commands: help, what it imports, wrong words, and a real process."""

import subprocess
import sys
from pathlib import Path

import document_command
import pytest
from richlazy.command_line.main import COMMANDS, checkout_above

ROOT = Path(__file__).parents[2]
HEAVY = ("yaml", "numpy", "torch", "xarray", "pandas", "scipy", "matplotlib", "netCDF4", "jsonschema", "snakemake")


def process(*words, cwd):
    """A real call from a checkout, without an installation."""
    command = [sys.executable, str(ROOT / "scripts" / "richlazy"), *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def test_the_page_of_the_command_holds_its_help():
    text = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
    assert text == document_command.page(), "run `python scripts/document_command.py`"


def test_help_lists_every_command(call):
    called = call("--help")
    listed = called.out.split("Commands:\n")[1].split("\n\n")[0]
    assert called.code == 0 and [line.split()[0] for line in listed.splitlines()] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_short_help_that_is_not_cut(call, name):
    (line,) = (line for line in call("--help").out.splitlines() if line.split()[:1] == [name])
    assert not line.endswith("...") and line.endswith(".")
    assert call(name, "--help").code == 0


def test_a_call_from_a_checkout_needs_no_installation(tmp_path):
    answer = process("check", "mine.yaml", cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("richlazy: mine.yaml: this config file cannot be read")
    assert answer.stderr.count("\n") == 1


def test_help_imports_no_large_library(tmp_path):
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); sys.argv = ['richlazy', '--help']\n"
        "from richlazy.command_line.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n"
        f"    print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert answer.stdout.splitlines()[-1] == "LOADED []", answer.stderr


@pytest.mark.parametrize(
    "words, says",
    [
        (["prevew"], "prevew: no such command; did you mean `richlazy preview`? known are doctor, plan"),
        (["zzz"], "zzz: no such command; known are doctor, plan"),
        (["export", "one.nc"], "Missing argument 'TABLE'; `richlazy export --help` tells what there is"),
        (["preview", "cortex", "--seed", "x"], "Invalid value for '--seed': 'x' is not a valid integer range"),
        (["lineage", "--att", "f"], "No such option '--att'"),
    ],
)
def test_wrong_words_end_in_one_message(refused, words, says):
    assert refused(*words).startswith(says)


def test_the_checkout_is_the_nearest_folder_above(tmp_path):
    for name in ("workflow", "scripts/richlazy", "below/further"):
        (tmp_path / name).mkdir(parents=True)
    assert checkout_above(tmp_path / "below" / "further") is None
    (tmp_path / "workflow" / "Snakefile").write_text("", encoding="utf-8")
    assert checkout_above(tmp_path / "below" / "further") == tmp_path == checkout_above(tmp_path)


def test_the_installed_command_runs_the_code_of_the_checkout_that_it_is_called_in(tmp_path):
    """Here this checkout stands for the installed copy."""
    (tmp_path / "workflow").mkdir()
    (tmp_path / "workflow" / "Snakefile").write_text("", encoding="utf-8")
    (tmp_path / "scripts" / "richlazy").mkdir(parents=True)
    text = "import sys\nprint('the code of the checkout', sys.argv[1:])\n"
    (tmp_path / "scripts" / "richlazy" / "__main__.py").write_text(text, encoding="utf-8")
    (tmp_path / "below").mkdir()
    answer = process("plan", "rank", cwd=tmp_path / "below")
    assert answer.stdout == "the code of the checkout ['plan', 'rank']\n", answer.stderr
