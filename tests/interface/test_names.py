"""`import richlazy`: its names are there, lazily, and the examples in their docstrings run."""

import doctest
import subprocess
import sys
from importlib import import_module

import pytest
import richlazy
from richlazy.artefacts.code_digest import LIBRARY

MODULES = sorted(set(richlazy._MODULES.values()) - {"richlazy.errors"})


def test_every_name_is_found_and_documented():
    assert sorted(richlazy._MODULES) == sorted(richlazy.__all__) == dir(richlazy)
    for name in richlazy.__all__:
        found = getattr(richlazy, name)
        assert found.__name__ == name and found.__doc__, name
    with pytest.raises(AttributeError) as caught:
        richlazy.lern  # noqa: B018
    assert str(caught.value) == (
        "module 'richlazy' has no attribute 'lern'; it offers InputError, claims, draw, learn, measure, open, preview, "
        "to_config"
    )


def test_no_name_is_that_of_a_room():
    """A room would take the place of the name once it is imported."""
    assert not set(richlazy.__all__) & {path.stem for path in LIBRARY.iterdir()}


def test_to_import_the_package_imports_nothing_large():
    program = "import sys, richlazy; print(sorted({'numpy', 'torch', 'xarray', 'yaml'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], cwd=LIBRARY.parent, capture_output=True, text=True)
    assert found.stdout == "[]\n", found.stderr


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name, tmp_path, monkeypatch):
    monkeypatch.setenv("RICHLAZY_CACHE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    module = import_module(name)
    found = doctest.DocTestFinder(recurse=True).find(module)
    examples = [one for one in found if one.examples]
    assert examples, name
    # The first line of a traceback in an example may have any exception's full name.
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for one in examples:
        runner.run(one)
    assert runner.summarize().failed == 0
