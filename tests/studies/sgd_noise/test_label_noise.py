"""Moments of linear networks with label noise: explicit neurons, and the theory of their shrinking."""

import numpy as np
import pytest

from studies.sgd_noise.label_noise import Moments, joined, moments, radius, theory, update


def layers(units, inputs, seed):
    random = np.random.default_rng(seed)
    scale = units**-0.25
    return scale * random.standard_normal((units, inputs)), scale * random.standard_normal(units)


def test_moments_are_those_of_explicit_neurons():
    """To rounding, after hundreds of large updates with noise, of several networks at once."""
    random, networks = np.random.default_rng(0), [layers(units, 4, seed) for seed, units in enumerate((5, 12, 40))]
    state, rate = joined([moments(*one) for one in networks]), np.array([0.05, 0.03, 0.02])
    for _ in range(300):
        x, y = random.standard_normal((3, 4)) / 2, 3 * random.standard_normal(3)
        state = update(state, x, y, rate)
        for k, (first, second) in enumerate(networks):
            c = -rate[k] * (second @ first @ x[k] - y[k])
            networks[k] = first + c * np.outer(second, x[k]), second + c * first @ x[k]
    expected = joined([moments(*one) for one in networks])
    for found, known in zip(state, expected, strict=True):
        np.testing.assert_allclose(found, known, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(state.norm, [np.linalg.norm(first) for first, _ in networks])


def test_without_a_step_nothing_changes():
    state = moments(*layers(9, 3, 1))
    for found, known in zip(update(state, np.ones((1, 3)), np.ones(1), np.zeros(1)), state, strict=True):
        np.testing.assert_array_equal(found, known)


def test_the_squared_norm_falls_by_the_share_of_theory():
    """Many runs of one wide network, with isotropic samples and a small step: mean change over many updates."""
    random, inputs, units, runs, rate, noise = np.random.default_rng(2), 3, 4000, 400, 0.05 / 4000**0.5, 20.0
    one = moments(*layers(units, inputs, 3))
    state = Moments(*(np.repeat(part, runs, 0) for part in one))
    x = np.eye(inputs)[random.integers(inputs, size=(3000, runs))]
    y = noise * random.standard_normal((3000, runs))
    for step in range(3000):
        if step == 500:
            before = state.norm**2
        state = update(state, x[step], y[step], np.full(runs, rate))
    share = 1 - ((state.norm**2).mean() / before.mean()) ** (1 / 2500)
    assert share == pytest.approx(rate**2 * noise**2 / inputs, rel=0.1)


def test_theory_is_the_time_of_that_share():
    units, noise, rate = np.array([256, 1024]), np.array([2.0, 8.0]), np.array([0.01, 0.005])
    found = theory(units, noise, rate, 10)
    np.testing.assert_allclose((1 - rate**2 * noise**2 / 10) ** (found / 2), 1 - radius(units), rtol=1e-5)
