"""Splits of stays by patient, stratified by case: folds that are repeated, and one training, validation and test part.

All stays of a patient are in one part. A patient counts as a case if any of its stays is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from richlazy import randomness
from richlazy.errors import InputError

# Share of the patients that are not tested on which hyperparameters are chosen.
VALIDATION_SHARE = 0.2


@dataclass(frozen=True)
class Split:
    """Numbers of the stays of three parts, int64, sorted."""

    training: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def folds(
    patient: np.ndarray, case: np.ndarray, count: int, repeats: int, seed: int, validation_share=VALIDATION_SHARE
) -> list[Split]:
    """`repeats` × `count` splits: in each repeat every patient is tested once. patient, case: of stays, [stay].

    Folds differ by at most one in the number of their patients with and of those without a case. The validation part is
    `validation_share` of the patients of the other folds, stratified as well. Raises InputError for fewer patients with
    or without a case than folds.
    """
    if count < 2 or repeats < 1:
        raise InputError(
            f"{count} folds and {repeats} repeats; allowed are at least 2 folds and 1 repeat: write 5 and 5"
        )
    _check_share("validation_share", validation_share)
    found = []
    for repeat in range(repeats):
        random = randomness.generator("sepsis folds", seed, repeat)
        fold = _spread(patient, case, count, random)
        for tested in range(count):
            others = np.flatnonzero(fold != tested)
            share = _share(patient[others], case[others], validation_share, random)
            split = Split(others[~share], others[share], np.flatnonzero(fold == tested))
            check(split, patient, case)
            found.append(split)
    return found


def by_seed(
    patient: np.ndarray, case: np.ndarray, seed: int, test_share: float, validation_share=VALIDATION_SHARE
) -> Split:
    """One split by a seed: `test_share` of the patients with and of those without a case are tested, and
    `validation_share` of the others are for validation. Raises InputError for a part without a case or a control."""
    _check_share("test_share", test_share)
    _check_share("validation_share", validation_share)
    random = randomness.generator("sepsis parts", seed)
    tested = _share(patient, case, test_share, random)
    others = np.flatnonzero(~tested)
    share = _share(patient[others], case[others], validation_share, random)
    split = Split(others[~share], others[share], np.flatnonzero(tested))
    check(split, patient, case)
    return split


def check(split: Split, patient: np.ndarray, case: np.ndarray) -> None:
    """Raise InputError for a patient in two parts, a stay in two or in none, and a part without a case or a control."""
    parts = {name: getattr(split, name) for name in ("training", "validation", "test")}
    stays = np.concatenate(list(parts.values()))
    if not np.array_equal(np.sort(stays), np.arange(len(patient))):
        raise InputError(f"the parts hold {len(stays)} stays of {len(patient)}, each of which must be in one part once")
    names = list(parts)
    for first, second in [(0, 1), (0, 2), (1, 2)]:
        shared = np.intersect1d(patient[parts[names[first]]], patient[parts[names[second]]])
        if len(shared):
            raise InputError(
                f"patient {shared[0]} is in both the {names[first]} and the {names[second]} part; split by patient, "
                "for example with `folds(...)`"
            )
    for name, part in parts.items():
        cases = int(case[part].sum())
        if cases in (0, len(part)):
            raise InputError(
                f"the {name} part has {cases} cases among {len(part)} stays and needs cases and controls; give more "
                "stays of both kinds"
            )


def _strata(patient: np.ndarray, case: np.ndarray) -> tuple[np.ndarray, Sequence[np.ndarray]]:
    """Number of the patient of each stay, [stay], and the numbers of patients with and without a case."""
    _, number = np.unique(patient, return_inverse=True)
    septic = np.bincount(number, case) > 0
    return number, (np.flatnonzero(septic), np.flatnonzero(~septic))


def _spread(patient, case, count: int, random: np.random.Generator) -> np.ndarray:
    """Fold of each stay, int [stay]."""
    number, strata = _strata(patient, case)
    fold, start = np.empty(number.max() + 1, np.int64), 0
    for members, kind in zip(strata, ("with", "without"), strict=True):
        if len(members) < count:
            remedy = f"write `folds: {len(members)}`, or give" if len(members) > 1 else "give"
            raise InputError(
                f"patients {kind} a case: found {len(members)}, fewer than {count} folds; {remedy} more stays"
            )
        # The second stratum begins where the first ended, so that the sizes of folds differ by at most one.
        fold[random.permutation(members)] = (start + np.arange(len(members))) % count
        start += len(members)
    return fold[number]


def _share(patient, case, share: float, random: np.random.Generator) -> np.ndarray:
    """Whether each stay is in a part with this share of both kinds of patients, rounded, bool [stay]."""
    number, strata = _strata(patient, case)
    chosen = np.zeros(number.max() + 1, bool)
    for members in strata:
        chosen[random.permutation(members)[: round(share * len(members))]] = True
    return chosen[number]


def _check_share(name: str, share: float) -> None:
    if not 0 < share < 1:
        raise InputError(f"{name} is {share}; allowed is a number between 0 and 1: write `{name}=0.2`")
