"""Digests of code: what a program does, and not how it is written."""

import ast
import re
import shutil
from pathlib import Path

import pytest
from richlazy.artefacts import code_digest as module
from richlazy.errors import InputError

LIBRARY = Path(module.__file__).parents[1]
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
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


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
        self.monkeypatch.setattr(module, "ROOTS", {name: str(self.root / name) for name in ("richlazy", "experiments")})
        forget()
        return module.code_digest([self.root / "script.py", *(self.root / name for name in more)])

    def digest_of(self, script):
        """That of another script."""
        forget()
        return module.code_digest([script])


@pytest.fixture(autouse=True)
def library_is_read_anew():
    """After each test: what was read of another library must not stand for this one in later tests of the process."""
    yield
    forget()


@pytest.fixture
def tree(tmp_path, monkeypatch):
    return Tree(tmp_path / "one", monkeypatch)


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
        monkeypatch.setattr(module, "ROOTS", {"richlazy": str(library)})
        forget()
        found.append([module.code_digest([library.parent / f"{stage}.py"]) for stage in ("trials", "train", "measure")])
    assert found[0] == found[1] and len(set(found[0])) == 3


def test_moving_every_module_of_the_library_changes_no_digest(tmp_path, monkeypatch):
    """All modules at the top of the library, at once, into a package of a package."""
    ignore = shutil.ignore_patterns("__pycache__", ".ruff_cache")
    library = shutil.copytree(LIBRARY.parent, tmp_path / "scripts", ignore=ignore) / "richlazy"
    monkeypatch.setattr(module, "LIBRARY", library)
    monkeypatch.setattr(module, "ROOTS", {"richlazy": str(library)})
    scripts = sorted(library.parent.glob("*.py"))
    forget()
    before = [module.code_digest([script]) for script in scripts]
    names = {path.stem for path in library.glob("*.py")} - {"__init__"}
    for path in library.parent.rglob("*.py"):
        path.write_text(_moved(path.read_text(encoding="utf-8"), names), encoding="utf-8")
    (library / "hall" / "room").mkdir(parents=True)
    for name in names:
        (library / f"{name}.py").rename(library / "hall" / "room" / f"{name}.py")
    forget()
    assert [module.code_digest([script]) for script in scripts] == before and len(names) > 50


def _moved(text, names):
    """The text with the imports of modules at the top of the library led to where they have moved."""

    def divided(found):
        listed = found[2].strip("()").replace("\n", " ").split(",")
        listed = [name.strip() for name in listed if name.strip()]
        moved = [name for name in listed if name.split()[0] in names]
        lines = [("richlazy.hall.room", moved), ("richlazy", [name for name in listed if name not in moved])]
        return "\n".join(f"{found[1]}from {package} import {', '.join(some)}" for package, some in lines if some)

    text = re.sub(r"^( *)from richlazy import (\([^)]*\)|[^\n(#]+)", divided, text, flags=re.MULTILINE)
    return re.sub(rf"\brichlazy\.({'|'.join(sorted(names))})(?= import|\b\.|\")", r"richlazy.hall.room.\1", text)


@pytest.mark.parametrize(
    "script, within, without",
    [
        (
            "train",
            {"training/optimizers.py", "learners/ensembles.py", "artefacts/store.py"},
            {
                "learners/kernels.py",
                "data/neurogym_tasks/pool.py",
                "learners/recurrent/ensemble.py",
                "learners/read_out.py",
            },
        ),
        (
            "measure",
            {"learners/kernels.py", "measures/loss.py", "learners/read_out.py"},
            {"training/loop.py", "learners/feedforward/kernel.py"},
        ),
        (
            "connectivity",
            {"connectivity/normalisation.py", "connectivity/motif_statistics.py", "randomness.py"},
            {"learners/read_out.py", "connectivity/builders/uniform.py", "connectivity/null_models/shuffled.py"},
        ),
        (
            "trials",
            {"data/neurogym_tasks/pool.py", "data/neurogym_tasks/environments.py", "data/__init__.py"},
            {
                "learners/kernels.py",
                "training/loop.py",
                "data/neurogym_tasks/environment_checks.py",
                "data/neurogym_tasks/timing_checks.py",
            },
        ),
        ("aggregate", {"hypercube/aggregation.py"}, {"training/loop.py", "learners/kernels.py"}),
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


MOVES = {
    "a module into a room": (
        {"richlazy/leaf.py": "richlazy/room/stem/twig.py"},
        {"richlazy/room/far.py": [("from richlazy import leaf as twig", "from richlazy.room.stem import twig")]},
    ),
    "a room": (
        {"richlazy/room/far.py": "richlazy/hall/far.py"},
        {"richlazy/near.py": [("from richlazy.room import far", "from richlazy.hall import far")]},
    ),
    "a module to a new name": (
        {"richlazy/room/far.py": "richlazy/room/deep.py"},
        {"richlazy/near.py": [("from richlazy.room import far", "from richlazy.room import deep as far")]},
    ),
    "a module into an experiment": (
        {"richlazy/near.py": "experiments/mine/near.py"},
        {"script.py": [("from richlazy.near import", "from experiments.mine.near import")]},
    ),
    "the script": ({"script.py": "elsewhere/script.py"}, {}),
}


@pytest.mark.parametrize("move", MOVES)
def test_moves_change_nothing(tree, move):
    """A name by which code uses what it imports is part of it, and so an import keeps it; where it lies is not."""
    far = FAR.replace("import richlazy.leaf\n", "from richlazy import leaf as twig\n")
    tree.write("richlazy/room/far.py", far.replace("richlazy.leaf.VALUE", "twig.VALUE"))
    before = tree.digest()
    places, edits = MOVES[move]
    for name, replacements in edits.items():
        text = (tree.root / name).read_text()
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        tree.write(name, text)
    for old, new in places.items():
        tree.write(new, (tree.root / old).read_text())
        (tree.root / old).unlink()
    assert tree.digest_of(tree.root / places.get("script.py", "script.py")) == before


def test_what_a_name_is_bound_to_counts(tree):
    tree.write("richlazy/leaf.py", "VALUE = 1\nOTHER = 2\n")
    tree.write("script.py", "from richlazy.leaf import VALUE\nprint(VALUE)\n")
    before = tree.digest()
    tree.write("script.py", "from richlazy.leaf import OTHER as VALUE\nprint(VALUE)\n")
    assert tree.digest() != before


def test_two_modules_that_change_places_count(tree):
    tree.write("richlazy/one.py", "def f():\n    return 1\n")
    tree.write("richlazy/two.py", "def f():\n    return 2\n")
    tree.write("script.py", "from richlazy import one, two\nprint(one.f() - two.f())\n")
    before = tree.digest()
    tree.write("script.py", "from richlazy import one as two, two as one\nprint(one.f() - two.f())\n")
    assert tree.digest() != before


@pytest.mark.parametrize(
    "name, text, words",
    [
        ("richlazy/near.py", "from richlazy.room.far import *\n", "import \\*"),
        ("richlazy/near.py", "import helpers\n", "local file .*helpers.py.*richlazy"),
        ("richlazy/near.py", "from helpers import a\n", "local file"),
        ("richlazy/near.py", "from richlazy import nothing\n", "not there"),
        ("richlazy/near.py", "from richlazy.nothing import a\n", "not there"),
        ("richlazy/near.py", "import importlib\nimportlib.import_module(a)\n", "IMPORTS_BY_NAME"),
        ("richlazy/near.py", "x = (\n", "near.py"),
        ("richlazy/leaf.py", "import richlazy.near\nVALUE = 1\n", "import each other.*break"),
    ],
)
def test_what_cannot_be_followed_is_refused(tree, name, text, words):
    tree.write("helpers.py", "a = 1\n")
    tree.write(name, text)
    with pytest.raises(InputError, match=words):
        tree.digest()


def test_an_import_by_name_that_is_declared_is_not_refused(tree):
    tree.write(
        "richlazy/near.py", "import importlib\nIMPORTS_BY_NAME = True\nhelper = importlib.import_module(__name__)\n"
    )
    assert tree.digest()


def test_a_module_that_is_named_in_text_counts(tree):
    """As one that another process runs: `python -m richlazy.unused`."""
    tree.write("richlazy/near.py", "helper = 'richlazy.unused'\n")
    before = tree.digest()
    tree.replace("richlazy/unused.py", "VALUE = 1", "VALUE = 2")
    assert tree.digest() != before


def test_the_packages_on_the_way_to_a_given_file_count(tree):
    tree.write("richlazy/plugins/__init__.py", '"""Plugins."""\n')
    tree.write("richlazy/plugins/one.py", "x = 1\n")
    before = tree.digest("richlazy/plugins/one.py")
    tree.write("richlazy/plugins/__init__.py", "SETTING = 1\n")
    assert tree.digest("richlazy/plugins/one.py") != before


def test_a_module_may_import_its_neighbour_from_a_package_that_imports_both(tree):
    tree.write("richlazy/room/__init__.py", "from richlazy.room import far, near\nALL = far, near\n")
    tree.write("richlazy/room/near.py", "from richlazy.room import far\n")
    before = tree.digest()
    tree.write("richlazy/room/far.py", FAR.replace("y=2", "y=3"))
    assert tree.digest() != before


def test_a_name_that_a_package_gives_to_another_module_is_that_module(tree):
    tree.write("richlazy/room/__init__.py", "from richlazy import leaf as far\n")
    tree.write("richlazy/near.py", "from richlazy.room import far\nhelper = far.VALUE\n")
    before = tree.digest()
    tree.write("richlazy/room/far.py", FAR.replace("y=2", "y=3"))
    assert tree.digest() == before
    tree.replace("richlazy/leaf.py", "VALUE = 1", "VALUE = 2")
    assert tree.digest() != before


def test_a_package_may_import_its_own_modules(tree):
    tree.write("richlazy/room/__init__.py", "from richlazy.room import far\n")
    before = tree.digest()
    tree.write("richlazy/room/far.py", FAR.replace("y=2", "y=3"))
    assert tree.digest() != before


# What reaches modules by a name rather than by an import, and where code_digest is told of them.
BY_NAME = {
    "contracts/registry.py": "modules_by_name, and the workflow for claims, figures and simulations",
    "data/__init__.py": "modules_of_task",
    "data/neurogym_tasks/environments.py": "modules_of_task",
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


def _imported(rules: ast.Module) -> list[str]:
    """Dotted names of what the rules import, and of what they import from it."""
    statements = [node for node in ast.walk(rules) if isinstance(node, ast.ImportFrom) and node.module]
    return [name for node in statements for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names))]


def test_every_module_is_reached_by_a_script_by_name_or_by_the_rules():
    rules = LIBRARY.parents[1] / "workflow" / "rules" / "common.smk"
    parsed = ast.parse(rules.read_text(encoding="utf-8").split("# All that is read here stays")[0])
    imported = [LIBRARY.parent.joinpath(*place.split(".")) for place in _imported(parsed)]
    rooms = ["data", "connectivity/builders", "connectivity/null_models", "connectivity/truncations", "learners"]
    named = [path for room in [*rooms, "claims", "figures", "simulations"] for path in (LIBRARY / room).rglob("*.py")]
    read = [path.with_suffix(".py") for path in imported if path.with_suffix(".py").is_file()]
    files = module.reached([*LIBRARY.parent.glob("*.py"), *named, *read])
    unreached = set(LIBRARY.rglob("*.py")) - files
    # A package of words alone does nothing when it is imported.
    assert {
        path.relative_to(LIBRARY).as_posix() for path in unreached if module._read(str(path)).has_statements
    } == set()
