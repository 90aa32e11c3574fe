"""Splits by patient: folds partition and are stratified, no patient is in two parts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.errors import InputError

from studies.sepsis.splits import by_seed, check, folds


def stays(patients=60, cases=12, seed=0):
    """Patients with one to three stays each; one of a case's stays is a case."""
    random = np.random.default_rng(seed)
    patient = np.concatenate([np.arange(patients), random.integers(patients, size=patients)])
    case = np.arange(len(patient)) < cases
    order = random.permutation(len(patient))
    return patient[order], case[order]


@settings(max_examples=20, deadline=None)
@given(st.integers(10, 30), st.integers(2, 5), st.integers(0, 5))
def test_every_stay_is_tested_once_a_repeat_and_no_patient_is_in_two_parts(cases, count, seed):
    patient, case = stays(80, cases, seed)
    found = folds(patient, case, count, 2, seed)
    assert len(found) == 2 * count
    for repeat in (found[:count], found[count:]):
        np.testing.assert_array_equal(np.sort(np.concatenate([one.test for one in repeat])), np.arange(len(patient)))
        septic = [len(np.unique(patient[one.test[case[one.test]]])) for one in repeat]
        assert max(septic) - min(septic) <= 1
        sizes = [len(np.unique(patient[one.test])) for one in repeat]
        assert max(sizes) - min(sizes) <= 1
    for one in found:
        parts = [set(patient[part]) for part in (one.training, one.validation, one.test)]
        assert len(set.union(*parts)) == sum(map(len, parts)) == 80


def test_repeats_and_seeds_differ_and_equal_seeds_do_not():
    patient, case = stays()
    first, again, other = (folds(patient, case, 5, 2, seed) for seed in (1, 1, 2))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.training, two.training)
        np.testing.assert_array_equal(one.test, two.test)
    assert not np.array_equal(first[0].test, first[5].test)
    assert not np.array_equal(first[0].test, other[0].test)


def test_parts_by_seed_have_their_shares_of_both_kinds():
    patient, case = np.arange(200), np.arange(200) < 20
    split = by_seed(patient, case, 3, 0.25, 0.2)
    assert [int(case[part].sum()) for part in (split.training, split.validation, split.test)] == [12, 3, 5]
    assert [len(part) for part in (split.training, split.validation, split.test)] == [120, 30, 50]


def test_fewer_cases_than_folds_are_refused_with_both_numbers():
    patient, case = stays(cases=4)
    with pytest.raises(
        InputError, match="patients with a case: found 4, fewer than 5 folds; write `folds: 4`, or give more stays"
    ):
        folds(patient, case, 5, 1, 0)
    with pytest.raises(InputError, match="patients without a case: found 3, fewer than 5 folds"):
        folds(np.arange(20), np.arange(20) < 17, 5, 1, 0)
    with pytest.raises(InputError, match="patients with a case: found 1, fewer than 5 folds; give more stays"):
        folds(np.arange(20), np.arange(20) < 1, 5, 1, 0)


def test_a_patient_in_two_parts_is_named():
    patient, case = np.array([1, 2, 3, 4, 5, 1]), np.array([True, False] * 3)
    split = by_seed(np.arange(40), np.arange(40) < 20, 0, 0.3)
    bad = replace(split, training=np.array([0, 1]), validation=np.array([2, 3]), test=np.array([4, 5]))
    with pytest.raises(InputError, match="patient 1 is in both the training and the test part"):
        check(bad, patient, case)
    with pytest.raises(InputError, match="the parts hold 5 stays of 6"):
        check(replace(bad, test=np.array([4])), patient, case)


@pytest.mark.parametrize(
    "act, message",
    [
        (lambda patient, case: folds(patient, case, 1, 1, 0), "1 folds and 1 repeats"),
        (lambda patient, case: folds(patient, case, 5, 1, 0, 1.0), "validation_share is 1.0"),
        (lambda patient, case: by_seed(patient, case, 0, 0.0), "test_share is 0.0"),
        (lambda patient, case: by_seed(patient, case, 0, 0.01), "the test part has 0 cases"),
    ],
)
def test_impossible_splits_are_refused(act, message):
    with pytest.raises(InputError, match=message):
        act(*stays())
