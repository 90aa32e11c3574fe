"""Online learning by its mistakes alone, against explicit weights and fresh samples."""

import numpy as np
import pytest
from scipy import stats

from studies.sgd_noise.exact import depleted
from studies.sgd_noise.online import online


def explicit(recorded, chi, d, temperature, runs, rng):
    """Every step of every run, with a fresh sample and all its inputs."""
    weights, kept = np.zeros((runs, d)), []
    for step in range(1, recorded[-1] + 1):
        inputs, labels = depleted(runs, d, chi, rng)
        signed = inputs * labels[:, None]
        wrong = (weights * signed).sum(1) <= 0
        weights += temperature / np.sqrt(d) * wrong[:, None] * signed
        if step in recorded:
            kept.append((weights[:, 0].copy(), np.linalg.norm(weights[:, 1:], axis=1)))
    return np.array(kept).swapaxes(0, 1)


@pytest.mark.parametrize("chi, d", [(0, 2), (-0.4, 5), (2, 8)])
def test_mistakes_alone_have_the_law_of_every_step(chi, d):
    recorded, runs = [1, 2, 3, 10, 200], 800
    expected = explicit(recorded, chi, d, 1.5, runs, np.random.default_rng(1))
    found = online(recorded, chi, d, 1.5, np.random.default_rng(2), runs)
    for measured, of_explicit in zip(found, expected, strict=True):
        for one, other in zip(measured, of_explicit, strict=True):
            assert stats.ks_2samp(one, other).pvalue > 0.001


def test_runs_grow_along_the_teacher_and_equal_seeds_give_equal_bits():
    along, across = online([1, 10, 1000, 10**5], 1, 20, 1.0, np.random.default_rng(0), 30)
    assert along.shape == across.shape == (4, 30)
    assert (np.diff(along, axis=0) >= 0).all() and (along > 0).all() and (across >= 0).all()
    again = online([1, 10, 1000, 10**5], 1, 20, 1.0, np.random.default_rng(0), 30)
    np.testing.assert_array_equal(again, (along, across))


def test_the_temperature_is_the_unit_of_the_weights():
    for scale in (4.0, 1e-140):
        found, scaled = (online([5, 500], 3, 9, unit, np.random.default_rng(0), 20) for unit in (1.0, scale))
        np.testing.assert_array_equal(scaled, scale * np.array(found))


@pytest.mark.parametrize(
    "change, message",
    [
        ({"recorded": []}, "ascending numbers >= 1"),
        ({"recorded": [0, 3]}, "ascending"),
        ({"recorded": [3, 3]}, "ascending"),
        ({"d": 1}, "allowed are d >= 2"),
        ({"runs": 0}, "runs = 0"),
        ({"chi": -1}, "chi > -1"),
    ],
)
def test_wrong_arguments_are_refused(change, message):
    given = {"recorded": [1], "chi": 0, "d": 3, "temperature": 1.0, "rng": np.random.default_rng(0), "runs": 2}
    with pytest.raises(ValueError, match=message):
        online(**given | change)
