"""Sequences of (item, label) pairs and a query item: which classes they show, with which labels, and their tokens.

Everything here is drawn from class numbers and labels alone. Items come from a function of class numbers, and so are
Gaussian or images. After Chan et al. 2022 (arXiv 2205.05055), section 2, without filler tokens.

Shapes: N pairs in the context, K classes, L labels, D dimensions of an item.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# Classes in the set of the commonest.
COMMONEST = 10


class Choice(NamedTuple):
    """Classes [..., N + 1] and labels [..., N + 1] of sequences; the last of each are those of the query."""

    classes: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Marginal:
    """Classes drawn with given weights, in an order in which those of one group are neighbours.

    order: classes [K]. group: number of the group of each place of the order [K], rising. upper: cumulative probability
    up to each place [K].
    """

    order: np.ndarray
    group: np.ndarray
    upper: np.ndarray

    @classmethod
    def of(cls, weights: np.ndarray, groups: np.ndarray | None = None) -> "Marginal":
        """Weights [K] and, for `outside`, the group of every class [K]; by default each class is one of its own."""
        groups = np.arange(len(weights)) if groups is None else groups
        order = np.argsort(groups, kind="stable")
        upper = np.cumsum(weights[order])
        return cls(order, groups[order], upper / upper[-1])

    def draw(self, random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        """Independent classes of this shape."""
        return self.order[np.searchsorted(self.upper, random.random(shape), side="right")]

    def outside(self, random: np.random.Generator, groups: np.ndarray) -> np.ndarray:
        """Independent classes, each from the marginal of all classes but those of one group, in the shape of `groups`.

        There must be a class outside every group.
        """
        first, last = (np.searchsorted(self.group, groups, side=side) for side in ("left", "right"))
        below, above = (np.concatenate([[0], self.upper])[place] for place in (first, last))
        at = random.random(groups.shape) * (1 - (above - below))
        at = np.where(at < below, at, at + (above - below))
        place = np.minimum(np.searchsorted(self.upper, at, side="right"), len(self.order) - 1)
        # Rounding at an edge of the group.
        inside = (place >= first) & (place < last)
        return self.order[np.where(inside, np.where(last < len(self.order), last, first - 1) % len(self.order), place)]


def zipf_weights(classes: int, exponent: float) -> np.ndarray:
    """Weights [class] proportional to rank^-exponent; class 0 is the commonest."""
    weights = np.arange(1, classes + 1, dtype=float) ** -exponent
    return weights / weights.sum()


def labels_of_classes(random: np.random.Generator, classes: int, labels: int) -> np.ndarray:
    """The label of every class [class]: a random permutation of the classes, modulo the number of labels."""
    return random.permutation(classes) % labels


@dataclass(frozen=True)
class World:
    """The classes of one network: how often each comes, and its label.

    by_class, by_label: the marginal, with every class as a group of its own, and with those of one label as a group.
    labels: label of every class [K]. label_count: L.
    """

    by_class: Marginal
    by_label: Marginal
    labels: np.ndarray
    label_count: int

    @classmethod
    def of(cls, labels: np.ndarray, label_count: int, zipf_exponent: float) -> "World":
        """Classes with these labels [K], common by Zipf's law."""
        weights = zipf_weights(len(labels), zipf_exponent)
        return cls(Marginal.of(weights), Marginal.of(weights, labels), labels, label_count)

    def labelled(self, classes: np.ndarray) -> Choice:
        """Sequences of these classes [..., N + 1] with their own labels."""
        return Choice(classes, self.labels[classes])


def training_choice(
    random: np.random.Generator, shape: tuple[int, ...], pairs: int, burstiness: float, world: World
) -> Choice:
    """Sequences of training, in the shape [...].

    With probability `burstiness` a sequence is bursty: half of its pairs show the query's class, the others ONE other
    class, drawn from the marginal without the query's, in a random order. Otherwise its pairs are independent draws of
    the marginal.
    """
    query = world.by_class.draw(random, shape)
    bursty = random.random((*shape, 1)) < burstiness
    halves = _halves(random, query, world.by_class.outside(random, query), pairs)
    context = np.where(bursty, halves, world.by_class.draw(random, (*shape, pairs)))
    return world.labelled(_with_query(context, query))


def novel_choice(random: np.random.Generator, classes: np.ndarray, pairs: int, label_count: int) -> Choice:
    """In-context learning: two classes [trial, 2] that were never trained, with two random different labels."""
    first = random.integers(label_count, size=len(classes))
    second = (first + 1 + random.integers(label_count - 1, size=len(classes))) % label_count
    return _two_classes(random, classes, np.stack([first, second], 1), pairs)


def flipped_choice(random: np.random.Generator, trials: int, pairs: int, world: World) -> Choice:
    """Two trained classes of different labels, each with the label of the other: that of a trial is what its context
    says."""
    query = world.by_class.draw(random, (trials,))
    classes = np.stack([query, world.by_label.outside(random, world.labels[query])], 1)
    return _two_classes(random, classes, world.labels[classes[:, ::-1]], pairs)


def weights_choice(random: np.random.Generator, query: np.ndarray, pairs: int, world: World) -> Choice:
    """In-weights learning: the label of the trained class `query` [trial] is nowhere in the context, whose pairs are
    independent draws of the marginal of all classes with another label."""
    groups = np.broadcast_to(world.labels[query][:, None], (len(query), pairs))
    return world.labelled(_with_query(world.by_label.outside(random, groups), query))


def marginal_queries(random: np.random.Generator, trials: int, world: World) -> np.ndarray:
    """Query classes [trial] by the marginal."""
    return world.by_class.draw(random, (trials,))


def common_queries(random: np.random.Generator, trials: int, world: World) -> np.ndarray:
    """Query classes [trial] among the ten commonest, each as often as another."""
    return random.integers(COMMONEST, size=trials)


def rare_queries(random: np.random.Generator, trials: int, world: World) -> np.ndarray:
    """Query classes [trial] among the rarer half, each as often as another."""
    return random.integers(len(world.labels) // 2, len(world.labels), size=trials)


def tokens(choice: Choice, items: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Inputs [..., 2N + 1, D + 1] float32 and the label of the query [...] of sequences.

    items: from classes [..., N + 1] to items [..., N + 1, D]. The tokens are item, label, item, ..., query: an item has
    0 in the last channel, a label zeros and label + 1 in the last.
    """
    shown = items(choice.classes)
    inputs = np.zeros((*shown.shape[:-2], 2 * shown.shape[-2] - 1, shown.shape[-1] + 1), np.float32)
    inputs[..., ::2, :-1] = shown
    inputs[..., 1::2, -1] = choice.labels[..., :-1] + 1
    return inputs, choice.labels[..., -1]


def _two_classes(random: np.random.Generator, classes: np.ndarray, labels: np.ndarray, pairs: int) -> Choice:
    """Sequences of two classes [trial, 2] with these labels [trial, 2], each in half of the pairs; the first is the
    query."""
    zero, one = np.zeros(len(classes), int), np.ones(len(classes), int)
    which = _with_query(_halves(random, zero, one, pairs), zero)
    return Choice(np.take_along_axis(classes, which, 1), np.take_along_axis(labels, which, 1))


def _halves(random: np.random.Generator, query: np.ndarray, other: np.ndarray, pairs: int) -> np.ndarray:
    """Classes [..., pairs], one half of them `query`, the other `other`, in a random order."""
    order = np.argsort(random.random((*query.shape, pairs)), axis=-1)
    return np.where(order < pairs // 2, query[..., None], other[..., None])


def _with_query(context: np.ndarray, query: np.ndarray) -> np.ndarray:
    return np.concatenate([context, query[..., None]], axis=-1)
