"""Rules that give counted synapses a sign."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.connectivity.signs import RULES, check_counts, rules_for, signed
from richlazy.errors import InputError

COUNTS = arrays(float, (4, 4), elements=st.integers(0, 50).map(float))


@given(COUNTS, COUNTS, COUNTS)
def test_the_rules_of_transmitters_are_sums_of_their_tables(gaba, glutamate, other):
    counts = {"gaba": gaba, "glutamate": glutamate, "other": other}
    np.testing.assert_array_equal(signed(counts, "none"), other + gaba + glutamate)
    np.testing.assert_array_equal(signed(counts, "gaba_negative"), other - gaba + glutamate)
    np.testing.assert_array_equal(signed(counts, "gaba_glutamate_negative"), other - gaba - glutamate)


@given(COUNTS, COUNTS)
def test_signs_as_given_are_those_of_the_source(excitatory, inhibitory):
    counts = {"excitatory": excitatory, "inhibitory": inhibitory}
    np.testing.assert_array_equal(signed(counts, "as_given"), excitatory - inhibitory)


@pytest.mark.parametrize(
    "kinds, allowed",
    [
        (["unknown"], ["none"]),
        (["gaba", "other"], ["none", "gaba_negative"]),
        (["gaba", "glutamate", "other"], ["none", "gaba_negative", "gaba_glutamate_negative"]),
        (["excitatory", "inhibitory"], ["none", "as_given"]),
    ],
)
def test_a_rule_that_needs_what_is_not_known_is_refused(kinds, allowed):
    counts = {kind: np.ones((2, 2)) for kind in kinds}
    assert rules_for(counts) == allowed
    for rule in RULES.keys() - set(allowed):
        with pytest.raises(InputError) as caught:
            signed(counts, rule)
        assert f"found '{rule}'" in str(caught.value) and f"signs: {' | '.join(allowed)}" in str(caught.value)


@pytest.mark.parametrize("rule", ["none", "gaba_negative"])
def test_negative_weights_are_refused_with_their_place(rule):
    counts = {"gaba": np.zeros((3, 3)), "other": np.ones((3, 3))}
    counts["other"][2, 1] = -0.5
    with pytest.raises(InputError, match="'other' hold 1 negative entries, the first -0.5 at post 2, pre 1"):
        signed(counts, rule)


def test_the_counts_given_are_left_alone():
    counts = {"gaba": np.ones((2, 2)), "other": np.ones((2, 2))}
    signed(counts, "gaba_negative")
    assert all(np.array_equal(matrix, np.ones((2, 2))) for matrix in counts.values())


def test_zeros_are_counts():
    counts = np.array([[0.0, -0.0], [2.5, 0.0]])
    check_counts(counts, "x")
    assert np.array_equal(signed({"other": counts}, "none"), counts)
