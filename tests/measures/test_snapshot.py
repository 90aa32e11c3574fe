"""What a snapshot tells of any learner: activity by layer, read-out and outputs belong together."""

import pytest
import torch
from richlazy.learners.feedforward import weights as feedforward
from richlazy.learners.feedforward.architecture import architecture
from richlazy.learners.recurrent import weights as recurrent
from richlazy.measures.snapshot import Probes, Snapshot

UNITS, INPUTS, OUTPUTS, TRIALS, DEPTH = 7, 3, 2, 5, 3


def drawn(kind, **shapes):
    generator = torch.Generator().manual_seed(1)
    return kind(**{name: torch.randn(shape, generator=generator) / 2 for name, shape in shapes.items()})


LEARNERS = {
    "recurrent": (
        drawn(recurrent.Weights, recurrent=(UNITS, UNITS), input=(UNITS, INPUTS), output=(OUTPUTS, UNITS)),
        (0.5, 4, ["hidden"]),
    ),
    "feedforward": (
        drawn(feedforward.Weights, hidden=(DEPTH, UNITS, UNITS), embedding=(UNITS, INPUTS), output=(OUTPUTS, UNITS)),
        (architecture({"activation": "relu", "truncated_layers": "all"}), 1, ["layer 1", "layer 2", "layer 3"]),
    ),
}


@pytest.mark.parametrize("name", LEARNERS)
def test_outputs_are_read_from_the_last_layer(name):
    weights, (design, steps, layers) = LEARNERS[name]
    inputs = torch.randn((INPUTS, steps, TRIALS), generator=torch.Generator().manual_seed(2))
    labels = torch.zeros((steps, TRIALS), dtype=torch.int64)
    snapshot = Snapshot(weights, Probes(inputs, labels, inputs, labels, 2, 0, name, design, False, "all", 1e9))
    assert list(snapshot.features) == layers
    assert all(activity.shape == (UNITS, steps, TRIALS) for activity in snapshot.features.values())
    assert torch.equal(snapshot.features[layers[-1]], snapshot.probe_activity)
    read = torch.einsum("ou,utn->otn", snapshot.read_out, snapshot.probe_activity)
    torch.testing.assert_close(snapshot.outputs_on("probe"), read)
