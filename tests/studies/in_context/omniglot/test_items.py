"""Items of characters: held out before the symmetries, of norm 1, and refused where too many are held out."""

import numpy as np
import pytest
from helpers.omniglot_files import random_pixels
from richlazy.errors import InputError

from studies.in_context.omniglot.discriminants import symmetries
from studies.in_context.omniglot.drawings import drawings_of
from studies.in_context.omniglot.items import characters_of

DRAWINGS = drawings_of(random_pixels(characters=12, drawings=6))


def made(drawings=DRAWINGS, held_out=3, dimension=8, seed=0):
    return characters_of(drawings, held_out, dimension, np.random.default_rng(seed))


def held_out_characters(seed=0, held_out=3):
    return np.random.default_rng(seed).permutation(len(DRAWINGS.names))[:held_out]


def test_every_trained_character_gives_eight_classes_of_norm_one():
    trained, novel = made()
    assert trained.shape == (8 * 9, 6, 8) and novel.shape == (3, 6, 8)
    for items in (trained, novel):
        assert items.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(items, axis=-1), 1, atol=1e-5)


def test_what_is_trained_does_not_hang_on_held_out_characters():
    """Nothing is fitted to them, and none of their images is trained on: other drawings of them change nothing."""
    ink = DRAWINGS.ink.copy()
    ink[held_out_characters()] = np.random.default_rng(5).integers(0, 226, ink[held_out_characters()].shape)
    trained, novel = made(DRAWINGS._replace(ink=ink))
    np.testing.assert_array_equal(trained, made().trained)
    assert np.abs(novel - made().novel).max() > 0.1


def test_turned_drawings_give_the_same_classes():
    """All drawings turned: the same classes, in another order."""
    turned = DRAWINGS.ink.reshape(*DRAWINGS.ink.shape[:2], -1)[..., symmetries(14)[1]].reshape(DRAWINGS.ink.shape)
    original, other = made(dimension=196).trained, made(DRAWINGS._replace(ink=turned), dimension=196).trained
    # Angles between the drawings of a class do not depend on the order of classes, nor on the basis.
    angles = [np.sort(np.einsum("cd,cd->c", items[:, 0], items[:, 1])) for items in (original, other)]
    np.testing.assert_allclose(angles[0], angles[1], atol=1e-3)


def test_seeds_choose_the_characters_and_equal_seeds_give_equal_bits():
    np.testing.assert_array_equal(made().trained, made().trained)
    assert not np.array_equal(made().novel, made(seed=1).novel)


@pytest.mark.parametrize("held_out", [10, 12, 500])
def test_more_than_there_are_cannot_be_held_out(held_out):
    with pytest.raises(InputError, match=rf"held_out_classes: found {held_out}; there are 12 .*`held_out_classes: 2`"):
        made(held_out=held_out)
    assert made(held_out=9).trained.shape[0] == 24
