"""Sequences of items of Gaussian classes and their labels, with a query item: they can be learned in the context or in
the weights (Chan et al. 2022, arXiv 2205.05055; Gaussian classes as in Reddy 2024, arXiv 2312.03002).

An item of a class is (mu + eps xi) / sqrt(1 + eps²). Both mu and the noise xi are N(0, I/D), so that the square of an
item's norm is 1 on average whatever eps. The label of a class is a random permutation of the classes, modulo the number
of labels. Class 0 is the commonest.
"""

from collections.abc import Mapping

import numpy as np
from richlazy import randomness
from richlazy.data.trials import Pool

from studies.in_context.pools import Items, Sequences, SequenceStream, pool_of
from studies.in_context.sequences import World, labels_of_classes

KIND = "trials"
ENVIRONMENT = "GaussianClasses"
SAMPLES = None
# Every network has classes of its own, and fresh sequences at every step.
REPLICATE = "seed"
STREAM = True
PARTS = ["icl", "flipped", "iwl", "iwl_common", "iwl_rare"]
STEPS = {"always": 1, "context_pairs": 2}
CHANNELS = {"always": 1, "item_dimension": 1}
ARGUMENTS = {}
PARAMETERS = {
    "class_count": {
        "description": "Number of classes K that are trained; the ten commonest and the rarer half must be different.",
        "unit": "classes",
        "type": "integer",
        "minimum": 20,
        "maximum": 100_000,
        "default": 2048,
        "stage": "trials",
    },
    "item_dimension": {
        "description": "Number of dimensions D of an item.",
        "unit": "inputs",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "default": 32,
        "stage": "trials",
    },
    "item_noise": {
        "description": "Noise eps of an item, in units of the distance of its class from the origin.",
        "unit": "1",
        "type": "number",
        "minimum": 0,
        "maximum": 1000,
        "default": 0.1,
        "stage": "trials",
    },
    "label_count": {
        "description": "Number of labels L; several classes share one where there are more classes.",
        "unit": "labels",
        "type": "integer",
        "minimum": 2,
        "maximum": 32_767,
        "default": 32,
        "stage": "trials",
    },
    "context_pairs": {
        "description": "Number of pairs N of an item and its label before the query; even, since bursts are halves.",
        "unit": "pairs",
        "type": "integer",
        "minimum": 2,
        "maximum": 1000,
        "default": 4,
        "stage": "trials",
    },
    "burstiness": {
        "description": "Share of training sequences whose context shows the query's class in half of its pairs and one "
        "other class in the others; the pairs of all others are independent.",
        "unit": "1",
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 0.9,
        "stage": "trials",
    },
    "zipf_exponent": {
        "description": "Exponent s of how often classes come, rank^-s; 0: all as often.",
        "unit": "1",
        "type": "number",
        "minimum": 0,
        "maximum": 10,
        "default": 0,
        "stage": "trials",
    },
}
ADVICE = {
    "class_count": {
        "recommended": [64, 8192],
        "reason": "few are learned in weights, many in context",
        "cost": (
            "memory of class means is linear in it, times `item_dimension`, for each seed; a step does not depend on it"
        ),
    },
    "item_dimension": {
        "recommended": [32, 32],
        "reason": "the setting of the study; other dimensions were not tried",
        "cost": "a step is linear in it, and small beside the rest of the network",
    },
    "item_noise": {
        "recommended": [0.1, 0.1],
        "reason": "the setting of the study; other values were not tried",
        "cost": "none",
    },
    "label_count": {
        "recommended": [32, 512],
        "reason": "labels must be few: with one for each class nothing is learned in context here",
        "cost": "the tangent kernel has a row for every label of a trial: time and memory go as the square",
    },
    "context_pairs": {
        "recommended": [4, 8],
        "cost": "a sequence has 1 + 2 · `context_pairs` tokens: a step is linear in it, attention quadratic",
    },
    "burstiness": {
        "recommended": [0, 1],
        "reason": "0, .5, .9 and 1 go from learning in weights to learning in context",
        "cost": "none",
    },
    "zipf_exponent": {
        "recommended": [0, 3],
        "reason": "at 1 both ways of learning are there at once",
        "cost": "none",
    },
}


class Stream(SequenceStream):
    """Fresh sequences of the classes of `draw` with the same seed."""

    def __init__(self, seed: int, generator: np.random.Generator, **arguments):
        super().__init__(_sequences(seed, **arguments), generator)


def draw(sizes: Mapping[str, int], seed: int, **arguments) -> Pool:
    """Pool of `sizes` sequences by part; those of PARTS have as many as the test part."""
    dimension, noise = arguments["item_dimension"], arguments["item_noise"]

    def novel(random: np.random.Generator, trials: int) -> tuple[np.ndarray, Items]:
        """Two classes for each trial that no other trial has."""
        return np.arange(2 * trials).reshape(-1, 2), _items(_means(random, 2 * trials, dimension), noise)

    return pool_of(sizes, seed, _sequences(seed, **arguments), novel)


def _sequences(
    seed: int,
    class_count: int,
    item_dimension: int,
    item_noise: float,
    label_count: int,
    context_pairs: int,
    burstiness: float,
    zipf_exponent: float,
) -> Sequences:
    random = randomness.generator("classes", seed)
    labels = labels_of_classes(random, class_count, label_count)
    items = _items(_means(random, class_count, item_dimension), item_noise)
    return Sequences(World.of(labels, label_count, zipf_exponent), items, context_pairs, burstiness)


def _means(random: np.random.Generator, classes: int, dimension: int) -> np.ndarray:
    """Means of classes [class, dimension]."""
    return random.standard_normal((classes, dimension), np.float32) / np.float32(np.sqrt(dimension))


def _items(means: np.ndarray, noise: float) -> Items:
    """Items of classes with these means [class, dimension]."""
    scale = np.float32(1 / np.sqrt(1 + noise**2))
    spread = np.float32(noise / np.sqrt(means.shape[1]))

    def items(random: np.random.Generator, classes: np.ndarray) -> np.ndarray:
        drawn = random.standard_normal((*classes.shape, means.shape[1]), np.float32)
        drawn *= spread
        drawn += means[classes]
        drawn *= scale
        return drawn

    return items
