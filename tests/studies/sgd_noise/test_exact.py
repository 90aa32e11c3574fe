"""The perceptron's identities, the density of depleted samples, and the theory of online learning."""

import numpy as np
import pytest
from richlazy.processor import processor
from scipy import special, stats

from studies.sgd_noise.exact import density_at_boundary, depleted, online_steps, online_theory, perceptron
from studies.sgd_noise.online import online

# Least p of a test of a distribution, of which there are a dozen here.
CHANCE = 0.001


def samples(count=40, d=6, chi=0.5, seed=0):
    inputs, labels = depleted(count, d, chi, np.random.default_rng(seed))
    return inputs * labels[:, None]


@pytest.mark.parametrize("batch", [1, 5])
@pytest.mark.parametrize("scale", [8.0, 3.0, 1e-9, 1e9])
def test_at_the_margin_zero_the_path_scales_with_the_step_size(scale, batch):
    signed = samples()
    for most_steps in (1, 7, 40, 10**6):
        found, scaled = (
            perceptron(signed, temperature, 0, np.random.default_rng(2), batch, most_steps)
            for temperature in (1.0, scale)
        )
        assert scaled["steps"] == found["steps"] and scaled["mistakes"] == found["mistakes"]
        np.testing.assert_allclose(scaled["weights"], scale * found["weights"], rtol=1e-12)
        assert scaled["fit"] == found["fit"]
    assert found["fit"]


@pytest.mark.parametrize("batch", [1, 5])
def test_only_the_ratio_of_margin_and_temperature_counts(batch):
    signed = samples()
    found, scaled = (
        perceptron(signed, scale, 0.3 * scale, np.random.default_rng(2), batch, 10**6) for scale in (1.0, 16.0)
    )
    assert found["fit"] and scaled["steps"] == found["steps"] and scaled["mistakes"] == found["mistakes"]
    np.testing.assert_array_equal(scaled["weights"], 16 * found["weights"])


@pytest.mark.parametrize("flushed", [False, True])
def test_a_tiny_margin_is_the_margin_zero(flushed):
    signed = samples()
    with processor(1, flush_denormals=flushed):
        found, tiny = (perceptron(signed, 1.0, margin, np.random.default_rng(2)) for margin in (0, 1e-12))
    np.testing.assert_array_equal(found.pop("weights"), tiny.pop("weights"))
    assert found == tiny and found["fit"]


@pytest.mark.parametrize("batch", [1, 4])
def test_equal_seeds_give_equal_bits(batch):
    found, again = (perceptron(samples(), 0.7, 0.01, np.random.default_rng(5), batch) for _ in range(2))
    np.testing.assert_array_equal(found.pop("weights"), again.pop("weights"))
    assert found == again


@pytest.mark.parametrize("chi", [-0.5, 0, 1, 3.5])
def test_depleted_samples_have_the_moments_of_their_density(chi):
    count = 20_000
    inputs, labels = depleted(count, 3, chi, np.random.default_rng(1))
    assert set(labels) == {-1.0, 1.0} and inputs.dtype == labels.dtype == np.float64
    np.testing.assert_array_equal(np.sign(inputs[:, 0]), labels)
    near = 4 / np.sqrt(count)
    assert abs(labels.mean()) < near
    assert abs((inputs[:, 0] ** 2).mean() / (1 + chi) - 1) < near * np.sqrt(2 / (1 + chi))
    mean = np.sqrt(2) * special.gamma(1 + chi / 2) / special.gamma((1 + chi) / 2)
    assert abs(np.abs(inputs[:, 0]).mean() - mean) < near
    assert stats.kstest(np.abs(inputs[:, 0]), stats.chi(1 + chi).cdf).pvalue > CHANCE
    assert stats.kstest(inputs[:, 1:].ravel(), stats.norm.cdf).pvalue > CHANCE
    assert np.abs(np.corrcoef(np.column_stack([inputs, labels]).T)[1:, 1:3] - np.eye(3)[:, :2]).max() < near


@pytest.mark.parametrize("chi", [-0.5, 0, 1, 3.5])
def test_the_density_at_the_boundary_is_that_of_few_samples(chi):
    near = 1e-3
    share = special.gammainc((1 + chi) / 2, near**2 / 2)
    np.testing.assert_allclose(density_at_boundary(chi) * near ** (1 + chi) / (1 + chi), share, rtol=1e-5)


def test_depletion_goes_from_the_boundary_through_normal_data_to_far_away():
    drawn = {chi: depleted(2000, 3, chi, np.random.default_rng(1)) for chi in (-0.999999, 0, 2, 1e6)}
    at_boundary, normal, depleted_, far = (inputs for inputs, _ in drawn.values())
    assert np.median(np.abs(at_boundary[:, 0])) < 1e-100
    assert stats.kstest(normal[:, 0], stats.norm.cdf).pvalue > CHANCE
    np.testing.assert_allclose(np.abs(far[:, 0]) / 1e3, 1, atol=0.01)
    for inputs, labels in drawn.values():
        np.testing.assert_array_equal(labels, drawn[0][1])
        np.testing.assert_array_equal(inputs[:, 1:], normal[:, 1:])
    assert (np.argsort(np.abs(normal[:, 0])) == np.argsort(np.abs(depleted_[:, 0]))).all()


@pytest.mark.parametrize("chi", [-0.5, 0, 1, 3])
@pytest.mark.parametrize("d", [50, 400])
def test_the_theory_is_the_balance_of_noise_and_learning_and_the_growth_that_it_leaves(chi, d):
    """Means over mistakes by quadrature over z, at a small ratio r of |w⊥| to w₁."""
    temperature, n = 0.3, 1e9 * d ** (2 + chi)
    along, across = online_theory(n, chi, d, temperature)
    r = across / along
    z, weights = np.polynomial.legendre.leggauss(400)
    z, weights = 6 * (z + 1), 6 * weights * stats.norm.pdf(6 * (z + 1))
    c = density_at_boundary(chi)
    rate = weights * c * (r * z) ** (1 + chi) / (1 + chi)
    learning = 2 * across * temperature / np.sqrt(d) * (rate @ z)
    noise = temperature**2 / d * (rate @ (z**2 + d - 2))
    np.testing.assert_allclose(noise, learning, rtol=1e-6)
    growth = temperature / np.sqrt(d) * (weights @ (c * (r * z) ** (2 + chi) / (2 + chi)))
    step = 1e-4
    later, earlier = (online_theory(n * (1 + sign * step), chi, d, temperature)[0] for sign in (1, -1))
    np.testing.assert_allclose((later - earlier) / (2 * step * n), growth, rtol=1e-6)


@pytest.mark.parametrize("chi", [-0.5, 0, 1, 3])
def test_online_learning_follows_the_theory_within_three_percent(chi):
    d, temperature = 128, 2.0
    last = online_steps(12, chi, d)
    along, across = online([last / 2, last], chi, d, temperature, np.random.default_rng(0), 64)
    expected, of_noise = online_theory([last / 2, last], chi, d, temperature)
    np.testing.assert_allclose(along.mean(1), expected, rtol=0.03)
    np.testing.assert_allclose(across.mean(), of_noise, rtol=0.03)


def test_the_theory_takes_numbers_and_arrays_and_knows_its_units():
    along, across = online_theory(1e6, 1, 64, 1.0)
    several, same = online_theory(np.array([1e6, 1e7]), 1, 64, 3e-140)
    assert np.shape(along) == () and several.shape == (2,)
    np.testing.assert_allclose([several[0] / along, same / across, several[1] / several[0]], [3e-140, 3e-140, 10**0.25])
    n = online_steps(12, 1, 64)
    np.testing.assert_allclose(online_theory(n, 1, 64, 5.0)[0], 12 * online_theory(n, 1, 64, 5.0)[1])


@pytest.mark.parametrize(
    "change, message",
    [
        ({"signed_inputs": np.ones(3)}, r"signed_inputs \(3,\)"),
        ({"signed_inputs": np.ones((0, 3))}, r"signed_inputs \(0, 3\)"),
        ({"signed_inputs": np.array([[1.0, np.nan]])}, "finite"),
        ({"temperature": 0}, "temperature = 0: allowed are finite numbers > 0"),
        ({"temperature": float("inf")}, "temperature = inf"),
        ({"temperature": float("nan")}, "temperature = nan"),
        ({"margin": -1}, "margin = -1: allowed are finite numbers >= 0"),
        ({"batch": 5}, "batch = 5: allowed are 1 to the number of samples, 4"),
        ({"batch": 0}, "batch = 0"),
        ({"most_steps": 0}, "most_steps = 0"),
    ],
)
def test_wrong_arguments_are_refused(change, message):
    given = {"signed_inputs": np.ones((4, 3)), "temperature": 1.0, "margin": 0.1, "rng": np.random.default_rng(0)}
    with pytest.raises(ValueError, match=message):
        perceptron(**given | change)


@pytest.mark.parametrize("chi", [-1, -2, float("nan"), float("inf")])
def test_data_without_a_density_are_refused(chi):
    with pytest.raises(ValueError, match="allowed are numbers > -1"):
        depleted(3, 2, chi, np.random.default_rng(0))
    with pytest.raises(ValueError, match="count = 0"):
        depleted(0, 2, 1, np.random.default_rng(0))
