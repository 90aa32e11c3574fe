"""Digests of code: what a program does, and not how it is written."""

import ast
import re
import shutil
from pathlib import Path

import pytest
from richlazy import code_digest as module

LIBRARY = Path(module.__file__).parent
FAR = """import richlazy.leaf


def deep(x, y=2):
    # why
    return richlazy.leaf.VALUE + x * y
"""
SOURCES = {
    "script.py": '''"""A script."""

import numpy as np
from richlazy.near import helper


def main():
    """Do it."""
    return helper(1)
''',
    "richlazy/__init__.py": '"""The library."""\n',
    "richlazy/near.py": "from richlazy.room import far\n\n\ndef helper(x):\n    return far.deep(x)\n",
    "richlazy/room/__init__.py": "",
    "richlazy/room/far.py": FAR,
    "richlazy/leaf.py": "VALUE = 1\n",
    "richlazy/unused.py": "VALUE = 1\n",
}


def forget():
    """What a process has read of the library, and keeps until it ends."""
    for cached in (module._digest, module._imports, module._read, module._place, module._files_of, module._listed):
        cached.cache_clear()


class Tree:
    """A little library in a folder of its own."""

    def __init__(self, root, monkeypatch):
        self.root, self.monkeypatch = root, monkeypatch
        for name, text in SOURCES.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name, old, new):
        assert old in SOURCES[name]
        self.write(name, SOURCES[name].replace(old, new))

    def digest(self, *more):
        """Digest as a new process would find it: modules are read once a process."""
        self.monkeypatch.setattr(module, "LIBRARY", self.root / "richlazy")
        forget()
        return module.code_digest([self.root / "script.py", *(self.root / name for name in more)])


@pytest.fixture
def tree(tmp_path, monkeypatch):
    yield Tree(tmp_path / "one", monkeypatch)
    forget()


def test_digests_are_twelve_hexadecimal_digits(tree):
    assert len(tree.digest()) == 12 and int(tree.digest(), 16) >= 0


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("script.py", '"""Do it."""', '"""Do it well,\n    and with care."""'),
        ("script.py", '"""A script."""', '"""Another word."""'),
        ("richlazy/__init__.py", "The library", "A library"),
        ("richlazy/room/far.py", "    # why\n", ""),
        ("richlazy/room/far.py", "# why", "# because of this"),
        ("richlazy/room/far.py", "x * y", "(x\n        * y)"),
        ("richlazy/near.py", "\n\n\ndef", "\n\n\n\n\n# a remark\ndef"),
        ("richlazy/leaf.py", "VALUE = 1", "VALUE  =  1  # one"),
        ("richlazy/unused.py", "VALUE = 1", "VALUE = 2"),
    ],
)
def test_comments_docstrings_formatting_and_other_modules_change_nothing(tree, name, old, new):
    before = tree.digest()
    tree.replace(name, old, new)
    assert tree.digest() == before


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("script.py", "helper(1)", "helper(2)"),
        ("richlazy/near.py", "far.deep(x)", "far.deep(-x)"),
        ("richlazy/room/far.py", "y=2", "y=3"),
        ("richlazy/leaf.py", "VALUE = 1", "VALUE = 1.0"),
        ("richlazy/leaf.py", "VALUE = 1", "VALUE = '1'"),
        ("richlazy/__init__.py", '"""The library."""\n', '"""The library."""\nSETTING = 1\n'),
        ("script.py", "import numpy as np", "import torch as np"),
    ],
)
def test_code_anywhere_on_the_way_changes_the_digest(tree, name, old, new):
    before = tree.digest()
    tree.replace(name, old, new)
    assert tree.digest() != before


def test_the_code_of_a_package_on_the_way_counts(tree):
    before = tree.digest()
    tree.write("richlazy/room/__init__.py", "ORDER = 'a'\n")
    assert tree.digest() != before


def test_the_order_of_statements_counts(tree):
    tree.write("richlazy/leaf.py", "VALUE = 1\nOTHER = 2\n")
    before = tree.digest()
    tree.write("richlazy/leaf.py", "OTHER = 2\nVALUE = 1\n")
    assert tree.digest() != before


def test_a_string_that_is_no_docstring_counts(tree):
    tree.write("richlazy/leaf.py", "VALUE = 1\nNAME = 'a'\n")
    before = tree.digest()
    tree.write("richlazy/leaf.py", "VALUE = 1\nNAME = 'b'\n")
    assert tree.digest() != before


def test_files_given_beside_the_script_count_and_templates_count_to_the_letter(tree):
    tree.write("richlazy/page.jinja", "Hello")
    before = tree.digest("richlazy/page.jinja", "richlazy/unused.py")
    assert before != tree.digest()
    tree.write("richlazy/page.jinja", "Hello ")
    changed = tree.digest("richlazy/page.jinja", "richlazy/unused.py")
    tree.replace("richlazy/unused.py", "VALUE = 1", "VALUE = 2")
    assert len({before, changed, tree.digest("richlazy/page.jinja", "richlazy/unused.py")}) == 3


def test_the_same_code_in_another_folder_has_the_same_digest(tree, tmp_path, monkeypatch):
    assert Tree(tmp_path / "two", monkeypatch).digest() == tree.digest()


def test_the_order_of_files_does_not_matter(tree):
    files = [tree.root / "script.py", tree.root / "richlazy" / "unused.py"]
    tree.digest()
    assert module.code_digest(files) == module.code_digest(files[::-1])


def test_the_library_itself_in_another_folder_has_the_same_digest(tree, tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    ignore = shutil.ignore_patterns("__pycache__", ".ruff_cache")
    shutil.copytree(LIBRARY.parent, copy, ignore=ignore)
    found = []
    for library in (copy / "richlazy", shutil.copytree(copy, tmp_path / "again", ignore=ignore) / "richlazy"):
        monkeypatch.setattr(module, "LIBRARY", library)
        forget()
        found.append([module.code_digest([library.parent / f"{stage}.py"]) for stage in ("trials", "train", "measure")])
    assert found[0] == found[1] and len(set(found[0])) == 3


@pytest.mark.parametrize(
    "script, within, without",
    [
        (
            "train",
            {"training/optimizers.py", "networks/ensembles.py", "store.py"},
            {"kernels.py", "tasks/pool.py", "networks/recurrent/ensemble.py", "networks/read_out.py"},
        ),
        (
            "measure",
            {"kernels.py", "measures/loss.py", "networks/read_out.py"},
            {"training/loop.py", "networks/feedforward/kernel.py"},
        ),
        (
            "connectivity",
            {"connectivity/normalisation.py", "connectivity/motif_statistics.py", "randomness.py"},
            {"networks/read_out.py", "connectivity/builders/uniform.py", "connectivity/null_models/shuffled.py"},
        ),
        (
            "trials",
            {"tasks/pool.py", "tasks/environments.py", "tasks/__init__.py"},
            {"kernels.py", "training/loop.py", "tasks/environment_checks.py", "tasks/timing_checks.py"},
        ),
        ("aggregate", {"aggregation.py"}, {"training/loop.py", "kernels.py"}),
    ],
)
def test_scripts_reach_the_modules_that_they_use(script, within, without):
    reached = {
        path.relative_to(LIBRARY).as_posix()
        for path in module.reached([LIBRARY.parent / f"{script}.py"])
        if path.is_relative_to(LIBRARY)
    }
    assert within <= reached and not without & reached


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("richlazy/leaf.py", "VALUE = 1", '"""A leaf."""\n\nVALUE = 1'),
        ("richlazy/near.py", "def helper(x):\n", 'def helper(x):\n    """Help."""\n'),
        ("script.py", '    """Do it."""\n', ""),
    ],
)
def test_a_docstring_added_or_removed_changes_nothing(tree, name, old, new):
    before = tree.digest()
    tree.replace(name, old, new)
    assert tree.digest() == before


def test_relative_imports_are_followed(tree):
    tree.write("richlazy/near.py", "from .leaf import VALUE\n\n\ndef helper(x):\n    return VALUE\n")
    before = tree.digest()
    tree.replace("richlazy/leaf.py", "VALUE = 1", "VALUE = 2")
    assert tree.digest() != before


# What reaches modules by a name rather than by an import, and where code_digest is told of them.
BY_NAME = {
    "registry.py": "modules_by_name, and the workflow for claims, figures and simulations",
    "tasks/__init__.py": "modules_of_task",
    "tasks/environments.py": "modules_of_task",
    "connectivity/matrix_files/reading_process.py": "its readers, which matrix_files/reading.py imports",
}


def test_no_module_is_reached_by_a_name_that_nothing_declares():
    """An import by a string is invisible to the digest: what it reaches could change and nothing would run again."""
    found = set()
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            names_module = re.fullmatch(r"richlazy(\.\w+)+", text) and _is_module(text)
            if names_module or called.rpartition(".")[2] in ("import_module", "__import__", "run_module", "run_path"):
                found.add(path.relative_to(LIBRARY).as_posix())
    assert found == set(BY_NAME)


def _is_module(name):
    place = LIBRARY.parent.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


@pytest.mark.parametrize("reader", ["graphml", "matrix_market", "netcdf", "npz"])
def test_the_builder_of_own_matrices_reaches_its_readers_and_the_process_that_they_read_in(reader):
    files = module.reached([LIBRARY / "connectivity" / "builders" / "file.py"])
    readers = LIBRARY / "connectivity" / "matrix_files"
    assert {readers / f"{reader}.py", readers / "reading_process.py", readers / "isolated.py"} <= files


def test_every_module_is_reached_by_a_script_by_name_or_by_the_rules():
    rules = (LIBRARY.parents[1] / "workflow" / "rules" / "common.smk").read_text(encoding="utf-8")
    imported = [name.replace(".", "/") for name in re.findall(r"^from richlazy\.([\w.]+) import", rules, re.MULTILINE)]
    imported += re.findall(r"^from richlazy import (\w+)$", rules, re.MULTILINE)
    rooms = ["tasks", "connectivity/builders", "connectivity/null_models", "connectivity/truncations", "networks"]
    named = [path for room in [*rooms, "claims", "figures", "simulations"] for path in (LIBRARY / room).rglob("*.py")]
    files = module.reached([*LIBRARY.parent.glob("*.py"), *named, *(LIBRARY / f"{name}.py" for name in imported)])
    assert {path.relative_to(LIBRARY).as_posix() for path in set(LIBRARY.rglob("*.py")) - files} == set()
