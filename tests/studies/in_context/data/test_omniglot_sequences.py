"""Sequences of handwritten characters: the layout of the Gaussian ones, items of the right characters, and refusals."""

import numpy as np
import pytest
from helpers.omniglot_files import published, random_pixels
from richlazy import randomness
from richlazy.contracts.parts import Part
from richlazy.data.definitions import define
from richlazy.data.resource_files import files
from richlazy.errors import InputError

from studies.in_context.argument_checks.omniglot_sequences import refuses
from studies.in_context.data import omniglot_sequences
from studies.in_context.omniglot.drawings import drawings_of, write_drawings
from studies.in_context.omniglot.items import characters_of
from studies.in_context.omniglot.sources import find_drawings

SIZES = {"training": 40, "probe": 7, "test": 30}
DRAWINGS = drawings_of(random_pixels(characters=12, drawings=6))
PART = Part("data set", "omniglot_sequences")
DEFAULTS = {name: entry["default"] for name, entry in {**PART.parameters, **PART.constant("ARGUMENTS")}.items()}
ARGUMENTS = DEFAULTS | {"drawings": DRAWINGS.sha256, "held_out_classes": 3, "item_dimension": 8}


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    """Draws a pool of few characters."""
    (tmp_path / "resources").mkdir()
    write_drawings(tmp_path / "resources" / f"omniglot-{DRAWINGS.sha256}.nc", DRAWINGS)
    monkeypatch.chdir(tmp_path)
    return lambda seed=0, **other: omniglot_sequences.draw(SIZES, seed, **ARGUMENTS | other)


def items_of(seed=0):
    return characters_of(DRAWINGS, 3, 8, randomness.generator("classes", seed))


def shown(inputs):
    """Items [trial, N + 1, dimension] of sequences."""
    return inputs[:, ::2, :-1]


def where(table, items):
    """Class and drawing of each item; every item is one of the table [class, drawing, dimension]."""
    flat = table.reshape(-1, table.shape[-1])
    found = np.array([np.flatnonzero((flat == item).all(1))[0] for item in items.reshape(-1, items.shape[-1])])
    return (part.reshape(items.shape[:-1]) for part in np.divmod(found, table.shape[1]))


@pytest.mark.parametrize("pairs", [2, 4])
def test_parts_have_the_layout_of_the_tokens(drawn, pairs):
    pool = drawn(context_pairs=pairs)
    assert list(pool.parts) == ["training", "probe", "test", *omniglot_sequences.PARTS]
    assert pool.decision_step == 2 * pairs and pool.classes == 32
    for part, trials in pool.parts.items():
        assert trials.inputs.shape == (SIZES.get(part, SIZES["test"]), 2 * pairs + 1, 9)
        assert trials.inputs.dtype == np.float32 and not trials.inputs[:, 1::2, :-1].any()
        np.testing.assert_allclose(np.linalg.norm(shown(trials.inputs), axis=-1), 1, atol=1e-5)


def test_no_two_items_of_a_sequence_are_by_the_same_person(drawn):
    for part, trials in drawn().parts.items():
        characters = items_of()
        table = characters.novel if part == "icl" else characters.trained
        _, people = where(table, shown(trials.inputs))
        assert all(len(set(row)) == 5 for row in people.tolist())


def test_in_context_learning_is_tested_with_two_held_out_characters(drawn):
    trials = drawn().parts["icl"]
    classes, _ = where(items_of().novel, shown(trials.inputs))
    labels = trials.inputs[:, 1::2, -1] - 1
    for row, given, answer in zip(classes, labels, trials.labels[:, -1], strict=True):
        assert len(set(row[:4])) == 2 and sorted(np.unique(row[:4], return_counts=True)[1]) == [2, 2]
        assert set(given[row[:4] == row[4]]) == {answer} and len(set(given)) == 2


def test_the_stream_is_of_the_classes_of_the_pool_and_is_fresh(drawn):
    drawn()
    stream = omniglot_sequences.Stream(0, np.random.default_rng(1), **ARGUMENTS)
    first, second = stream.take(2, 8), stream.take(2, 8)
    assert first[0].shape == (2, 8, 9, 9) and first[1].shape == (2, 8)
    assert not np.array_equal(first[0], second[0])
    where(items_of().trained, shown(first[0].reshape(16, 9, 9)))


def test_every_seed_holds_out_characters_of_its_own(drawn):
    first, again, other = (drawn(seed).parts["icl"].inputs for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_drawings_that_are_too_few_are_refused(drawn):
    with pytest.raises(InputError, match="6 drawings of each of 72 classes are too few for context_pairs = 6"):
        drawn(context_pairs=6)
    with pytest.raises(InputError, match=r"label_count = 100; write .*`label_count: 72` or less"):
        drawn(label_count=100)
    with pytest.raises(InputError, match="held_out_classes: found 40; there are 12 characters"):
        drawn(held_out_classes=40)


WRONG = {
    "more held out than there are": (
        {"held_out_classes": 500},
        "held_out_classes: found 500; there are 242 characters",
    ),
    "none left": ({"held_out_classes": 240}, "of which 3 or more must be left"),
    "an odd number of pairs": ({"context_pairs": 5}, "context_pairs: found 5; allowed are even"),
    "more pairs than people": ({"context_pairs": 20}, "of whom there are 20; write `context_pairs: 18`"),
    "more dimensions than fields": (
        {"item_dimension": 197},
        "item_dimension: found 197; .*`item_dimension: 196` or less",
    ),
    "more labels than classes": ({"label_count": 1601}, "more than the 1600 classes.*`label_count: 1600` or less"),
    "fewer labels than pairs": ({"label_count": 2}, "label_count: found 2, fewer than context_pairs = 4"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_drawn_is_refused_before_anything_is_read(name):
    wrong, message = WRONG[name]
    task = {"environment": "OmniglotSequences"}
    parameters = {"training_trials": 10, "probe_trials": 10, "test_trials": 10, "dt": 1} | DEFAULTS
    define("x", task, parameters, {})
    with pytest.raises(InputError, match=f"tasks.x: .*{message}"):
        define("x", task, parameters | wrong, {})


def test_drawings_of_ones_own_are_counted_when_they_are_read():
    assert refuses(ARGUMENTS | {"held_out_classes": 500}) == ""


def test_the_file_is_that_of_the_drawings():
    definition = {"environment": "OmniglotSequences", "arguments": DEFAULTS | {"drawings": "all"}}
    assert files(definition) == ["resources/omniglot-all.nc"]


def test_the_published_drawings_can_be_told_apart_from_few_examples(tmp_path, monkeypatch):
    """Of two held-out characters, the one with the nearer item: what can be done without having learned."""
    found = find_drawings("small", str(published()))
    (tmp_path / "resources").mkdir()
    write_drawings(tmp_path / "resources" / "omniglot-small.nc", found)
    monkeypatch.chdir(tmp_path)
    pool = omniglot_sequences.draw({"training": 1, "probe": 1, "test": 2000}, 0, **DEFAULTS)
    inputs = pool.parts["icl"].inputs
    items, labels = shown(inputs), inputs[:, 1::2, -1] - 1
    nearest = np.einsum("tnd,td->tn", items[:, :4], items[:, 4]).argmax(1)
    right = np.take_along_axis(labels, nearest[:, None], 1)[:, 0] == pool.parts["icl"].labels[:, -1]
    assert right.mean() > 0.8
