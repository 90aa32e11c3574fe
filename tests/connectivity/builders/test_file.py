"""The builder of the user's own matrix: strengths, signs, mean and size, each by a rule, and refusals."""

import hashlib
from itertools import combinations

import jsonschema
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from richlazy.connectivity import builders
from richlazy.connectivity.builders import file, registry
from richlazy.errors import InputError

COUNTS = np.array([[0.0, 3.0, 1.0], [2.0, 0.0, 0.0], [5.0, 1.0, 0.0]])
DEFAULTS = builders.defaults("file")


@pytest.fixture
def save(tmp_path):
    """Write counts [pre, post] with labels a, b, c and give the builder's arguments for them."""

    def write(values=COUNTS, **arguments):
        path = tmp_path / "w.npz"
        np.savez(path, w=values, labels=np.array(list("abcdefgh")[: len(values)]))
        return {**DEFAULTS, "path": str(path), "orientation": "pre_post", "labels": True, **arguments}

    return write


@pytest.fixture
def signs(tmp_path):
    path = tmp_path / "signs.csv"
    path.write_text("label,sign\nc,1\nb,-1\na,1\n", encoding="utf-8")
    return str(path)


def built(arguments, units=3, gain=1.0, seed=0):
    return file.build(units, gain, np.random.default_rng(seed), **arguments)


def test_the_arguments_are_literals_and_schemas():
    assert registry.constant("file", "ARGUMENTS") == file.ARGUMENTS
    for entry in builders.arguments("file").values():
        jsonschema.Draft202012Validator.check_schema(entry)
        if "default" in entry:
            jsonschema.validate(entry["default"], entry)
    assert {key for key, entry in builders.arguments("file").items() if "default" not in entry} == {
        "path",
        "orientation",
    }


@pytest.mark.parametrize("gain", [1.0, 0.5, 3.0])
def test_by_default_the_matrix_is_that_of_the_file_times_the_gain(save, gain):
    assert np.array_equal(built(save(), gain=gain), gain * COUNTS.T)
    assert np.array_equal(built(save(orientation="post_pre"), gain=gain), gain * COUNTS)


def test_a_known_edge_runs_from_its_source_to_its_target(tmp_path):
    path = tmp_path / "w.graphml"
    nx.write_graphml(nx.DiGraph([("ASHL", "AVAL", {"synapses": 7})]), path)
    arguments = {**DEFAULTS, "path": str(path), "orientation": "pre_post", "weight_attribute": "synapses"}
    post, pre = 1, 0  # nodes in the order of the file: ASHL, AVAL
    assert built(arguments, units=2)[post, pre] == 7 and built(arguments, units=2)[pre, post] == 0


def test_strengths_are_the_logarithm_or_the_presence_of_connections(save):
    np.testing.assert_allclose(np.exp(built(save(weights="log"))) - 1, COUNTS.T, rtol=0, atol=1e-12)
    assert np.array_equal(built(save(weights="binary")), COUNTS.T > 0)
    assert np.array_equal(built(save(-COUNTS, weights="binary")), -1.0 * (COUNTS.T > 0))


@pytest.mark.parametrize("weights", ["as_given", "log", "binary"])
def test_the_table_gives_each_presynaptic_neuron_its_sign(save, signs, weights):
    unsigned = built(save(weights=weights))
    matrix = built(save(weights=weights, signs="by_table", sign_table=signs))
    assert np.array_equal(matrix, unsigned * [1, -1, 1])
    assert (matrix[:, 1] <= 0).all() and matrix[:, 1].any()


def test_the_mean_is_kept_or_subtracted(save):
    assert built(save(mean="keep")).mean() == pytest.approx(COUNTS.mean())
    matrix = built(save(mean="subtract"))
    np.testing.assert_allclose(matrix, COUNTS.T - COUNTS.mean(), rtol=0, atol=1e-14)


@given(units=st.integers(1, 8), values=hnp.arrays(np.float64, (5, 5), elements=st.integers(1, 9).map(float)))
@settings(max_examples=30, deadline=None)
def test_a_size_is_reached_by_a_subset_or_by_neurons_without_connections(tmp_path_factory, units, values):
    path = tmp_path_factory.getbasetemp() / "sizes.npz"
    np.savez(path, w=values)
    rule = "subsample" if units <= 5 else "pad"
    arguments = {**DEFAULTS, "path": str(path), "orientation": "post_pre", "fit": rule}
    matrix = built(arguments, units=units)
    assert matrix.shape == (units, units)
    if rule == "subsample":
        subsets = combinations(range(5), units)
        assert any(np.array_equal(values[np.ix_(subset, subset)], matrix) for subset in subsets)
    else:
        assert np.array_equal(matrix[:5, :5], values)
        assert not matrix[5:].any() and not matrix[:, 5:].any()


def test_neurons_that_are_added_have_no_connections_after_the_mean_is_subtracted(save):
    matrix = built(save(mean="subtract", fit="pad"), units=5)
    assert not matrix[3:].any() and not matrix[:, 3:].any()
    assert matrix.mean() == pytest.approx(0, abs=1e-15)


def test_the_same_generator_gives_the_same_subset(save):
    values = np.arange(1.0, 65).reshape(8, 8)
    first, again, other = (built(save(values, fit="subsample"), units=3, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_the_number_of_neurons_is_that_of_the_file(save):
    assert file.units_in(save()) == 3
    assert file.units_in(save(np.ones((7, 7)), fit="subsample")) == 7


@pytest.mark.parametrize(("units", "fit"), [(2, "own"), (4, "own"), (4, "subsample"), (2, "pad")])
def test_a_size_without_its_rule_is_refused(save, units, fit):
    with pytest.raises(InputError, match=f"fit: '{fit}' cannot make {units} units of a matrix of 3"):
        built(save(fit=fit), units=units)


def refusal(arguments):
    """The message of build, which is that of the check before any job."""
    messages = []
    for action in (built, file.units_in):
        with pytest.raises(InputError) as caught:
            action(arguments)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    return messages[0]


def test_negative_weights_are_no_counts(save, signs):
    negative = COUNTS - 4 * np.eye(3)
    assert "`weights: log` takes counts, zero or more; found the weight -4" in refusal(save(negative, weights="log"))
    message = refusal(save(negative, signs="by_table", sign_table=signs))
    assert "negative entries" in message and "w.npz" in message and "write `signs: as_given`" in message


def test_a_table_of_signs_and_its_rule_go_together(save, signs):
    assert "write `sign_table: FILE.csv`" in refusal(save(signs="by_table"))
    assert "it is used with `signs: by_table` only" in refusal(save(sign_table=signs))


def test_a_table_of_signs_needs_labels(save, signs):
    message = refusal(save(signs="by_table", sign_table=signs, labels=False))
    assert "needs a file that names its neurons; write `labels: true`" in message


def test_a_neuron_without_a_sign_is_named(save, signs):
    assert "no sign for 'd'" in refusal(save(np.ones((4, 4)), signs="by_table", sign_table=signs))


def test_what_is_wrong_with_the_file_is_said(save):
    assert "must be square" in refusal(save(np.ones((2, 3)), labels=False))
    assert "there is no such file" in refusal(save() | {"path": "missing.csv"})


def test_the_user_is_told_once_of_connections_that_were_added_up(tmp_path, capsys):
    path = tmp_path / "w.csv"
    path.write_text("pre,post,weight\nA,B,1\nA,B,2\n", encoding="utf-8")
    arguments = {**DEFAULTS, "path": str(path), "orientation": "pre_post", "layout": "edges"}
    assert built(arguments, units=2).tolist() == [[0, 0], [3, 0]] and file.units_in(arguments) == 2
    told = f"Note: {path}: 1 of 2 connections repeat another; the weights of such connections were added up\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("key", ["path", "sign_table"])
def test_a_file_that_changed_since_the_plan_is_refused(save, signs, key):
    arguments = save(signs="by_table", sign_table=signs)
    digest = {"path": "sha256", "sign_table": "sign_table_sha256"}[key]
    with open(arguments[key], "rb") as stream:
        arguments[digest] = hashlib.sha256(stream.read()).hexdigest()
    assert np.array_equal(built(arguments), COUNTS.T * [1, -1, 1])
    with open(arguments[key], "ab") as stream:
        stream.write(b"\n")
    with pytest.raises(InputError, match="has changed since the run was planned"):
        built(arguments)
