"""Dynamical richness against centred kernels written out, and where its value is known."""

import numpy as np
import pytest
import torch
from helpers.shown_activity import shown
from richlazy.measures import dynamical_richness
from richlazy.measures.dynamical_richness import distance_to_span

TRIALS = 60


def drawn(seed, columns):
    return torch.from_numpy(np.random.default_rng(seed).standard_normal((TRIALS, columns)))


def written_out(features, outputs):
    """1 - CKA with the operator of the paper: a projection on the constant and one on the outputs, with any weights."""
    features, outputs = features.numpy(), outputs.numpy()
    centre = np.eye(TRIALS) - 1 / TRIALS
    basis, _ = np.linalg.qr(centre @ outputs)
    minimum = 3.7 * np.ones((TRIALS, TRIALS)) / TRIALS + 0.2 * basis @ basis.T
    kernels = [centre @ kernel @ centre for kernel in (features @ features.T, minimum)]
    overlap, *squares = (np.trace(a @ b) for a, b in (kernels, kernels[:1] * 2, kernels[1:] * 2))
    return 1 - overlap / np.sqrt(np.prod(squares))


@pytest.mark.parametrize("units", [5, 100])
def test_equals_the_written_out_kernels(units):
    features = drawn(0, units) + 3
    outputs = features @ torch.from_numpy(np.random.default_rng(2).standard_normal((units, 3)))
    assert distance_to_span(features, outputs) == pytest.approx(written_out(features, outputs), rel=1e-10)


def test_features_that_are_what_the_outputs_need_are_rich():
    """One feature that a linear read-out scales, and features that are an isometry of the outputs."""
    one = drawn(0, 1)
    assert distance_to_span(one @ torch.ones(1, 7).double() + 5, -2 * one + 1) == pytest.approx(0, abs=1e-12)
    basis = torch.linalg.qr(drawn(1, 3) - drawn(1, 3).mean(0))[0]
    turned = basis @ torch.linalg.qr(drawn(2, 8)[:8])[0][:3]
    assert distance_to_span(turned, basis @ drawn(3, 3)[:3]) == pytest.approx(0, abs=1e-12)


def test_isotropic_features_have_the_value_of_their_dimension():
    """K with d equal eigenvalues, of which the outputs span r: 1 - sqrt(r / d)."""
    dimension, outputs = 16, 4
    features = torch.linalg.qr(drawn(0, dimension) - drawn(0, dimension).mean(0))[0]
    read = features @ drawn(1, outputs)[:dimension]
    assert distance_to_span(features, read) == pytest.approx(1 - (outputs / dimension) ** 0.5, rel=1e-10)


def test_scale_shift_and_rotation_change_nothing():
    features, outputs = drawn(0, 9), drawn(1, 2)
    rotation = torch.linalg.qr(drawn(2, 9)[:9])[0]
    changed = distance_to_span(4 * features @ rotation + 2, outputs @ drawn(3, 2)[:2] - 7)
    assert changed == pytest.approx(distance_to_span(features, outputs), rel=1e-10)


def test_an_output_that_is_the_same_in_all_trials_counts_no_direction():
    features, outputs = drawn(0, 9), drawn(1, 2)
    with_constant = torch.cat([outputs, torch.full((TRIALS, 1), 3.3).double()], 1)
    assert distance_to_span(features, with_constant) == pytest.approx(distance_to_span(features, outputs), rel=1e-10)


def test_outputs_or_features_that_never_vary_have_no_value():
    assert np.isnan(distance_to_span(drawn(0, 4), torch.full((TRIALS, 2), 0.1).double()))
    assert np.isnan(distance_to_span(torch.full((TRIALS, 4), 0.1).double(), drawn(0, 2)))


def test_of_a_network_it_takes_activity_and_outputs_at_the_decision():
    random = np.random.default_rng(0)
    activity, read_out = random.random((TRIALS, 6)), random.standard_normal((2, 6))
    network = shown(activity, read_out=read_out)
    expected = written_out(torch.from_numpy(activity), torch.from_numpy(activity @ read_out.T))
    assert dynamical_richness.measure(shown(np.zeros((TRIALS, 6))), network) == pytest.approx(expected, rel=1e-10)
