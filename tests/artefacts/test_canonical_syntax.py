"""The essence of modules: what changes it, what does not, and that releases of Python agree on it."""

import hashlib
import json
from pathlib import Path

import pytest
from richlazy.artefacts.canonical_syntax import Import, essence

LIBRARY = Path(__file__).parents[2] / "scripts"


def own(name):
    return name.partition(".")[0] == "richlazy"


def of(text, package=""):
    return essence(text, package, own)


@pytest.mark.parametrize(
    "one, other",
    [
        ("x = 1", "x  =  (1)  # why"),
        ('"""Doc."""\nx = 1', "x = 1"),
        ('def f(x):\n    """Doc."""\n    return x', "def f(x):\n    # why\n    return x"),
        ('class A:\n    """Doc."""', "class A:\n    pass"),
        ('async def f():\n    """Doc."""\n    x = 1', "async def f():\n    x = 1"),
        ("x = 'a' 'b'", 'x = "ab"'),
        ('x = f"a" f"b{y}"', 'x = f"ab{y}"'),
        ('x = f"{y}" ""', 'x = f"{y}"'),
        ("x = u'a'", "x = 'a'"),
        ("x = 1_000", "x = 1000"),
        ("x: int = 1  # type: ignore", "x: int = 1"),
        ("from richlazy.a import b, c\nx = b", "from richlazy.a import b\nfrom richlazy.a import c\nx = b"),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\nx = 1",
            "from typing import TYPE_CHECKING\nx = 1",
        ),
        ("def f():\n    from richlazy.a import b\n", "def f():\n    pass\n\n\nfrom richlazy.a import b"),
    ],
)
def test_wording_does_not_count(one, other):
    assert of(one) == of(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ("x = 1", "x = '1'"),
        ("x = 'a'", "x = b'a'"),
        ("x = None", "x = ()"),
        ("x = []", "x = ()"),
        ("x = -1", "x = 1"),
        ("x = 0.1", "x = 0.10000000000000002"),
        ("x = a < b", "x = a <= b"),
        ("x = a + b", "x = b + a"),
        ("x = f'{y!r}'", "x = f'{y!s}'"),
        ("x = f'{y:.2f}'", "x = f'{y:.3f}'"),
        ("x = f'a{y}'", "x = f'{y}a'"),
        ("x = 1\ny = 2", "y = 2\nx = 1"),
        ("def f(x, *, y): pass", "def f(x, y): pass"),
        ("def f(x, /, y): pass", "def f(x, y): pass"),
        ("def f(x=1): pass", "def f(x=2): pass"),
        ("@a\ndef f(): pass", "def f(): pass"),
        ("def f():\n    return", "def f():\n    yield"),
        ("async def f(): pass", "def f(): pass"),
        ("import numpy as np", "import torch as np"),
        ("from numpy import a", "from numpy import b as a"),
        ("from richlazy.a import b", "from richlazy.a import c as b"),
        ("from richlazy.a import b", "from richlazy.c import b"),
        ("import richlazy.a", "import richlazy.a as a"),
        ("x = {**a}", "x = {None: a}"),
        ("for x in y:\n    pass", "async def f():\n    for x in y:\n        pass"),
        ("match x:\n    case 1: pass", "match x:\n    case 2: pass"),
        ("x[1:2]", "x[1:2:]\nx"),
        ("if a:\n    b\nelse:\n    c", "if a:\n    b\nc"),
        ("class A(B): pass", "class A(metaclass=B): pass"),
        ("global x", "nonlocal x"),
    ],
)
def test_what_code_does_counts(one, other):
    assert of(one) != of(other)


def test_imports_of_the_project_are_taken_out_and_named():
    found = of(
        "import richlazy.a, numpy\nimport richlazy.b as c\nfrom richlazy.d import e as f, g\nfrom richlazy import h\n"
    )
    assert found.imports == (
        Import("c", "richlazy.b"),
        Import("f", "richlazy.d", "e"),
        Import("g", "richlazy.d", "g"),
        Import("h", "richlazy", "h"),
        Import("richlazy.a", "richlazy.a"),
    )
    assert found.foreign == ("numpy",) and "richlazy" not in found.dump and "numpy" in found.dump


@pytest.mark.parametrize(
    "line, module",
    [
        ("from . import b", "richlazy.room"),
        ("from .a import b", "richlazy.room.a"),
        ("from ..a import b", "richlazy.a"),
    ],
)
def test_relative_imports_refer_to_the_package(line, module):
    assert of(line, "richlazy.room").imports == (Import("b", module, "b"),)


@pytest.mark.parametrize(
    "text, word",
    [
        ("from richlazy.a import *", "hides"),
        ("from numpy import *", "hides"),
        ("from . import a", "out of the package"),
    ],
)
def test_what_hides_what_is_used_is_refused(text, word):
    with pytest.raises(ValueError, match=f"line 1.*{word}"):
        of(text)


@pytest.mark.parametrize(
    "text, named",
    [
        ("import importlib\nimportlib.import_module(x)", True),
        ("import_module(f'{x}')", True),
        ("__import__(x)", True),
        ("exec(x)", True),
        ("frame.eval(x)", False),
        ("import_module('richlazy.a')", False),
        ("find(x)", False),
    ],
)
def test_imports_by_a_value_are_named(text, named):
    assert bool(of(text).by_name) == named


def test_dotted_names_in_text_are_kept():
    assert of("run('-m', 'richlazy.a.b')\nx = 'numpy.linalg'").strings == ("richlazy.a.b",)


def test_a_module_of_words_alone_has_no_statements():
    assert not of('"""Words."""\n# more\n').has_statements
    assert of("x = 1").has_statements and of("from richlazy import a").has_statements


@pytest.mark.parametrize("name", ["EXAMPLE", "ADVICE"])
def test_what_no_job_reads_is_left_out(name):
    """Two literals of a part, unless its own code uses them; in a function they are names as any other."""
    bare = of("X = 1\ndef f():\n    return X")
    with_it = of(f'X = 1\n{name} = {{"parameters": {{"task": "richlazy.a"}}}}\ndef f():\n    return X')
    assert with_it == bare and name not in with_it.names
    used = "{} = {}\ndef f():\n    return {}"
    assert of(used.format(name, 1, name)).dump != of(used.format(name, 2, name)).dump
    assert of(f"def f():\n    {name} = 1").dump != of(f"def f():\n    {name} = 2").dump
    assert of(f"{name} = f()").dump and of(f"{name} = {{x: 1}}").dump
    assert of(f"{name}S = 1").dump != of(f"{name}S = 2").dump and of(f"{name} = X = 1").dump != of("X = 1").dump


def test_names_bound_at_the_top_level():
    text = (
        "import a.b, c as d\nfrom e import f\nx, (y, *z) = 1, 2\ndef g(w): v = 1\nclass H: u = 1\n"
        "with o as p: pass\nif x:\n    q = 1"
    )
    assert set(of(text).names) == {"a", "d", "f", "x", "y", "z", "g", "H", "p", "q"}


# What Pythons 3.11, 3.12 and 3.13 give for every construct of the language that they share: digests stored from 3.11.
EVERYTHING = (Path(__file__).parent / "every_construct.py.txt").read_text(encoding="utf-8")
STORED = json.loads((Path(__file__).parent / "every_construct.json").read_text(encoding="utf-8"))


def test_every_construct_has_its_stored_digest():
    found = {line: hashlib.sha256(of(line).dump.encode()).hexdigest()[:12] for line in EVERYTHING.split("\n\n\n")}
    assert found == STORED
