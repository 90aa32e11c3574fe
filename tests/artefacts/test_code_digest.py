"""Digests of code: what a program does, and not how it is written."""

import pytest
from helpers.code_tree import FAR, Tree
from richlazy.artefacts import code_digest as module
from richlazy.errors import InputError


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
