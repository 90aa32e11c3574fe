"""The Lyapunov exponent: closed forms of positive networks, and the whole spectrum by QR of explicit Jacobians."""

import numpy as np
import pytest
import torch
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures import lyapunov_exponent
from richlazy.measures.lyapunov_exponent import in_sequences
from richlazy.measures.snapshot import Probes, Snapshot

UNITS = 10


def make_probes(inputs, leak=1.0, network="recurrent"):
    labels = torch.zeros(inputs.shape[1:], dtype=torch.int64)
    return Probes(inputs, labels, inputs, labels, 1, 0, network, leak, False, "all", 1e9)


def exponent(weights, probes):
    return lyapunov_exponent.measure(Snapshot(weights, probes), Snapshot(weights, probes))


def positive_network(largest):
    """All weights positive, the eigenvalue of largest size `largest`: with positive input no unit is ever silent."""
    recurrent = np.random.default_rng(0).uniform(0.5, 1.5, (UNITS, UNITS))
    recurrent *= largest / np.abs(np.linalg.eigvals(recurrent)).max()
    return Weights(torch.from_numpy(recurrent), torch.ones(UNITS, 2).double(), torch.ones(1, UNITS).double())


@pytest.mark.parametrize("leak", [1.0, 0.5])
@pytest.mark.parametrize("largest", [0.3, 1.0, 4.0])
def test_in_a_network_that_is_never_silent_it_is_the_logarithm_of_the_perron_eigenvalue(largest, leak):
    probes = make_probes(torch.rand(2, 20, 40, dtype=torch.float64), leak)
    expected = np.log(1 - leak + leak * largest)
    assert exponent(positive_network(largest), probes) == pytest.approx(expected, abs=1e-7)


def jacobians(weights, inputs, leak):
    """The Jacobian of every step along a sequence [input, time]."""
    recurrent, feed, _ = (w.numpy() for w in weights)
    state, found = np.zeros(len(recurrent)), []
    for shown in inputs.T.numpy():
        state = np.maximum((1 - leak) * state + leak * (feed @ shown + recurrent @ state), 0)
        found.append((state > 0)[:, None] * ((1 - leak) * np.eye(len(recurrent)) + leak * recurrent))
    return found


@pytest.mark.parametrize("leak", [1.0, 0.4])
def test_it_is_the_largest_of_the_spectrum_by_qr(plain, leak):
    """All directions at once, whichever grows most."""
    weights = plain.random_weights(UNITS, 3, 2, seed=4)
    weights = weights._replace(recurrent=0.5 * weights.recurrent)
    inputs = torch.randn((3, 300, 10), generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    frame, logs = np.linalg.qr(np.random.default_rng(2).standard_normal((UNITS, UNITS)))[0], []
    for jacobian in jacobians(weights, in_sequences(inputs, 10, 1)[..., 0], leak):
        frame, triangle = np.linalg.qr(jacobian @ frame)
        logs.append(np.log(np.maximum(np.abs(np.diag(triangle)), 1e-300)))
    spectrum = np.mean(logs[600:], 0)
    assert exponent(weights, make_probes(inputs, leak)) == pytest.approx(spectrum.max(), rel=0.01)


def test_the_size_of_the_input_does_not_matter(plain):
    """ReLU networks without biases scale with their input."""
    weights, inputs = plain.random_weights(UNITS, 3, 2), torch.randn(3, 8, 60, dtype=torch.float64)
    values = [exponent(weights, make_probes(scale * inputs)) for scale in (1.0, 1e-3, 1e3)]
    np.testing.assert_allclose(values, values[0], rtol=1e-9)


def test_it_is_computed_in_double_precision(plain):
    weights, inputs = plain.random_weights(UNITS, 3, 2), torch.randn(3, 8, 60)
    single = Weights(*(w.float() for w in weights))
    double = Weights(*(w.double() for w in single))
    assert exponent(single, make_probes(inputs)) == exponent(double, make_probes(inputs.double()))


def test_a_silent_network_has_lost_every_perturbation():
    weights = positive_network(1.0)
    silent = weights._replace(input=-weights.input, recurrent=-weights.recurrent)
    assert exponent(silent, make_probes(torch.rand(2, 8, 20, dtype=torch.float64))) == -np.inf


def test_activity_beyond_the_range_of_numbers_has_no_exponent():
    assert np.isnan(exponent(positive_network(1e10), make_probes(torch.rand(2, 8, 20, dtype=torch.float64))))


@pytest.mark.parametrize(
    ("trials", "length", "most", "expected"),
    [
        (7, 3, 5, [[0, 1, 2], [3, 4, 5]]),
        (7, 3, 1, [[0, 1, 2]]),
        (2, 3, 5, [[0, 1]]),
        (1, 1, 1, [[0]]),
    ],
)
def test_trials_follow_one_another_in_their_order(trials, length, most, expected):
    inputs = torch.randn(3, 4, trials)
    found = in_sequences(inputs, length, most)
    assert found.shape == (3, 4 * len(expected[0]), len(expected))
    for number, order in enumerate(expected):
        torch.testing.assert_close(found[..., number], torch.cat([inputs[..., t] for t in order], 1))
