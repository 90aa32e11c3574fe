"""Multi-task Gaussian process of a stay, and exact samples of its posterior on the hourly grid.

The prior of channel c at time t has mean zero and covariance K_D[c, c'] exp(-|t - t'|/ℓ), an Ornstein-Uhlenbeck process
in time, with K_D = L Lᵀ; each measurement has further noise of the variance of its channel (Bonilla, Chai & Williams
2007, NeurIPS 20; Futoma, Hariharan & Heller 2017, arXiv 1706.04152, eq. 2).

Samples are drawn pathwise (Wilson et al. 2020, arXiv 2002.09309, eq. 7): the prior is drawn at grid and data jointly,
and corrected by K_gd (K_dd + Σ)⁻¹ (y - f_d - e). In order of time the process is Markov, so that the Cholesky factor of
its covariance is known in closed form: measurements at equal times need no jitter there, and are exact.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from richlazy import randomness
from richlazy.errors import InputError

from studies.sepsis.methods.padding import Observations

# Variance added to every measurement, in units of the z-scored values: it bounds the condition number of K_dd + Σ.
JITTER = 1e-4
# Hours between points that must not know each other: the exponential of it is zero, and so is its gradient.
_FAR = 1e30


class White(NamedTuple):
    """Independent standard normal numbers: data [stay, n, sample, channel], grid [stay, hour, sample, channel] and
    errors [stay, n, sample]. The axis of stays may be 1: then all stays have the same numbers."""

    data: torch.Tensor
    grid: torch.Tensor
    errors: torch.Tensor


def common_white(seed: int, width: int, hours: int, samples: int, channels: int) -> White:
    """Numbers that do not depend on the other stays: float32, stay axis 1, wider arrays begin with the narrower."""

    def rows(purpose: str, *shape: int) -> torch.Tensor:
        values = randomness.generator(f"posterior samples: {purpose}", seed).standard_normal(shape)
        return torch.from_numpy(values.astype(np.float32))[None]

    return White(
        rows("data", width, samples, channels), rows("grid", hours, samples, channels), rows("errors", width, samples)
    )


def independent_white(
    generator: np.random.Generator, stays: int, width: int, hours: int, samples: int, channels: int
) -> White:
    """Fresh numbers for every stay, float32, as in training."""
    shapes = (stays, width, samples, channels), (stays, hours, samples, channels), (stays, width, samples)
    return White(*(torch.from_numpy(generator.standard_normal(shape, dtype=np.float32)) for shape in shapes))


def sample(
    observations: Observations,
    hours: torch.Tensor,
    factor: torch.Tensor,
    length_scale: torch.Tensor,
    noise: torch.Tensor,
    white: White,
    names: Sequence[str] | None = None,
) -> torch.Tensor:
    """Samples of the posterior, [stay, sample, hour, channel], in the type of `white`; affine in `white`.

    hours: times of the grid in h, [hour], ascending; factor: L, lower triangular [channel, channel]; length_scale: ℓ in
    h; noise: variance of each channel, [channel]. Differentiable in the last three. names: of the channels, by default
    their numbers. The Cholesky factor of K_dd is found in float64. Raises InputError where K_dd + Σ is not positive
    definite, naming the channels that are involved.
    """
    channels, present, dtype = observations.channels, observations.present, white.grid.dtype
    factor, length_scale, noise = factor.double(), length_scale.double(), noise.double()
    stays, width = channels.shape
    grid = hours.double().expand(stays, -1)
    # What is filled up comes after everything else, where the Markov process has no influence on what was before.
    data = torch.where(present, observations.times, torch.clamp(hours.max(), min=observations.times.max()) + 1)
    rate = -1 / length_scale
    markov = _markov_factor(torch.cat([data, grid], 1), rate, dtype)
    columns = torch.cat([white.data.expand(stays, -1, -1, -1), white.grid.expand(stays, -1, -1, -1)], 1)
    independent = (markov @ columns.flatten(2)).unflatten(2, columns.shape[2:])
    prior = independent[:, width:] @ factor.T.to(dtype)
    at_data = (independent[:, :width] * factor.to(dtype)[channels][:, :, None]).sum(-1)
    variance = noise[channels] + JITTER
    values = observations.values[..., None] - at_data - variance.sqrt()[..., None] * white.errors
    covariance = factor @ factor.T
    matrix = _data_covariance(observations, covariance, rate, variance)
    solved = _Solve.apply(matrix, torch.where(present[..., None], values, 0.0), _cholesky(matrix, observations, names))
    apart = torch.where(present[:, None], (grid[:, :, None] - data[:, None]).abs(), _FAR).to(dtype)
    weights = solved.to(dtype)[..., None] * covariance.to(dtype)[channels][:, :, None]
    correction = (torch.exp(apart * rate.to(dtype)) @ weights.flatten(2)).unflatten(2, weights.shape[2:])
    return (prior + correction).transpose(1, 2)


def _markov_factor(times: torch.Tensor, rate: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """A with A Aᵀ = exp(rate |t - t'|), [stay, point, point], for times [stay, point] in any order; rate is -1/ℓ.

    From one point in time to the next, x' = ρ x + √(1 - ρ²) z with ρ = exp(-Δ/ℓ); so A_ij = exp(-(t_i - t_j)/ℓ) times
    √(1 - ρ_j²) for j not after i, and √(1 - ρ²) = 1 at the first point.
    """
    order = torch.argsort(times, dim=1, stable=True)
    rank = torch.argsort(order, dim=1)
    gaps = torch.diff(times.gather(1, order), dim=1)
    # The root has no gradient at zero: points at equal times add nothing.
    innovation = (-torch.expm1(2 * torch.where(gaps > 0, gaps, 1.0) * rate)).sqrt() * (gaps > 0)
    innovation = torch.cat([torch.ones_like(times[:, :1]), innovation], 1).gather(1, rank).to(dtype)
    after = torch.where(rank[:, None] <= rank[:, :, None], times[:, :, None] - times[:, None], _FAR).to(dtype)
    return torch.exp(after * rate.to(dtype)) * innovation[:, None]


def _data_covariance(
    observations: Observations, covariance: torch.Tensor, rate: torch.Tensor, variance: torch.Tensor
) -> torch.Tensor:
    """K_dd + Σ, [stay, n, n]; the identity in rows that are filled up."""
    times, channels, present = observations.times, observations.channels, observations.present
    both = present[:, :, None] & present[:, None]
    apart = torch.where(both, (times[:, :, None] - times[:, None]).abs(), _FAR)
    matrix = covariance[channels[:, :, None], channels[:, None]] * torch.exp(apart * rate)
    # The distance of a filled-up point from itself is _FAR as well, so that nothing but the diagonal is left there.
    return matrix + torch.diag_embed(torch.where(present, variance, 1.0))


@torch.no_grad()
def _cholesky(matrix: torch.Tensor, observations: Observations, names: Sequence[str] | None) -> torch.Tensor:
    """Cholesky factor of K_dd + Σ. Raises InputError where it is not positive definite."""
    factor, failed = torch.linalg.cholesky_ex(matrix)
    if failed.any():
        stay = int(failed.nonzero()[0])
        present = observations.present[stay].numpy()
        found, channels = matrix[stay].numpy()[np.ix_(present, present)], observations.channels[stay].numpy()[present]
        if np.isfinite(found).all():
            values, vectors = np.linalg.eigh(found)
            shares = np.bincount(channels, np.abs(vectors[:, 0]))
            what, involved = f"its smallest eigenvalue is {values[0]:.3g}", np.flatnonzero(shares > 0.1 * shares.max())
        else:
            what, involved = "it is not finite", np.unique(channels[~np.isfinite(found).all(1)])
        words = ", ".join(str(number) if names is None else names[number] for number in involved)
        raise InputError(
            f"covariance of measurements in the channels {words}: not positive definite, {what}; allowed are finite "
            "factors, length scales > 0 and noise >= 0: write a smaller `learning_rate` if it was learned"
        )
    return factor


class _Solve(torch.autograd.Function):
    """X = A⁻¹ B for a symmetric A with known Cholesky factor; the gradient is A⁻¹ G for B and -(A⁻¹ G) Xᵀ for A
    (Giles 2008, Lecture Notes in Computational Science and Engineering 64:35), without that of the factor."""

    @staticmethod
    def forward(context, matrix: torch.Tensor, values: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
        solved = torch.cholesky_solve(values, factor)
        context.save_for_backward(solved, factor)
        return solved

    @staticmethod
    def backward(context, gradient: torch.Tensor):
        solved, factor = context.saved_tensors
        of_values = torch.cholesky_solve(gradient, factor)
        return -of_values @ solved.mT, of_values, None


def channel_factor(covariance: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """L with K_D = L Lᵀ, [channel, channel]. Raises InputError for another shape, for a matrix that is not symmetric,
    and for one that is not positive definite, naming the channels that are linearly dependent."""
    covariance, count = np.asarray(covariance, dtype=np.float64), len(names)
    if covariance.shape != (count, count) or not np.allclose(covariance, covariance.T):
        raise InputError(f"covariance: shape {covariance.shape}; allowed is a symmetric matrix of {count} channels")
    values, vectors = np.linalg.eigh(covariance)
    if values[0] <= 1e-10 * max(values[-1], 0):
        shares = np.abs(vectors[:, 0])
        involved = ", ".join(name for name, share in zip(names, shares, strict=True) if share > 0.1 * shares.max())
        raise InputError(
            f"covariance of channels {involved}: not positive definite, its smallest eigenvalue is {values[0]:.3g}; "
            "allowed are values > 0: leave one of these channels out, or add to the diagonal"
        )
    return np.linalg.cholesky(covariance)


class GaussianProcess(torch.nn.Module):
    """The process with its parameters: L, with the logarithm of its diagonal, log ℓ and the logarithms of the noise.

    names: of the channels; covariance: initial K_D, by default the identity, the variance of z-scores; length_scale:
    initial ℓ in h; noise: initial variance of all channels.
    """

    def __init__(
        self, names: Sequence[str], covariance: np.ndarray | None = None, length_scale: float = 6.0, noise: float = 0.1
    ):
        super().__init__()
        for name, value in (("length_scale", length_scale), ("noise", noise)):
            if not (np.isfinite(value) and value > 0):
                raise InputError(f"{name} = {value}: allowed are numbers > 0, for example `{name}: 1`")
        factor = channel_factor(np.eye(len(names)) if covariance is None else covariance, names)
        self._names = tuple(names)
        self.below = torch.nn.Parameter(torch.from_numpy(np.tril(factor, -1)))
        self.log_diagonal = torch.nn.Parameter(torch.from_numpy(np.log(np.diag(factor))))
        self.log_length_scale = torch.nn.Parameter(torch.tensor(np.log(length_scale), dtype=torch.float64))
        self.log_noise = torch.nn.Parameter(torch.full((len(names),), np.log(noise), dtype=torch.float64))

    def factor(self) -> torch.Tensor:
        """L, [channel, channel]."""
        return self.below.tril(-1) + torch.diag(self.log_diagonal.exp())

    def forward(self, observations: Observations, hours: torch.Tensor, white: White) -> torch.Tensor:
        """Samples of the posterior, [stay, sample, hour, channel]; see `sample`."""
        scale, noise = self.log_length_scale.exp(), self.log_noise.exp()
        return sample(observations, hours, self.factor(), scale, noise, white, self._names)
