"""The pathwise sampler against the dense posterior, without Monte Carlo: it is affine in its white noise."""

import gpytorch
import numpy as np
import pytest
import torch
from richlazy.errors import InputError
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from studies.sepsis.methods.dense_posterior import dense_posterior, sampler_moments, unit_white
from studies.sepsis.methods.gaussian_process import (
    JITTER,
    GaussianProcess,
    White,
    channel_factor,
    common_white,
    independent_white,
    sample,
)
from studies.sepsis.methods.padding import padded

NAMES = ["heart rate", "temperature", "lactate"]
LENGTH_SCALE, NOISE = 2.5, np.array([0.1, 0.3, 0.05])
HOURS = torch.arange(1.0, 5.0)


def covariance(seed=0):
    loadings = np.random.default_rng(seed).standard_normal((3, 2))
    return loadings @ loadings.T + 0.4 * np.eye(3)


def stay(seed, count=7):
    """Measurements out of order, some at equal times and on the grid."""
    rng = np.random.default_rng(seed)
    times = rng.uniform(0, 4, count)
    times[1:4] = times[0], 1.0, 4.0
    return times, rng.integers(0, 3, count), rng.standard_normal(count)


def drawn(stays, white, hours=HOURS, length_scale=LENGTH_SCALE):
    factor = torch.from_numpy(np.linalg.cholesky(covariance()))
    return sample(padded(stays, 3), hours, factor, torch.tensor(length_scale), torch.from_numpy(NOISE), white)


@pytest.mark.parametrize("seed", range(3))
def test_offset_and_factor_are_those_of_the_dense_posterior(seed):
    arguments = stay(seed), HOURS.numpy(), covariance(), LENGTH_SCALE, NOISE
    found, expected = sampler_moments(*arguments), dense_posterior(*arguments)
    np.testing.assert_allclose(found[0], expected[0], atol=1e-9)
    np.testing.assert_allclose(found[1], expected[1], atol=1e-8)


def test_moments_do_not_depend_on_how_many_unit_vectors_are_given_at_once(monkeypatch):
    arguments = stay(0), HOURS.numpy(), covariance(), LENGTH_SCALE, NOISE
    whole = sampler_moments(*arguments)
    monkeypatch.setattr("studies.sepsis.methods.dense_posterior.TOGETHER", 9)  # of 40
    for one, other in zip(sampler_moments(*arguments), whole, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-13)


def test_the_sampler_is_affine():
    white = unit_white(7, 4, 3)
    samples = drawn([stay(1)], White(*(part[:, :, 1:].sum(2, keepdim=True) for part in white)))[0, 0]
    columns = drawn([stay(1)], white)[0]
    np.testing.assert_allclose(samples, columns[0] + (columns[1:] - columns[0]).sum(0), atol=1e-9)


def test_the_dense_formula_of_one_channel_is_that_of_scikit_learn():
    times, _, values = stay(3)
    kernel = ConstantKernel(1.7, "fixed") * Matern(LENGTH_SCALE, "fixed", nu=0.5)
    oracle = GaussianProcessRegressor(kernel, alpha=0.1 + JITTER, optimizer=None).fit(times[:, None], values)
    mean, spread = oracle.predict(HOURS.numpy()[:, None], return_cov=True)
    ours = dense_posterior((times, np.zeros(7, int), values), HOURS.numpy(), [[1.7]] * np.eye(1), LENGTH_SCALE, [0.1])
    np.testing.assert_allclose(ours[0][:, 0], mean, atol=1e-10)
    np.testing.assert_allclose(ours[1], spread, atol=1e-10)


class OfGPyTorch(gpytorch.models.ExactGP):
    """The process as another library's: a Matérn kernel in time, times one of the channels, and noise by channel."""

    def __init__(self, inputs, values, noise):
        super().__init__(inputs, values, gpytorch.likelihoods.FixedNoiseGaussianLikelihood(noise))
        self.mean_module = gpytorch.means.ZeroMean()
        in_time = gpytorch.kernels.MaternKernel(nu=0.5, active_dims=0)
        in_time.lengthscale = LENGTH_SCALE
        of_channels = gpytorch.kernels.IndexKernel(num_tasks=3, rank=3, active_dims=1)
        self.double()
        of_channels.covar_factor.data = torch.from_numpy(np.linalg.cholesky(covariance()))
        of_channels.raw_var.data = torch.full((3,), -100.0, dtype=torch.float64)  # nothing beside the factor
        self.covar_module = in_time.double() * of_channels

    def forward(self, inputs):
        return gpytorch.distributions.MultivariateNormal(self.mean_module(inputs), self.covar_module(inputs))


@pytest.mark.parametrize("seed", range(3))
def test_the_posterior_is_that_of_gpytorch(seed):
    times, channels, values = stay(seed)
    shown = torch.from_numpy(np.stack([times, channels], 1))
    model = OfGPyTorch(shown, torch.from_numpy(values), torch.from_numpy(NOISE[channels] + JITTER)).eval()
    asked = np.stack([np.repeat(HOURS.numpy(), 3), np.tile(np.arange(3), 4)], 1)
    with torch.no_grad(), gpytorch.settings.fast_computations(False, False, False):
        oracle = model(torch.from_numpy(asked))
    arguments = stay(seed), HOURS.numpy(), covariance(), LENGTH_SCALE, NOISE
    for mean, spread in (dense_posterior(*arguments), sampler_moments(*arguments)):
        np.testing.assert_allclose(mean.ravel(), oracle.mean, atol=1e-6)
        np.testing.assert_allclose(spread, oracle.covariance_matrix, atol=1e-6)


def test_without_measurements_the_posterior_is_the_prior():
    empty = (np.empty(0), np.empty(0, int), np.empty(0))
    mean, spread = sampler_moments(empty, HOURS.numpy(), covariance(), LENGTH_SCALE, NOISE)
    hours = HOURS.numpy()
    prior = np.kron(np.exp(-np.abs(hours[:, None] - hours) / LENGTH_SCALE), covariance())
    assert not mean.any()
    np.testing.assert_allclose(spread, prior, atol=1e-12)


def test_what_is_filled_up_has_no_influence():
    alone = drawn([stay(1)], White(*(part.double() for part in common_white(5, 7, 4, 2, 3))))
    white = White(*(part.double() for part in common_white(5, 12, 9, 2, 3)))
    together = drawn([stay(2, 12), stay(1), stay(3, 4)], white, torch.arange(1.0, 10.0))
    np.testing.assert_allclose(together[1, :, :4], alone[0], atol=1e-12)


def test_gradients_are_central_differences():
    white = White(*(part.double() for part in common_white(5, 7, 4, 2, 3)))
    weights = torch.from_numpy(np.random.default_rng(1).standard_normal((2, 2, 4, 3)))
    process = GaussianProcess(NAMES, covariance(), LENGTH_SCALE, 0.2)

    def value():
        return (process(padded([stay(1), stay(2, 5)], 3), HOURS, white) * weights).sum()

    value().backward()
    for parameter in process.parameters():
        flat, gradient = parameter.data.view(-1), parameter.grad.reshape(-1)
        for number in range(len(flat)):
            ends = []
            for step in (1e-5, -2e-5):
                flat[number] += step
                ends.append(value().item())
            flat[number] += 1e-5
            assert gradient[number].item() == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-6, rel=1e-6)


def test_samples_of_single_precision_are_close_to_those_of_double():
    white = independent_white(np.random.default_rng(2), 1, 7, 4, 3, 3)
    assert drawn([stay(1)], white).dtype == torch.float32
    exact = drawn([stay(1)], White(*(part.double() for part in white)))
    np.testing.assert_allclose(drawn([stay(1)], white), exact, atol=1e-4)


def test_a_covariance_that_is_not_positive_definite_is_refused_by_channel():
    broken = covariance()
    broken[0], broken[:, 0] = broken[2], broken[:, 2]
    broken[0, 0] = broken[2, 2]
    with pytest.raises(InputError, match="heart rate, lactate: not positive definite"):
        channel_factor(broken, NAMES)
    with pytest.raises(
        InputError, match="in the channels 0, 1, 2: not positive definite, its smallest eigenvalue is -"
    ):
        drawn([stay(1)], unit_white(7, 4, 3), length_scale=-1.0)


def test_the_channels_are_those_whose_measurements_are_dependent_or_not_finite():
    times, channels = np.array([1.0, 1.0, 2.0]), np.array([0, 0, 1])
    three, white = padded([(times, channels, times)], 3), unit_white(3, 4, 3)
    noise = torch.tensor([-1e-3, 0.3, 0.1])
    with pytest.raises(InputError, match="in the channels heart rate: not positive definite, its smallest eigenvalue"):
        sample(three, HOURS, torch.eye(3), torch.tensor(LENGTH_SCALE), noise, white, NAMES)
    process = GaussianProcess(NAMES, length_scale=LENGTH_SCALE)
    with torch.no_grad():
        process.log_noise[1] = 1e6
    with pytest.raises(InputError, match="in the channels temperature: not positive definite, it is not finite"):
        process(three, HOURS, white)


@pytest.mark.parametrize("wrong", [np.eye(2), np.triu(np.ones((3, 3)))])
def test_a_matrix_of_another_form_is_refused(wrong):
    with pytest.raises(InputError, match="symmetric matrix of 3 channels"):
        channel_factor(wrong, NAMES)


def test_a_length_scale_that_is_not_positive_is_refused():
    with pytest.raises(InputError, match="length_scale = 0"):
        GaussianProcess(NAMES, length_scale=0)
