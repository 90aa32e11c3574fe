"""Blocks of low rank: the connections between two groups of units have a low rank."""

import numpy as np

from richlazy.errors import InputError

SOURCE = (
    "Mastrogiuseppe & Ostojic 2018, Neuron 99:609 (random vectors of low rank), in the blocks of "
    "Aljadeff, Stern & Sharpee 2015, Phys Rev Lett 114:088101"
)
DENSE = True
ARGUMENTS = {
    "blocks": {
        "description": "Number of groups of units.",
        "type": "integer",
        "minimum": 1,
        "maximum": 100_000,
        "default": 5,
    },
    "block_rank": {
        "description": "Rank of the connections from one group to one group.",
        "type": "integer",
        "minimum": 1,
        "maximum": 100_000,
        "default": 2,
    },
    "off_block": {
        "description": "Strength of the connections between different groups; those within a group have strength 1.",
        "type": "number",
        "minimum": 0,
        "maximum": 1000,
        "default": 0.2,
    },
}
ADVICE = {
    "blocks": {
        "recommended": [2, 10],
        "cost": "none",
    },
    "block_rank": {
        "recommended": [1, 5],
        "reason": "the rank of the matrix is at most `block_rank` × the square of `blocks`",
        "cost": "none",
    },
    "off_block": {
        "recommended": [0, 1],
        "reason": "0: groups apart; 1: no blocks to see",
        "cost": "none",
    },
}


def build(
    units: int,
    gain: float,
    generator: np.random.Generator,
    *,
    blocks: int,
    block_rank: int,
    off_block: float,
) -> np.ndarray:
    """Matrix [post, pre] of blocks, each a sum of `block_rank` outer products of Gaussian vectors.

    Groups are consecutive units; their sizes differ by at most one. Entries within a group have the variance
    gain² / units of Gaussian connectivity, entries between groups off_block² times that. All vectors are independent:
    the rank is blocks² · block_rank, or blocks · block_rank if off_block is 0, and at most `units`.

    Raises InputError where a group is smaller than the rank of its block.
    """
    _check_sizes(units, blocks, block_rank)
    groups = np.array_split(np.arange(units), blocks)
    left, right = generator.standard_normal((2, blocks, units, block_rank))
    matrix = np.block(
        [[left[b, post] @ right[a, pre].T for b, pre in enumerate(groups)] for a, post in enumerate(groups)]
    )
    group = np.repeat(np.arange(blocks), [len(members) for members in groups])
    strength = np.where(group[:, None] == group, 1.0, off_block)
    return gain / np.sqrt(block_rank * units) * strength * matrix


def _check_sizes(units: int, blocks: int, block_rank: int) -> None:
    if blocks > units:
        raise InputError(
            f"blocks: {blocks} is more than the {units} units; write `blocks: {units}` or less, or raise `hidden`"
        )
    smallest = units // blocks
    if block_rank > smallest:
        raise InputError(
            f"block_rank: {block_rank} is more than the {smallest} units of the smallest of {blocks} groups; write "
            f"`block_rank: {smallest}` or less, or fewer `blocks`"
        )
