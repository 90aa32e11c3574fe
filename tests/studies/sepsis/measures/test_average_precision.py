"""Average precision of a network's outputs is scikit-learn's, on every part and whatever the scale of the outputs."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from richlazy.measures.snapshot import Part, Probes
from sklearn.metrics import average_precision_score

from studies.sepsis.measures.average_precision import measure

STEPS, TRIALS = 3, 40
GENERATOR = torch.Generator().manual_seed(0)
LABELS = (torch.rand(TRIALS, generator=GENERATOR) < 0.3).long().expand(STEPS, -1)


def outputs():
    return torch.randn((2, STEPS, TRIALS), generator=GENERATOR)


def probes(**others):
    trials = torch.zeros((1, STEPS, TRIALS)), LABELS
    return replace(Probes(*trials, *trials, 4, STEPS - 1, "any", None, True, "all", 1e9), **others)


def snapshot(found, **others):
    return SimpleNamespace(outputs_on=found.__getitem__, probes=probes(**others))


@pytest.mark.parametrize("alpha", [0.25, 64])
@pytest.mark.parametrize("centre", [False, True])
def test_it_is_that_of_scikit_learn(alpha, centre):
    before, now = {"test": outputs()}, {"test": outputs()}
    moved = now["test"] - before["test"] if centre else now["test"]
    expected = average_precision_score(LABELS[-1], (moved[1] - moved[0])[-1])
    settings = {"alpha": alpha, "centre": centre}
    assert measure(snapshot(before, **settings), snapshot(now, **settings)) == pytest.approx(expected, abs=1e-6)


def test_a_part_has_labels_of_its_own():
    found, labels = {"cut": outputs()}, LABELS.flip(1)
    one = snapshot(found, further={"cut": Part(torch.zeros((1, STEPS, TRIALS)), labels)})
    expected = average_precision_score(labels[-1], (found["cut"][1] - found["cut"][0])[-1])
    assert measure(one, one, "cut") == pytest.approx(expected, abs=1e-6)


def test_without_a_case_there_is_none():
    found = {"cut": outputs()}
    one = snapshot(found, further={"cut": Part(torch.zeros((1, STEPS, TRIALS)), torch.zeros_like(LABELS))})
    assert np.isnan(measure(one, one, "cut"))
