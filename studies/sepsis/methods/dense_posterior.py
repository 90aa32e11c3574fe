"""The posterior of one stay by the textbook formula, and how far the pathwise sampler is from it, without Monte Carlo.

A sample is affine in its white noise z: offset + W z. The offset must be the mean, and W Wᵀ the covariance, of the
posterior.
"""

import numpy as np
import torch

from studies.sepsis.methods.gaussian_process import JITTER, White, sample
from studies.sepsis.methods.padding import padded

# Unit vectors that the sampler is given at once: those of a stay with a hundred measurements of 37 channels would take
# half a gigabyte together.
TOGETHER = 512


def dense_posterior(
    stay: tuple[np.ndarray, np.ndarray, np.ndarray],
    hours: np.ndarray,
    covariance: np.ndarray,
    length_scale: float,
    noise: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Mean [hour, channel] and covariance [hour · channel, hour · channel] of one stay by the textbook formula
    (Rasmussen & Williams 2006, eqs. 2.23 and 2.24). Arguments as for `sample`; covariance: K_D."""
    times, channels, values = (np.asarray(part) for part in stay)
    count = len(covariance)
    hours = np.asarray(hours, dtype=np.float64)
    grid, grid_channels = np.repeat(hours, count), np.tile(np.arange(count), len(hours))

    def kernel(first, first_channels, second, second_channels):
        decay = np.exp(-np.abs(first[:, None] - second) / length_scale)
        return covariance[first_channels[:, None], second_channels] * decay

    across = kernel(grid, grid_channels, times, channels)
    data = kernel(times, channels, times, channels) + np.diag(np.asarray(noise)[channels] + JITTER)
    weights = np.linalg.solve(data, across.T).T
    mean = weights @ values
    return mean.reshape(len(hours), count), kernel(grid, grid_channels, grid, grid_channels) - weights @ across.T


def unit_white(width: int, hours: int, channels: int, units: range | None = None) -> White:
    """White noise of one stay, float64: a sample without noise, then one for each unit vector whose number is in
    `units`, by default all.

    width: measurements; hours: rows of the grid. The sampler then gives its offset, and the offset plus each column
    of W.
    """
    sizes = (width * channels, hours * channels, width)
    units = range(sum(sizes)) if units is None else units
    unit = torch.zeros(1 + len(units), sum(sizes), dtype=torch.float64)
    unit[torch.arange(1, 1 + len(units)), torch.tensor(list(units), dtype=torch.int64)] = 1
    data, grid, errors = unit.split(sizes, 1)
    data, grid = data.unflatten(1, (width, channels)), grid.unflatten(1, (hours, channels))
    return White(data.transpose(0, 1)[None], grid.transpose(0, 1)[None], errors.T[None])


def sampler_moments(
    stay: tuple[np.ndarray, np.ndarray, np.ndarray],
    hours: np.ndarray,
    covariance: np.ndarray,
    length_scale: float,
    noise: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of what the pathwise sampler draws; arguments, shapes and units as for `dense_posterior`."""
    observations, count = padded([stay], len(covariance)), len(covariance)
    width, hours = observations.times.shape[1], np.asarray(hours, dtype=np.float64)
    arguments = (
        torch.from_numpy(hours),
        torch.from_numpy(np.linalg.cholesky(covariance)),
        torch.tensor(length_scale, dtype=torch.float64),
        torch.from_numpy(np.asarray(noise, dtype=np.float64)),
    )
    units = range((width + len(hours)) * count + width)
    found = np.zeros((len(hours) * count, len(hours) * count))
    for start in range(0, len(units), TOGETHER):
        white = unit_white(width, len(hours), count, units[start : start + TOGETHER])
        samples = sample(observations, *arguments, white)[0]
        columns = (samples[1:] - samples[0]).flatten(1).numpy()
        found += columns.T @ columns
    return samples[0].numpy(), found
