"""The planner names no learner and no parameter that a part declares: what it says of them comes from contracts."""

import ast
import re
from pathlib import Path

import richlazy.planning
from richlazy.contracts.parts import KINDS, declared

PLANNING = Path(richlazy.planning.__file__).parent
# Sizes of recurrent and of feed-forward networks, which a general parameter of initial matrices sets.
NAMES = {*KINDS["learner"].available(), *(name for _, name, _ in declared()), "hidden"}


def texts(path):
    """The text constants of a module, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    words = {
        id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in words)
    return [node.value for node in constants if isinstance(node.value, str)]


def test_no_text_of_the_planner_names_a_learner_or_what_a_part_declares():
    found = {
        (path.name, name)
        for path in PLANNING.glob("*.py")
        for text in texts(path)
        for name in NAMES & set(re.findall(r"\w+", text))
    }
    assert not found and len(NAMES) > 10
