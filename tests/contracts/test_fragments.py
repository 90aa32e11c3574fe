"""Fragments of the schema that cannot be parameters are refused with the file that declares them."""

from pathlib import Path

import pytest
from richlazy.contracts.fragments import check_default, check_fragment
from richlazy.contracts.parts import declared, stages
from richlazy.errors import InputError

FILE = Path("studies/mine/learners/net.py")
WHOLE = {"description": "Units.", "type": "integer", "minimum": 1, "default": 3, "stage": "train"}


def check(name, entry):
    check_fragment(FILE, name, entry, ("trials", "train", "measure"))
    check_default(FILE, name, entry)


def without(key):
    return {name: value for name, value in WHOLE.items() if name != key}


# Per case: name and fragment, and words that the message must have.
WRONG = {
    "no default": ("width", without("default"), ["'width' needs a description, a default", "'stage': 'train'"]),
    "no stage": ("width", without("stage"), ["needs a description, a default and a stage"]),
    "no mapping": ("width", 3, ["'width' needs a description", "found 3"]),
    "unknown stage": ("width", WHOLE | {"stage": "trian"}, ["trials, train, measure", "stage: 'trian'"]),
    "unknown key": ("width", WHOLE | {"minimun": 1}, ["unknown key 'minimun'", "minimum"]),
    "unknown type": ("width", WHOLE | {"type": "int"}, ["type: found 'int'", "integer", "`'type': 'number'`"]),
    "default out of range": ("width", WHOLE | {"default": 0}, ["default: found 0", "a whole number ≥ 1"]),
    "default of another type": ("width", WHOLE | {"default": "many"}, ["default: found 'many'", "a whole number"]),
    "no default by null": ("width", WHOLE | {"default": None}, ["default: found null", "a whole number"]),
    "bound that is text": ("width", WHOLE | {"minimum": "one"}, ["this is no schema"]),
    "no name": ("my width", WHOLE, ["'my width'", "letters, digits and underscores", "`my_value`"]),
    "name of an axis": ("seed", WHOLE, ["'seed'", "cannot have this name", "`seed_value`"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_fragment_that_is_no_parameter(case):
    name, entry, words = WRONG[case]
    with pytest.raises(InputError) as refused:
        check(name, entry)
    missing = [word for word in [str(FILE), *words] if word not in str(refused.value)]
    assert not missing, f"{missing} not in\n{refused.value}"


def test_fragments_of_the_library_are_parameters():
    assert {name for _, name, _ in declared()} > {"momentum", "tau"}
    for part, name, entry in declared():
        check_fragment(part.path, name, entry, stages())
        check_default(part.path, name, entry)
