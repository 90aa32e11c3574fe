"""Pools and streams of sequences, whatever their items are: what the data sets of this study share."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from richlazy import randomness
from richlazy.data.trials import PARTS, Pool, Trials

from studies.in_context import sequences
from studies.in_context.sequences import Choice, World

# Items [..., D] of classes [...], with random numbers of this generator.
Items = Callable[[np.random.Generator, np.ndarray], np.ndarray]
# From a generator and a number of trials: two different classes [trial, 2] that are never trained, and their items.
Novel = Callable[[np.random.Generator, int], tuple[np.ndarray, Items]]

# Sets in which the label of the query is nowhere in the context, each with its queries.
_IN_WEIGHTS = {
    "iwl": sequences.marginal_queries,
    "iwl_common": sequences.common_queries,
    "iwl_rare": sequences.rare_queries,
}
# Parts of a pool beside training, probe and test, each of as many sequences as the test part.
FURTHER = ("icl", "flipped", *_IN_WEIGHTS)


class Sequences(NamedTuple):
    """How sequences of one network are made: its classes, their items, pairs in a context, share of bursty ones."""

    world: World
    items: Items
    pairs: int
    burstiness: float

    def draw(self, random: np.random.Generator, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Fresh sequences of training in this shape: inputs [..., time, input], and the label of the query [...]."""
        choice = sequences.training_choice(random, shape, self.pairs, self.burstiness, self.world)
        return _tokens(random, choice, self.items)

    def further(self, part: str, random: np.random.Generator, trials: int, novel: Novel) -> tuple:
        """The same of one of the FURTHER parts."""
        if part == "icl":
            classes, items = novel(random, trials)
            choice = sequences.novel_choice(random, classes, self.pairs, self.world.label_count)
            return _tokens(random, choice, items)
        if part == "flipped":
            choice = sequences.flipped_choice(random, trials, self.pairs, self.world)
        else:
            query = _IN_WEIGHTS[part](random, trials, self.world)
            choice = sequences.weights_choice(random, query, self.pairs, self.world)
        return _tokens(random, choice, self.items)


class SequenceStream:
    """Fresh sequences of training without end."""

    def __init__(self, own: Sequences, generator: np.random.Generator):
        self._own, self._random = own, generator

    def take(self, steps: int, batch: int) -> tuple[np.ndarray, np.ndarray]:
        """Inputs [step, trial, time, input] float32 and labels [step, trial] of the next minibatches."""
        return self._own.draw(self._random, (steps, batch))


def pool_of(sizes: Mapping[str, int], seed: int, own: Sequences, novel: Novel) -> Pool:
    """Pool with all parts; each has random numbers of its own, so that the size of one changes no other."""
    parts = {}
    for part, number in PARTS.items():
        parts[part] = own.draw(randomness.generator("trials", seed, number), (sizes[part],))
    for number, part in enumerate(FURTHER, len(PARTS)):
        parts[part] = own.further(part, randomness.generator("trials", seed, number), sizes["test"], novel)
    trials = {part: _trials(*drawn) for part, drawn in parts.items()}
    return Pool(trials, decision_step=2 * own.pairs, classes=own.world.label_count)


def _tokens(random: np.random.Generator, choice: Choice, items: Items) -> tuple[np.ndarray, np.ndarray]:
    return sequences.tokens(choice, lambda classes: items(random, classes))


def _trials(inputs: np.ndarray, labels: np.ndarray) -> Trials:
    """Trials whose every time step has the label of the query; only that of the last is to be scored."""
    return Trials(inputs, np.repeat(labels[:, None].astype(np.int16), inputs.shape[1], axis=1), {})
