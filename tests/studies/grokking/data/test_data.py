"""Data sets of grokking: the teacher of the simulations, and modular addition."""

import numpy as np
import pytest

from studies.grokking.data import committee_teacher, modular_addition
from studies.grokking.starts import draw


def test_networks_learn_what_the_simulations_of_their_seed_do():
    pool = committee_teacher.draw({"training": 40, "probe": 6, "test": 9}, 3, 5)
    beta, inputs, _ = draw(3, 5, 40, 1)
    parts = pool.parts
    np.testing.assert_allclose(parts["training"].inputs[:, 0], inputs, rtol=1e-6)
    for part, size in (("training", 40), ("probe", 6), ("test", 9)):
        shown, targets = parts[part].inputs[:, 0], parts[part].targets[:, 0, 0]
        assert len(shown) == size
        np.testing.assert_allclose(targets, (shown @ beta) ** 2 / 2, rtol=1e-4, atol=1e-6)
    assert not np.isin(parts["probe"].inputs, parts["training"].inputs).any()
    assert not np.isin(parts["probe"].inputs, parts["test"].inputs).any()


def pairs(trials):
    """First number, second number and sum of every trial."""
    shown = trials.inputs[:, 0]
    assert (shown.sum(1) == 2).all() and (shown[:, :23].sum(1) == 1).all()
    return shown[:, :23].argmax(1), shown[:, 23:].argmax(1), trials.labels[:, 0]


@pytest.mark.parametrize("seed", [0, 7])
def test_all_pairs_are_in_one_part_with_their_sum(seed):
    parts = modular_addition.draw({"training": 476, "probe": 100, "test": 53}, seed).parts
    seen = set()
    for part in ("training", "test"):
        first, second, total = pairs(parts[part])
        np.testing.assert_array_equal((first + second) % 23, total)
        seen |= set(zip(first.tolist(), second.tolist(), strict=True))
    assert len(seen) == 529
    np.testing.assert_array_equal(parts["probe"].inputs, parts["training"].inputs[:100])


def test_seeds_have_divisions_of_their_own():
    sizes = {"training": 476, "probe": 10, "test": 53}
    first, second = (modular_addition.draw(sizes, seed).parts["test"].inputs for seed in (0, 1))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(modular_addition.draw(sizes, 1).parts["test"].inputs, second)
