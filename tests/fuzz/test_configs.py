"""Any config either makes a plan or is refused with an InputError, soon, and nothing is written."""

import copy
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from helpers.configs import read_config
from helpers.fuzzing import ends_within, tried
from helpers.projects import checked_project
from hypothesis import assume, given
from hypothesis import strategies as st
from richlazy.contracts.files_of_config import read_file
from richlazy.errors import InputError
from richlazy.planning.machine_sizes import check_machine_holds
from richlazy.planning.result_plans import Results
from richlazy.planning.targets import possible

ROOT = Path(__file__).parents[2]
CONFIGS = {name: (ROOT / "config" / name).read_text(encoding="utf-8") for name in ("config.yaml", "quick.yaml")}
PAPER = read_config()

numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([0, -1, 2**63, 10**40, 1e300, -0.0, float("nan"), float("inf"), 0.5])
)
words = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", "full", "own", "none", "log", "../x", "/etc", "a\nb", "-x", "{name}", "\x00", "ä", "rank\n"]),
    st.sampled_from(["x" * 300, "os:path", "\ud800", "gaussian", "2AF", "C1", "results/..", "~", "$HOME", "`id`"]),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, words, st.dates(), st.binary(max_size=3))
anything = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words | numbers, inner, max_size=3))
)


def places(tree):
    """Every mapping or list below a tree, with every key in it."""
    if isinstance(tree, dict | list):
        for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
            yield tree, key
            yield from places(tree[key])


CHANGES = ["replace", "delete", "rename", "other case", "wrap", "of another place"]


def change(data, config):
    """Change one place of a config."""
    holder, key = data.draw(st.sampled_from([place for place in places(config)]))
    kind = data.draw(st.sampled_from(CHANGES))
    if kind == "delete":
        del holder[key]
    elif kind in ("rename", "other case") and isinstance(holder, dict):
        new = str(key).swapcase() if kind == "other case" else data.draw(words | numbers | st.none())
        holder[new] = copy.copy(holder[key])
    elif kind == "of another place":
        other, there = data.draw(st.sampled_from([place for place in places(PAPER)]))
        holder[key] = copy.deepcopy(other[there])
    else:
        holder[key] = [holder[key]] if kind == "wrap" else data.draw(anything)


def assert_planned_or_refused(config, folder):
    with ends_within(120), suppress(InputError):
        work = checked_project(config, ROOT)
        Results(work).of(possible(work))
        check_machine_holds(work.plan, work.config)
    assert not list(folder.iterdir())


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@tried(60)
@given(data=st.data())
def test_a_changed_config_is_planned_or_refused(data, empty):
    config = copy.deepcopy(PAPER)
    kept = data.draw(st.sets(st.sampled_from(list(config["experiments"])), min_size=1, max_size=2))
    config["experiments"] = {name: config["experiments"][name] for name in config["experiments"] if name in kept}
    for _ in range(data.draw(st.integers(1, 3))):
        change(data, config)
    assert_planned_or_refused(config, empty)


@tried(60)
@given(config=anything)
def test_what_is_no_config_is_refused(config, empty):
    with ends_within(120), pytest.raises(InputError):
        checked_project(config, ROOT)
    assert not list(empty.iterdir())


@tried(30)
@given(
    text=st.sampled_from(list(CONFIGS.values())),
    edits=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(list("-:[]{}&*!|>'\"#,? \n0aé%@`\t"))), max_size=6),
)
def test_a_config_with_other_letters_is_planned_or_refused(text, edits, empty):
    for at, letter in edits:
        place = int(at * len(text))
        text = text[:place] + letter + text[place + 1 :]
    try:
        overlay = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        assume(False)
    assume(isinstance(overlay, dict))
    config = {**copy.deepcopy(PAPER), **overlay}
    if isinstance(config["experiments"], dict):
        config["experiments"] = dict(list(config["experiments"].items())[:1])
    assert_planned_or_refused(config, empty)


letters = st.text(st.sampled_from("-:[]{}&*!|>'\"#,? \n0aé%@`\t<=.~1x"), max_size=3)
WRITTEN = [CONFIGS["quick.yaml"], "a: &a [1, 2]\nb: {c: *a, <<: {d: no}}\n", '{"a": [1, {"b": 2}]}']


@tried(100)
@given(text=st.sampled_from(WRITTEN), edits=st.lists(st.tuples(st.floats(0, 1), letters)))
def test_a_file_of_any_letters_is_read_or_refused(text, edits, tmp_path_factory):
    for at, other in edits:
        place = int(at * len(text))
        text = text[:place] + other + text[place + 1 :]
    path = tmp_path_factory.getbasetemp() / "edited.yaml"
    path.write_text(text, encoding="utf-8")
    with ends_within(60):
        try:
            found = read_file(path)
        except InputError as error:
            assert str(path) in str(error)
        else:
            assert isinstance(found, dict)


def bomb():
    """Thirty aliases, each of them twice in the next: a thousand million values in a few lines."""
    found = ["boom"]
    for _ in range(30):
        found = [found, found]
    return found


def ring():
    found = {}
    found["ring"] = found
    return found


def deep():
    found = "deep"
    for _ in range(2000):
        found = {"a": found}
    return found


@pytest.mark.parametrize("make", [bomb, ring, deep])
def test_aliases_that_would_fill_the_memory_are_refused(config, make, empty):
    config["tasks"]["2AF"]["arguments"] = {"cohs": make()}
    with ends_within(60), pytest.raises(InputError, match="more than 20000 values|more than 12 levels deep"):
        checked_project(config, ROOT)
