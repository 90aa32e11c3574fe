"""Claims are found by the ids in the names of their files, and figures and simulations by the names themselves."""

import pytest
from richlazy.contracts import registry
from richlazy.contracts.study_parts import arguments, claims, defaults, figures, simulations
from richlazy.errors import InputError


@pytest.fixture
def write(tmp_path, monkeypatch):
    """A project of studies, and how a file of one of them is written."""
    monkeypatch.setattr(registry, "PROJECT", tmp_path)

    def write_file(study, room, name):
        folder = tmp_path / "studies" / study / room
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text('STATEMENT = "It is so."\n', encoding="utf-8")
        registry._parts.cache_clear()
        registry._studies.cache_clear()

    return write_file


def test_claims_come_by_the_letters_and_the_number_of_their_ids(write):
    for study, name in (("one", "C10_last"), ("one", "C2_second"), ("two", "B3_of_another"), ("one", "_helper")):
        write(study, "claims", name)
    assert claims.available() == {"B3": "B3_of_another", "C2": "C2_second", "C10": "C10_last"}
    assert claims.path("B3").name == "B3_of_another.py" and claims.path("B3").parents[1].name == "two"


def test_an_id_of_two_claims_is_refused_with_both_files(write):
    write("one", "claims", "C1_this")
    write("two", "claims", "C1_that")
    with pytest.raises(InputError, match=r"claim C1: .*C1_that.py and .*C1_this.py both have this id"):
        claims.available()


def test_an_unknown_claim_is_refused_with_the_known_ones(write):
    write("one", "claims", "C1_this")
    for ask in (claims.path, claims.find):
        with pytest.raises(InputError, match="no claim 'C2'; known: C1"):
            ask("C2")


def test_figures_of_all_studies_are_known_by_name(write):
    write("one", "figures", "spread")
    write("two", "figures", "delay")
    assert figures.available() == ["delay", "spread"]


def test_a_simulation_has_the_arguments_that_it_shares_and_its_own_go_before(write, tmp_path):
    for name, text in (
        ("plain", "ARGUMENTS = {'steps': {'default': 1}, 'size': {'default': 2}}"),
        ("wide", "SHARED_ARGUMENTS = ['plain', 'wide']\nARGUMENTS = {'size': {'default': [3]}}"),
    ):
        write("one", "simulations", name)
        (tmp_path / "studies" / "one" / "simulations" / f"{name}.py").write_text(f"{text}\n", encoding="utf-8")
    assert defaults("wide") == {"steps": 1, "size": [3]}
    write("one", "simulations", "odd")
    path = tmp_path / "studies" / "one" / "simulations" / "odd.py"
    path.write_text("SHARED_ARGUMENTS = 'plain'\nARGUMENTS = {}\n", encoding="utf-8")
    with pytest.raises(InputError, match="odd.py: SHARED_ARGUMENTS: found 'plain'; .* write for example"):
        defaults("odd")
    assert defaults("plain") == {"steps": 1, "size": 2}


def test_a_simulation_may_have_some_arguments_of_another(write, tmp_path):
    folder = tmp_path / "studies" / "one" / "simulations"
    for name, text in (
        ("plain", "ARGUMENTS = {'steps': {'default': 1}, 'size': {'default': 2}}"),
        ("some", "SHARED_ARGUMENTS = {'plain': ['size']}\nARGUMENTS = {'rate': {'default': 3}}"),
        ("wrong", "SHARED_ARGUMENTS = {'plain': ['sizes']}\nARGUMENTS = {}"),
    ):
        write("one", "simulations", name)
        (folder / f"{name}.py").write_text(f"{text}\n", encoding="utf-8")
    assert defaults("some") == {"size": 2, "rate": 3}
    with pytest.raises(InputError, match="wrong.py: SHARED_ARGUMENTS: found 'sizes', which plain does not have"):
        defaults("wrong")


@pytest.mark.parametrize("name", simulations.available())
def test_every_argument_of_a_simulation_has_a_default(name):
    assert defaults(name) == {argument: entry["default"] for argument, entry in arguments(name).items()}
    assert simulations.constant(name, "SOURCE")
