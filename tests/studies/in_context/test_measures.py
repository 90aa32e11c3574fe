"""Read-outs of a context: uniform attention, an induction head made by hand, and no score that depends on the batch."""

import numpy as np
import pytest
import torch
from richlazy import learners
from richlazy.contracts.parts import KINDS
from richlazy.measures.snapshot import Part, Probes, Snapshot

from studies.in_context.data import gaussian_classes
from studies.in_context.measures.closed_set_accuracy import is_correct
from studies.in_context.read_outs import attention, context_labels, matching_label, own_item, query_labels

PAIRS, DIMENSION, LABELS, TRIALS = 4, 32, 4, 200
TIME = 2 * PAIRS + 1
# Orthogonal directions of the stream: item, label, position, item before a label, label of the query.
SIZES = (DIMENSION, LABELS, TIME, DIMENSION, LABELS)
ITEM, LABEL, POSITION, COPIED, ANSWER = (
    slice(end - size, end) for size, end in zip(SIZES, np.cumsum(SIZES).tolist(), strict=True)
)
HALF = sum(SIZES)
SHARP = 1000.0
MEASURES = ("closed_set_accuracy", "attention_to_matching_label", "attention_to_own_item")


def architecture():
    found = learners.parts("in_context_transformer").find("architecture")
    return found.architecture(
        {"learner": "in_context_transformer", "in_context_width": 2 * HALF, "context_pairs": PAIRS},
        DIMENSION + 1,
        LABELS,
    )


def paired(rows):
    """A matrix that writes `rows` and, into the other half of the stream, their negatives, so that means are zero."""
    return torch.cat([rows, -rows])


def moves(target, source, gain=1.0):
    """A matrix [unit, unit] that writes the values of one direction into another."""
    found = torch.zeros(HALF, 2 * HALF)
    found[target, source] = gain * torch.eye(target.stop - target.start)
    return paired(found)


def induction_head(built):
    """Weights of a network that attends from labels to the item before them, and from the query to labels whose item is
    its own, and answers with these."""
    weights = {name: torch.zeros_like(values) for name, values in built.network.named_parameters()}

    def embedded(direction):
        found = torch.zeros(HALF, direction.stop - direction.start)
        found[direction] = torch.eye(direction.stop - direction.start)
        return paired(found)

    weights["embedding.items.weight"] = embedded(ITEM)
    weights["embedding.labels.weight"] = embedded(LABEL)
    weights["embedding.positions"] = embedded(POSITION).T.contiguous()
    before = torch.zeros(HALF, 2 * HALF)
    before[POSITION, POSITION] = SHARP * torch.eye(TIME).roll(-1, 0).triu(1)
    weights["first.query.weight"], weights["first.key.weight"] = paired(before), moves(POSITION, POSITION)
    weights["first.value.weight"], weights["first.output.weight"] = moves(COPIED, ITEM), moves(COPIED, COPIED)
    # The query asks for its own item and for a label: the first token, which sees itself alone, has its item copied.
    asked, told = moves(ITEM, ITEM, SHARP), moves(ITEM, COPIED) + moves(LABEL, LABEL)
    asked[LABEL, POSITION.stop - 1], asked[HALF:][LABEL, POSITION.stop - 1] = SHARP, -SHARP
    weights["second.query.weight"], weights["second.key.weight"] = asked, told
    weights["second.value.weight"], weights["second.output.weight"] = moves(ANSWER, LABEL), moves(ANSWER, ANSWER)
    weights["head.first.weight"][:LABELS, ANSWER] = torch.eye(LABELS)
    weights["head.second.weight"][:LABELS, :LABELS] = torch.eye(LABELS)
    weights["head.logits.weight"][:, :LABELS] = torch.eye(LABELS)
    return tuple(weights[name] for name in built.fields)


def data(parts=("icl", "flipped", "iwl")):
    """Parts of a pool, as measures see them."""
    arguments = {key: entry["default"] for key, entry in gaussian_classes.PARAMETERS.items()}
    arguments |= {"class_count": 64, "item_dimension": DIMENSION, "label_count": LABELS, "context_pairs": PAIRS}
    pool = gaussian_classes.draw({"training": 8, "probe": 8, "test": TRIALS}, 0, **arguments)
    return {
        name: Part(
            torch.from_numpy(pool.parts[name].inputs).permute(2, 1, 0),
            torch.from_numpy(pool.parts[name].labels).long().T,
        )
        for name in parts
    }  # fmt: skip


def snapshot(weights, built, further):
    probes = Probes(
        *further["icl"], *further["icl"], 4, TIME - 1, "in_context_transformer", built, True, "all", 1e9,
        further=further,
    )  # fmt: skip
    return Snapshot(weights, probes)


@pytest.fixture(scope="module")
def head():
    built = architecture()
    weights = induction_head(built)
    return snapshot(weights, built, data())


def taken(name, one, part):
    return KINDS["measure"].find(name).measure(one, one, part)


@pytest.mark.parametrize("part", ["icl", "flipped"])
def test_an_induction_head_reads_every_answer_from_the_context(head, part):
    assert taken("closed_set_accuracy", head, part) == 1
    assert taken("accuracy", head, part) == 1
    assert taken("attention_to_matching_label", head, part) > 0.99
    assert taken("attention_to_own_item", head, part) > 0.99


def test_what_is_not_in_the_context_is_no_part_of_a_score(head):
    assert np.isnan(taken("closed_set_accuracy", head, "iwl"))
    assert np.isnan(taken("attention_to_matching_label", head, "iwl"))
    assert taken("accuracy", head, "iwl") == 0  # a network that copies labels is below chance


def test_uniform_attention_is_at_chance():
    built = architecture()
    weights = induction_head(built)
    values = built.by_name(weights)
    for layer in ("first", "second"):
        values[f"{layer}.query.weight"] = torch.zeros(2 * HALF, 2 * HALF)
    uniform = snapshot(tuple(values.values()), built, data())
    assert taken("attention_to_matching_label", uniform, "icl") == pytest.approx(2 / 9)
    assert taken("attention_to_own_item", uniform, "icl") == pytest.approx((1 / 2 + 1 / 4 + 1 / 6 + 1 / 8) / 4)


def test_attention_adds_up_to_one(head):
    first, last = attention(head, "icl")
    assert first.shape == (TRIALS, TIME, TIME) and last.shape == (TRIALS, TIME)
    for weights in (first, last):
        torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:-1]))
    assert not first.triu(1).any()


def test_attention_by_naming_every_token():
    generator = torch.Generator().manual_seed(0)
    first, last = (torch.rand(shape, generator=generator) for shape in ((3, TIME, TIME), (3, TIME)))
    contexts = torch.randint(LABELS, (3, PAIRS), generator=generator)
    queries = contexts[:, 1]
    for trial in range(3):
        matching = sum(last[trial, 2 * k + 1] for k in range(PAIRS) if contexts[trial, k] == queries[trial])
        assert float(matching_label(last, contexts, queries)[trial]) == pytest.approx(float(matching))
        own = [float(first[trial, 2 * k + 1, 2 * k]) for k in range(PAIRS)]
        assert float(own_item(first)[trial]) == pytest.approx(np.mean(own))


def test_the_closed_set_are_the_labels_of_the_context():
    outputs = torch.tensor([[9.0, 1, 2, 0], [9, 1, 2, 0], [9, 1, 2, 0], [0, 1, 2, 9]])
    contexts, queries = (
        torch.tensor([[1, 2, 1, 2], [1, 2, 1, 2], [0, 3, 3, 0], [1, 2, 2, 1]]),
        torch.tensor([2, 1, 0, 3]),
    )
    correct, counted = is_correct(outputs, contexts, queries)
    assert correct.tolist() == [True, False, True, False]
    assert counted.tolist() == [True, True, True, False]


def test_labels_are_read_from_their_tokens():
    part = data()["icl"]
    contexts, queries = context_labels(part), query_labels(part)
    assert contexts.shape == (TRIALS, PAIRS)
    assert ((contexts >= 0) & (contexts < LABELS)).all()
    assert (contexts == queries[:, None]).sum(1).eq(PAIRS // 2).all()


@pytest.mark.parametrize("name", MEASURES)
def test_a_score_does_not_depend_on_what_else_is_in_the_batch(name):
    built, found = architecture(), data(("icl", "flipped"))
    weights = tuple(values.detach() for values in built.build(0).parameters())
    whole = snapshot(weights, built, found)
    alone = [
        taken(name, snapshot(weights, built, {"icl": Part(*(one[..., k : k + 1] for one in found["icl"]))}), "icl")
        for k in range(TRIALS)
    ]
    assert len(set(alone)) > 1
    assert taken(name, whole, "icl") == pytest.approx(np.mean(alone), rel=1e-5)
