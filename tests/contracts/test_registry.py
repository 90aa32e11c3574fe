"""Parts are found by name in the library and in studies, and their constants are read without importing them."""

import sys

import pytest
from richlazy.contracts import registry
from richlazy.contracts.registry import Registry, literal
from richlazy.contracts.study_parts import claims, figures
from richlazy.errors import InputError


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one part in the library, `near`, and one in a study, `far`."""
    write(tmp_path / "library" / "measures" / "near.py", "HERE = 1\n")
    write(tmp_path / "studies" / "mine" / "measures" / "far.py", "HERE = 2\n")
    write(tmp_path / "studies" / "__init__.py", "")
    monkeypatch.setattr(registry, "PROJECT", tmp_path)
    return tmp_path


def parts(project, **options):
    return Registry("library.measures", project / "library" / "measures", "measure", **options)


def test_parts_of_the_library_and_of_studies_are_found(project):
    found = parts(project)
    assert found.available() == ["far", "near"]
    assert found.path("far") == project / "studies" / "mine" / "measures" / "far.py"
    assert found.module("far") == "studies.mine.measures.far" and found.module("near") == "library.measures.near"
    assert [found.constant(name, "HERE") for name in ("near", "far")] == [1, 2]


def test_what_begins_with_an_underscore_is_no_study_and_no_part(project):
    write(project / "studies" / "_template" / "measures" / "hidden.py", "")
    write(project / "studies" / "mine" / "measures" / "_helper.py", "")
    assert parts(project).available() == ["far", "near"] and list(registry.studies()) == ["mine"]


def test_a_name_that_two_files_have_is_refused_with_both(project):
    other = write(project / "studies" / "mine" / "measures" / "near.py", "")
    with pytest.raises(InputError) as refused:
        parts(project).available()
    message = str(refused.value)
    assert str(other) in message and str(project / "library" / "measures" / "near.py") in message


def test_rooms_of_other_names_and_none_at_all(project):
    write(project / "studies" / "mine" / "data" / "table.py", "")
    assert parts(project, room="data").available() == ["near", "table"]
    assert parts(project, room="").available() == ["near"]
    assert Registry(None, None, "claim", room="measures").available() == ["far"]


def test_a_package_has_its_contract_in_a_file_of_its_own(project):
    contract = write(project / "studies" / "mine" / "measures" / "whole" / "contract.py", "HERE = 3\n")
    write(contract.with_name("__init__.py"), "raise RuntimeError('must not be imported')\n")
    found = parts(project)
    assert found.path("whole") == contract and found.constant("whole", "HERE") == 3


def test_a_marker_tells_parts_from_what_lies_beside_them(project):
    write(project / "library" / "measures" / "helper.py", "THERE = 1\n")
    write(project / "library" / "measures" / "door" / "__init__.py", "")
    assert parts(project, marker="HERE").available() == ["far", "near"]


def test_a_file_that_is_no_python_is_refused_with_its_name(project):
    wrong = write(project / "studies" / "mine" / "measures" / "wrong.py", "HERE = (")
    with pytest.raises(InputError, match=f"{wrong}: this is no Python"):
        parts(project).constant("wrong", "HERE")


def test_an_unknown_name_is_refused_with_the_known_ones(project):
    for ask in (parts(project).find, parts(project).path):
        with pytest.raises(InputError, match="no measure 'none'; known: far, near"):
            ask("none")


def test_a_part_of_a_study_is_imported_by_its_dotted_name(project, monkeypatch):
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place != str(registry.PROJECT)])
    monkeypatch.setattr(sys, "modules", {k: v for k, v in sys.modules.items() if k.partition(".")[0] != "studies"})
    monkeypatch.setattr(sys, "path", [str(project), *sys.path])
    assert parts(project).find("far").HERE == 2


@pytest.mark.parametrize("room", [claims, figures], ids=["claims", "figures"])
def test_constants_are_those_of_the_imported_modules(room):
    for name in room.available():
        for constant in ("NEEDS", "BACKGROUND", "KIND"):
            found = literal(room.path(name), constant, "none")
            assert found == getattr(room.find(name), constant, "none"), (name, constant)


def test_a_constant_that_is_not_there_is_the_default(tmp_path):
    module = write(tmp_path / "module.py", "HERE = (1, 'two')\n\n\ndef f():\n    THERE = 3\n")
    assert literal(module, "HERE") == (1, "two")
    assert literal(module, "THERE", "default") == "default"


# Per case: what a file of a part says, the constant that is asked for, and words that the message must have.
WRONG_CONSTANTS = {
    "no literal": ("HERE = len('two')\n", "HERE", ["line 1: HERE: found `len('two')`", "written out"]),
    "text for a list": ("TAKES = 'trials'\n", "TAKES", ["TAKES: found 'trials'", "`TAKES = ['trials']`"]),
    "numbers for names": ("ASKS = [3]\n", "ASKS", ["ASKS: found [3]", "`ASKS = ['outputs']`"]),
    "unknown kind of data": ("TAKES = ['trial']\n", "TAKES", ["found 'trial'", "'trials' and 'regression'"]),
    "unknown word": ("REPLICATE = 'sed'\n", "REPLICATE", ["found 'sed'", "`REPLICATE = 'seed'`"]),
    "list for a mapping": ("PARAMETERS = ['width']\n", "PARAMETERS", ["found ['width']", "`PARAMETERS = {}`"]),
    "number for a name": ("PARAMETERS = {3: {}}\n", "PARAMETERS", ["found {3: {}}", "a mapping of names"]),
}


@pytest.mark.parametrize("case", WRONG_CONSTANTS)
def test_a_constant_that_contracts_cannot_use_is_refused_with_its_file(tmp_path, case):
    text, constant, words = WRONG_CONSTANTS[case]
    module = write(tmp_path / "module.py", text)
    with pytest.raises(InputError) as refused:
        literal(module, constant)
    missing = [word for word in [str(module), *words] if word not in str(refused.value)]
    assert not missing, f"{missing} not in\n{refused.value}"


def test_a_constant_may_have_a_type(tmp_path):
    assert literal(write(tmp_path / "module.py", "OFFERS: list[str] = ['outputs']\n"), "OFFERS") == ["outputs"]


@pytest.mark.parametrize("name, example", [("my-study", "my_study"), ("my study", "my_study"), ("2nd", "study_2nd")])
def test_a_folder_that_cannot_be_a_study_is_refused_with_a_name_that_can(project, name, example):
    write(project / "studies" / name / "study.yaml", "")
    with pytest.raises(InputError, match=f"{name}: .*letters, digits and underscores.*rename it.*`{example}`"):
        parts(project).available()


def test_a_file_of_a_study_without_the_marker_is_refused_since_it_would_be_no_part(project):
    unmarked = write(project / "studies" / "mine" / "measures" / "unmarked.py", "THERE = 1\n")
    with pytest.raises(InputError) as refused:
        parts(project, marker="HERE").available()
    message = str(refused.value)
    assert str(unmarked) in message and "`HERE = ...`" in message and "`_unmarked`" in message


def test_a_file_beside_a_folder_of_its_name_is_refused(project):
    write(project / "studies" / "mine" / "measures" / "far" / "contract.py", "HERE = 3\n")
    with pytest.raises(InputError, match="far.py: the folder .*far has this name, too"):
        parts(project).available()


@pytest.mark.parametrize(
    "text",
    ["def measure(a):\n    pass\n", "measure = sum\n", "from math import sqrt as measure\n", "class measure: ...\n"],
)
def test_what_a_part_defines_may_be_a_function_a_class_or_another_name(project, text):
    write(project / "studies" / "mine" / "measures" / "whole.py", text)
    parts(project, defines={"measure": "def measure(initial, current):"}).check("whole")


def test_a_part_that_lacks_what_its_kind_must_have_is_refused_with_the_line_to_write(project):
    found = parts(project, defines={"measure": "def measure(initial, current):"})
    with pytest.raises(
        InputError, match=r"far.py: this measure has no `measure`; write `def measure\(initial, current"
    ):
        found.check("far")
