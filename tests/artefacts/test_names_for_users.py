"""The names that the library's own `__init__.py` offers are the code of no stage: they change no digest."""

import pytest
from richlazy.artefacts import code_digest as module
from richlazy.artefacts.canonical_syntax import offers_names
from richlazy.errors import InputError

NAMES = '''"""The library."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from richlazy.unused import VALUE as VALUE

__all__ = ["VALUE"]
_MODULES = {"VALUE": "richlazy.unused"}


def __getattr__(name):
    return getattr(import_module(_MODULES[name]), name)


def __dir__():
    return __all__
'''


def test_the_library_itself_only_offers_names():
    assert offers_names((module.LIBRARY / "__init__.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "old, new",
    [
        ('__all__ = ["VALUE"]', '__all__ = ["VALUE", "more"]'),
        ('{"VALUE": "richlazy.unused"}', '{"VALUE": "richlazy.unused", "helper": "richlazy.near"}'),
        ("    return __all__", "    return sorted(__all__)"),
        ("if TYPE_CHECKING:", "if TYPE_CHECKING:\n    from richlazy.near import helper as helper"),
    ],
)
def test_offering_and_growing_change_no_digest(tree, old, new):
    empty = tree.digest()
    tree.write("richlazy/__init__.py", NAMES)
    assert tree.digest() == empty
    assert old in NAMES
    tree.write("richlazy/__init__.py", NAMES.replace(old, new))
    assert tree.digest() == empty


@pytest.mark.parametrize(
    "added",
    [
        "import torch\n",
        "from richlazy.leaf import VALUE\n",
        "_TABLE = print('imported')\n",
        "__path__ = ['elsewhere']\n",
        "if __name__:\n    del __all__\n",
        "class Names:\n    pass\n",
    ],
)
def test_whatever_else_stands_there_counts(tree, added):
    tree.write("richlazy/__init__.py", NAMES)
    empty = tree.digest()
    tree.write("richlazy/__init__.py", NAMES.replace('"""The library."""\n', f'"""The library."""\n{added}'))
    assert not offers_names(NAMES.replace('"""The library."""\n', f'"""The library."""\n{added}'))
    try:
        assert tree.digest() != empty
    except InputError as error:  # a statement that the digest cannot follow is refused, which no run passes either
        assert "imports what a value names" in str(error) or "import each other" in str(error)


def test_statements_of_a_room_count_as_ever(tree):
    before = tree.digest()
    tree.write("richlazy/room/__init__.py", NAMES.replace("import_module(_MODULES[name])", "None"))
    assert tree.digest() != before


def test_code_of_a_stage_may_not_import_such_a_name(tree):
    tree.write("richlazy/__init__.py", NAMES)
    tree.write("richlazy/near.py", "from richlazy import VALUE\n\n\ndef helper(x):\n    return VALUE\n")
    with pytest.raises(InputError) as caught:
        tree.digest()
    assert str(caught.value) == (
        f"{tree.root / 'richlazy' / 'near.py'}: imports richlazy.VALUE, which is not there, or a name for users, which "
        "no address follows; import it from its own module"
    )
