"""Config files are what they look like: no key is dropped, no value is read otherwise, nothing in them is run."""

import json

import pytest
import yaml
from helpers.configs import ROOT
from hypothesis import given
from hypothesis import strategies as st
from richlazy.contracts.files_of_config import check_files, laid_over, read_file, read_value, with_command_line
from richlazy.errors import InputError
from snakemake.utils import update_config

TEN_OF = [f"a{n}: &a{n} {{{', '.join(f'k{k}: *a{n - 1}' for k in range(10))}}}" for n in range(1, 9)]
BOMB = "\n".join(["a0: &a0 {k: v}", *TEN_OF])
# A file, and words of the message: line, key, what was found, what to write.
REFUSED = {
    "section twice": ("parameters: {hidden: 8}\nseeds: 1\nparameters: {gain: 2}\n", ["line 3", "line 1", "twice"]),
    "key twice": ("parameters:\n  gain: 1\n  gain: 2\n", ["line 3: parameters.gain", "(line 2)"]),
    "key twice, once in quotes": ("seeds: 1\n'seeds': 2\n", ["line 2: seeds"]),
    "key twice in a list": ("a:\n- {b: 1, b: 2}\n", ["line 2: a.0.b"]),
    "key twice behind an alias": ("a: &a {b: 1, b: 2}\nc: *a\n", ["line 1: a.b"]),
    "base 60": ("parameters: {dt: 1:30}\n", ["line 1: parameters.dt", "read as 90", "`90`", "`'1:30'`"]),
    "base 60 with a point": ("a: 1:30.5", ["read as 90.5"]),
    "base 8": ("seeds:\n- 010\n", ["line 2: seeds.0", "read as 8", "`10`"]),
    "no": ("parameters: {constraint: no}\n", ["parameters.constraint", "`no` is read as false", "`false`", "`'no'`"]),
    "no as a key": ("tasks: {NO: {environment: GoNogo-v0}}", ["tasks.NO", "`NO` is read as false; write `'NO'`"]),
    "010 as a key": ("tasks: {010: {environment: GoNogo-v0}}", ["tasks.010", "in base 8; write `'010'`"]),
    "On": ("a: On", ["`On` is read as true", "`true`"]),
    "off as a key": ("tasks: {off: {}}", ["tasks.off", "`'off'`"]),
    "not a number": ("\nparameters:\n  gain: .NaN\n", ["line 3: parameters.gain", "finite"]),
    "infinity": ("a: -.inf", ["`-.inf`", "finite"]),
    "date": ("output: 2026-01-02", ["read as a date", "`'2026-01-02'`"]),
    "tag of Python": ("a: !!python/name:os.system", ["line 1: a", "the tag", "plain keys and values"]),
    "tag of a key": ("!0 a: 1", ["line 1: a", "the tag '!0'", "plain keys and values"]),
    "tag of a key that YAML knows": ("a: {!!binary aGk=: 1}", ["line 1: a.aGk=", "the tag"]),
    "tag of a set": ("a: !!set {b}", ["the tag"]),
    "equal sign": ("a: =", ["the tag"]),
    "list as a key": ("? [a, b]\n: c\n", ["a list or a mapping"]),
    "ring": ("a: &a {b: *a}\n", ["line 1: a.b", "holds itself"]),
    "bomb": (BOMB, ["more than 20000 values"]),
    "deep": ("{a: " * 300 + "1" + "}" * 300, ["levels deep"]),
    "deeper than the reader": ("[" * 100_000, ["a.yaml"]),
    "no YAML": ("a: [1\nb: 2\n", ["line 2", "no YAML"]),
    "tab": ("a:\n\tb: 1\n", ["line 2", "no YAML"]),
    "two documents": ("a: 1\n---\nb: 2\n", ["line 2", "no YAML"]),
    "no character": ("a: \x07", ["no YAML"]),
    "nothing": ("# nothing\n", ["found no keys", "`seeds: 10`"]),
    "list": ("- a\n", ["found no keys"]),
    "program": ("seeds: ?2 + 2\n__use_yte__: true\n", ["line 2", "is a program", "richlazy check FILE"]),
    "program, or no": ("__use_yte__: no\n", ["line 1", "is a program"]),
    "program behind a merge": ("<<: {__use_yte__: true}\nseeds: ?2\n", ["line 1", "is a program"]),
    "JSON with a key twice": ('{"seeds": 1,\n\t"seeds": 2}', ["'seeds'", "twice"]),
    "JSON with NaN": ('{"seeds": NaN}', ["NaN", "finite"]),
}
TAKEN = [
    "seeds: 3\noutput: 'no'\nparameters: {gain: 1.5, constraint: none}\n",
    "base: &base {gain: 1}\nparameters:\n  <<: *base\n  gain: 2\n",
    "a: [true, False, null, ~, 0, -1, 1_000, 0x10, 1.0e+3, 1e3, '010', \"1:30\", 'yes', '2026-01-02']\n",
    "﻿seeds: 1\n",
    "seeds: 1\r\noutput: a\r\n",
    '{"seeds": 1,\n\t"parameters": {"gain": 1.0}}',
    "a: &a [1, 2]\nb: *a\nc: *a\n",
]


def refusal(path):
    with pytest.raises(InputError) as error:
        check_files([path])
    return str(error.value)


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_not_what_it_looks_like_is_refused(tmp_path, case):
    text, words = REFUSED[case]
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    message = refusal(path)
    assert all(word in message for word in [str(path), *words]), message
    assert len(message) < 600


@pytest.mark.parametrize("text", TAKEN)
def test_a_plain_file_is_taken(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode())
    check_files([path])
    assert read_file(path) == yaml.safe_load(text.removeprefix("\ufeff").replace("\t", " "))


@pytest.mark.parametrize("path", sorted((ROOT / "config").glob("*.yaml")), ids=lambda path: path.name)
def test_the_projects_own_files_are_taken(path):
    check_files([path])


@pytest.mark.parametrize("content", ["# \xe4\nseeds: 1\n".encode("latin1"), "seeds: 1".encode("utf-16")])
def test_other_encodings_are_named(tmp_path, content):
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    assert "line 1" in refusal(path) and "UTF-8" in refusal(path)


def test_a_file_that_is_not_there_may_be_a_target(tmp_path):
    assert "write targets before it" in refusal(tmp_path / "all")
    assert "write targets before it" in refusal(tmp_path)


def test_a_file_beyond_measure_is_not_read(tmp_path):
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(2 * 10**12)
    assert "found 2000000000000 bytes" in refusal(path)


def test_of_another_workflows_files_only_keys_given_twice_are_refused(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("__use_yte__: true\nseeds: ?1\n")
    check_files([path], own=False)
    path.write_text("when: 2026-01-02\nflag: no\nat: 1:30\n")
    check_files([path], own=False)
    path.write_text("flag: 1\nflag: 2\n")
    with pytest.raises(InputError, match="twice"):
        check_files([path], own=False)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(content=st.dictionaries(st.text(max_size=6).filter(lambda key: "__" not in key), plain, min_size=1, max_size=3))
def test_what_yaml_and_json_write_is_read_back(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "written.yaml"
    for text in (yaml.safe_dump(content), json.dumps(content)):
        path.write_text(text, encoding="utf-8")
        assert read_file(path) == content


# The command line


def given_on_command_line(*entries):
    """What Snakemake makes of `--config ENTRIES`."""
    from snakemake.cli import parse_config

    return parse_config(entries)


def merged(config, *entries):
    given = given_on_command_line(*entries)
    update_config(config, given)
    return with_command_line(config, given, entries)


@pytest.mark.parametrize(
    "entries, expected",
    [
        (["parameters={gain: 1.5}"], {"parameters": {"gain": 1.5, "hidden": 300}}),
        (["parameters={'gain': 1.5, 'rank': 'full'}"], {"parameters": {"gain": 1.5, "hidden": 300, "rank": "full"}}),
        (["parameters={gain: 1.5}", "parameters={hidden: 8}"], {"parameters": {"gain": 1.5, "hidden": 8}}),
        (["seeds=[0, 4]"], {"seeds": [0, 4]}),
        (["seeds=4"], {"seeds": 4}),
        (["output=mine"], {"output": "mine"}),
        (
            ["experiments={rank: null, a: {sweep: {rank: [1, full]}}}"],
            {"experiments": {"rank": None, "a": {"sweep": {"rank": [1, "full"]}}}},
        ),
        (["machine={}"], {"machine": {}}),
        (["parameters={task: '2'}"], {"parameters": {"task": "2"}}),
    ],
)
def test_nested_values_of_the_command_line_are_read_as_yaml(entries, expected):
    config = {"seeds": 1, "parameters": {"gain": 1, "hidden": 300}, "experiments": {"rank": {}}, "output": "results"}
    found = merged(config, *entries)
    for key, value in expected.items():
        assert found[key] == value or isinstance(value, dict) and value.items() <= found[key].items()


def test_surprises_on_the_command_line_are_refused():
    with pytest.raises(InputError, match=r"--config parameters: constraint: `no` is read as false"):
        merged({}, "parameters={constraint: no}")


def test_values_given_from_python_stay():
    given = {"parameters": {"mnist": None, "gain": 2.0}}
    assert with_command_line(given, given, ["parameters={'mnist': None, 'gain': 2.0}"]) is given


letters = st.sampled_from("abc")
trees = st.recursive(st.integers() | st.none(), lambda inner: st.dictionaries(letters, inner) | st.lists(inner))


@given(st.dictionaries(letters, trees), st.dictionaries(letters, trees))
def test_files_are_laid_over_one_another_as_snakemake_does(config, changes):
    expected = json.loads(json.dumps(config))
    update_config(expected, changes)
    assert laid_over(config, changes) == expected


def test_a_number_on_the_command_line():
    assert read_value("{a: 1.0e-3}", "x") == {"a": 0.001} and read_value("", "x") is None
