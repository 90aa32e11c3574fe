"""Streams of networks: their seeds, and what a stream may not give."""

import numpy as np
import pytest
from richlazy import randomness
from richlazy.data import streams
from richlazy.data.trials import replicate_seed
from richlazy.errors import InputError


class Told:
    """A stream that keeps what it was made with."""

    def __init__(self, seed, generator, **arguments):
        self.seed, self.first, self.arguments = seed, generator.random(), arguments


@pytest.fixture
def opened(monkeypatch):
    """A function that opens the stream of a network; own: whether every seed has data of its own."""

    def opened(seed, *children, own=True, trial_seed=2):
        monkeypatch.setattr(streams, "TABLES", {"Told": "told"})
        monkeypatch.setattr(streams, "replicate", lambda definition: "seed" if own else None)
        monkeypatch.setattr(streams.registry, "find", lambda name: type("Module", (), {"Stream": Told}))
        definition = {"environment": "Told", "arguments": {"pairs": 4}}
        return streams.open_stream({"task_definition": definition, "trial_seed": trial_seed}, seed, *children)

    return opened


def test_the_seed_of_the_pool_makes_the_classes_and_that_of_the_network_the_trials(opened):
    one = opened(5)
    assert one.arguments == {"pairs": 4} and one.seed == replicate_seed(2, 5)
    assert one.first == randomness.generator("stream", 5).random()
    assert opened(5, own=False).seed == 2 and opened(6, own=False).first != one.first
    assert opened(5, 1).seed == one.seed and opened(5, 1).first != one.first


LIKE = (2, 3, 5, 4)


@pytest.mark.parametrize("shape", [LIKE[:2], LIKE[:3]])
def test_labels_of_trials_or_of_steps_are_taken(shape):
    streams.check_taken(np.zeros(LIKE, np.float32), np.full(shape, 6), LIKE, 7)


@pytest.mark.parametrize(
    "inputs, labels, message",
    [
        (np.zeros(LIKE), np.zeros(LIKE[:2], int), r"inputs \[2, 3, 5, 4\] of float64; allowed are .* float32"),
        (np.zeros((2, 3, 4, 5), np.float32), np.zeros(LIKE[:2], int), r"allowed are \[2, 3, 5, 4\]"),
        ([], np.zeros(LIKE[:2], int), r"inputs \[0\] of list"),
        (np.zeros(LIKE, np.float32), np.zeros(LIKE[:2]), "labels .*whole numbers from 0 to 6"),
        (np.zeros(LIKE, np.float32), np.zeros((3, 2), int), r"labels \(3, 2\)"),
        (np.zeros(LIKE, np.float32), np.full(LIKE[:2], 7), "from 0 to 6"),
    ],
)
def test_what_is_no_minibatch_is_refused(inputs, labels, message):
    with pytest.raises(InputError, match=message):
        streams.check_taken(inputs, labels, LIKE, 7)
