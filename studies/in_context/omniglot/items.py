"""Items of characters: classes held out, symmetries of the others, and the discriminants that are fitted to these."""

from typing import NamedTuple

import numpy as np
from richlazy.errors import InputError

from studies.in_context.omniglot.discriminants import discriminants, symmetries
from studies.in_context.omniglot.drawings import FULL, Drawings
from studies.in_context.omniglot.published import refuses_held_out

# Added to the variance within classes of the ink of a field, which is between 0 and 1.
RIDGE = 1e-3


class Characters(NamedTuple):
    """Items of unit norm, float32 [class, drawing, dimension].

    trained: the symmetric copies of the characters that are trained on, in random order. novel: the characters that
    are held out, upright. Drawing number d of all characters of an alphabet is by one person.
    """

    trained: np.ndarray
    novel: np.ndarray


def characters_of(drawings: Drawings, held_out: int, dimension: int, generator: np.random.Generator) -> Characters:
    """Items of the drawings, with `held_out` characters chosen at random that nothing is fitted to.

    Characters are held out before the symmetries, so that no symmetric copy of one of them is trained on. Raises
    InputError where too few are left.
    """
    if why := refuses_held_out(held_out, len(drawings.names)):
        raise InputError(why)
    characters = generator.permutation(len(drawings.names))
    ink = drawings.ink.reshape(*drawings.ink.shape[:2], -1)[characters] / np.float32(FULL)
    novel, upright = ink[:held_out], ink[held_out:]
    group = symmetries(drawings.ink.shape[-1])
    mean, directions = discriminants(upright, dimension, RIDGE, group)
    trained = np.concatenate([_projected(upright[:, :, element], mean, directions) for element in group])
    return Characters(trained[generator.permutation(len(trained))], _projected(novel, mean, directions))


def _projected(ink: np.ndarray, mean: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Discriminants of the ink [class, drawing, field], of norm 1, float32 [class, drawing, dimension]."""
    found = (ink - mean) @ directions
    return (found / np.linalg.norm(found, axis=-1, keepdims=True)).astype(np.float32)
