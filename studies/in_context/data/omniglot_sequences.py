"""Sequences of handwritten characters (Omniglot: Lake, Salakhutdinov & Tenenbaum 2015) and their labels, with a query.

An item is a drawing: linear discriminants of its ink in 14 × 14 fields, scaled to norm 1. They are fitted to the
trained classes. Every character that is trained on gives eight classes, by the symmetries of the square. The characters
of `icl` are held out before that: neither they nor their images are trained on or fitted to.

The label of a class is a random permutation of the classes, modulo the number of labels. Class 0 is the commonest. No
two drawings of a sequence are by the same person, so that a query is never a copy of an item of its context. Beyond
that all parts draw from all drawings of a class: those of trained classes were seen in training, in other sequences.
"""

from collections.abc import Mapping

import numpy as np
from richlazy import randomness
from richlazy.data.trials import Pool
from richlazy.errors import InputError

from studies.in_context.omniglot.drawings import read_drawings
from studies.in_context.omniglot.items import Characters, characters_of
from studies.in_context.pools import Items, Sequences, SequenceStream, pool_of
from studies.in_context.sequences import World, labels_of_classes

KIND = "trials"
ENVIRONMENT = "OmniglotSequences"
SAMPLES = None
RESOURCES = ["resources/omniglot-{drawings}.nc"]
# Every network has held-out characters of its own, and fresh sequences at every step.
REPLICATE = "seed"
STREAM = True
PARTS = ["icl", "flipped", "iwl", "iwl_common", "iwl_rare"]
STEPS = {"always": 1, "context_pairs": 2}
CHANNELS = {"always": 1, "item_dimension": 1}
ARGUMENTS = {
    "drawings": {
        "description": "`small`: 242 characters of eight alphabets; `all`: 1 623 characters of 50 alphabets; or the "
        "SHA-256 of drawings of one's own that `machine.omniglot` names, which the message tells that refuses them.",
        "type": "string",
        "pattern": "^(small|all|[0-9a-f]{64})$",
        "allowed": "`small`, `all`, or 64 hexadecimal digits",
        "default": "small",
    },
}
PARAMETERS = {
    "held_out_classes": {
        "description": "Number of characters that are held out of training, for `icl`.",
        "unit": "characters",
        "type": "integer",
        "minimum": 2,
        "maximum": 100_000,
        "default": 42,
        "stage": "trials",
    },
    "item_dimension": "data set gaussian_classes",
    "label_count": "data set gaussian_classes",
    "context_pairs": "data set gaussian_classes",
    "burstiness": "data set gaussian_classes",
    "zipf_exponent": "data set gaussian_classes",
}
ADVICE = {
    "drawings": {
        "recommended": "`small`; `all` for the complete size",
        "cost": "`all` has 16 MB to download in the place of 3",
    },
    "held_out_classes": {
        "recommended": [42, 123],
        "reason": "42 of 242 characters, 123 of 1623; those that are left are trained on",
        "cost": "none",
    },
}


class Stream(SequenceStream):
    """Fresh sequences of the trained classes of `draw` with the same seed."""

    def __init__(self, seed: int, generator: np.random.Generator, **arguments):
        super().__init__(_made(seed, **arguments)[0], generator)


def draw(sizes: Mapping[str, int], seed: int, **arguments) -> Pool:
    """Pool of `sizes` sequences by part; those of PARTS have as many as the test part."""
    own, characters = _made(seed, **arguments)
    count, items = len(characters.novel), _items(characters.novel)

    def novel(random: np.random.Generator, trials: int) -> tuple[np.ndarray, Items]:
        """Two characters for each trial, drawn anew for each."""
        first = random.integers(count, size=trials)
        second = (first + 1 + random.integers(count - 1, size=trials)) % count
        return np.stack([first, second], 1), items

    return pool_of(sizes, seed, own, novel)


def _made(
    seed: int,
    drawings: str,
    held_out_classes: int,
    item_dimension: int,
    label_count: int,
    context_pairs: int,
    burstiness: float,
    zipf_exponent: float,
) -> tuple[Sequences, Characters]:
    found = read_drawings(RESOURCES[0].format(drawings=drawings))
    random = randomness.generator("classes", seed)
    characters = characters_of(found, held_out_classes, item_dimension, random)
    classes, each = characters.trained.shape[:2]
    if each <= context_pairs or label_count > classes:
        raise InputError(
            f"OmniglotSequences: {each} drawings of each of {classes} classes are too few for context_pairs = "
            f"{context_pairs} and label_count = {label_count}; write `context_pairs: {(each - 1) // 2 * 2}` and "
            f"`label_count: {min(classes, label_count)}` or less"
        )
    world = World.of(labels_of_classes(random, classes, label_count), label_count, zipf_exponent)
    return Sequences(world, _items(characters.trained), context_pairs, burstiness), characters


def _items(table: np.ndarray) -> Items:
    """Items of classes [..., N + 1] from a table [class, drawing, dimension]; in a sequence by different people."""

    def items(random: np.random.Generator, classes: np.ndarray) -> np.ndarray:
        people = random.random((*classes.shape[:-1], table.shape[1])).argsort(-1)[..., : classes.shape[-1]]
        return table[classes, people]

    return items
