"""Blocks of low rank: rank of each block and of the whole, strengths, sizes of groups."""

import numpy as np
import pytest
from richlazy.connectivity.builders import block_low_rank
from richlazy.errors import InputError

GAIN = 1.25


def build(units=300, gain=GAIN, seed=0, blocks=5, block_rank=2, off_block=0.2):
    generator = np.random.default_rng(seed)
    return block_low_rank.build(units, gain, generator, blocks=blocks, block_rank=block_rank, off_block=off_block)


@pytest.mark.parametrize("units", [300, 302])
@pytest.mark.parametrize("block_rank", [1, 3])
def test_every_block_has_the_rank(units, block_rank):
    groups = np.array_split(np.arange(units), 5)
    matrix = build(units, block_rank=block_rank)
    assert matrix.shape == (units, units) and matrix.dtype == np.float64
    for post in groups:
        for pre in groups:
            assert np.linalg.matrix_rank(matrix[np.ix_(post, pre)]) == block_rank


@pytest.mark.parametrize(
    "blocks, block_rank, off_block, rank", [(5, 2, 0.2, 50), (5, 2, 0, 10), (1, 4, 0.2, 4), (6, 9, 1, 300)]
)
def test_the_whole_has_the_stated_rank(blocks, block_rank, off_block, rank):
    assert np.linalg.matrix_rank(build(blocks=blocks, block_rank=block_rank, off_block=off_block)) == rank


@pytest.mark.parametrize("block_rank", [1, 4])
def test_entries_have_the_strength_of_their_block(block_rank):
    group = np.arange(300) // 60
    within = group[:, None] == group
    # An entry is correlated with others of its block: some 60 values of a vector vary freely, hence many seeds.
    variances = [(build(seed=seed, block_rank=block_rank, off_block=0.5) ** 2) for seed in range(40)]
    scaled = np.mean(variances, axis=0) * 300 / GAIN**2
    assert scaled[within].mean() == pytest.approx(1, abs=0.06)
    assert scaled[~within].mean() == pytest.approx(0.25, abs=0.01)


def test_no_strength_between_groups_leaves_blocks_alone():
    group = np.arange(300) // 60
    apart = build(off_block=0)
    assert (apart[group[:, None] != group] == 0).all() and (apart[group[:, None] == group] != 0).all()


def test_one_block_of_full_strength_is_a_product_of_gaussian_vectors():
    matrix = build(blocks=1, block_rank=1)
    np.testing.assert_allclose(matrix * matrix[0, 0], np.outer(matrix[:, 0], matrix[0]), atol=1e-14)
    column = matrix[:, 0] / np.sqrt((matrix[:, 0] ** 2).mean())
    assert (column**4).mean() == pytest.approx(3, abs=1)


def test_blocks_are_independent():
    """No two blocks share a vector, be it in a row or in a column of blocks."""
    matrix = build(block_rank=1, off_block=1)
    blocks = [matrix[60 * a : 60 * a + 60, 60 * b : 60 * b + 60] for a in range(5) for b in range(5)]
    decompositions = [np.linalg.svd(block) for block in blocks]
    for vectors in (np.array([u[:, 0] for u, _, _ in decompositions]), np.array([v[0] for _, _, v in decompositions])):
        overlaps = np.abs(vectors @ vectors.T - np.diag((vectors**2).sum(axis=1)))
        assert overlaps.max() < 5 / np.sqrt(60)


@pytest.mark.parametrize(
    "arguments, key", [({"units": 4}, "blocks: 5"), ({"units": 14, "block_rank": 3}, "block_rank: 3")]
)
def test_groups_that_are_too_small_are_refused(arguments, key):
    with pytest.raises(InputError, match=f"^{key} is more than"):
        build(**arguments)


def test_groups_that_just_suffice_are_built():
    assert build(units=5, block_rank=1).shape == (5, 5)
    assert build(units=14, block_rank=2).shape == (14, 14)


def test_the_gain_scales_and_the_generator_fixes_the_matrix():
    np.testing.assert_allclose(build(gain=2.5), 2 * build(gain=1.25))
    assert np.array_equal(build(), build()) and not np.array_equal(build(), build(seed=1))
