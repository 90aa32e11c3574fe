"""Simulations of perceptrons whose values are written down, for tests of claims and figures."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from studies.sgd_noise.analysis.exponents import of_norm, of_steps, slope


def make_depleted_perceptrons(
    chis: Sequence[float] = (0, 1, 3),
    samples: Sequence[int] = (128, 256, 512, 1024),
    seeds: int = 8,
    share: float = 0.75,
) -> xr.Dataset:
    """Perceptrons that do all that the claims say, with a little noise: exponents are `share` of those of infinitely
    many samples, and online learning is as theory has it."""
    random = np.random.default_rng(0)
    coords = {"chi": np.array(chis, float), "samples": np.array(samples), "seed": np.arange(seeds)}
    chi, count = (xr.DataArray(coords[name], {name: coords[name]}, name) for name in ("chi", "samples"))

    def noise() -> xr.DataArray:
        shape = [len(values) for values in coords.values()]
        return xr.DataArray(2 ** (0.02 * random.standard_normal(shape)), coords, tuple(coords))

    of_seed = noise().isel(samples=0, drop=True)
    step = np.unique(np.geomspace(256, 5e7, 20).astype(int))
    step = xr.DataArray(step, {"step": ("step", step, {"long_name": "online sample"})}, "step")
    last = 1e5 * 20**chi
    along = (1 + step) ** (1 / (3 + chi)).where(step <= last)
    across = (8 / (2 + chi) + 0 * step).where(step <= last)
    measures = xr.Dataset(
        {
            "norm": 3 * (count / samples[0]) ** (share * of_norm(chi)) * noise(),
            "last_step": 900 * (count / samples[0]) ** (1 + share * of_steps(chi)) * noise(),
            "sharpness": 2 + (count / samples[0]) ** of_norm(chi) * noise(),
            "mistakes": 30 * count**0.5 * noise(),
            "along_ratio": 0.995 * of_seed,
            "across_ratio": 1.005 * of_seed,
            "theory_along": along + 0 * of_seed,
            "theory_across": across + 0 * of_seed,
            "online_along": along * of_seed,
            "online_across": across * of_seed,
            "converged": xr.ones_like(noise()).astype(np.int8),
            "diverged": xr.zeros_like(noise()).astype(np.int8),
        }
    )
    return with_exponents(measures).assign_attrs(experiment="noise_perceptron")


def with_exponents(measures: xr.Dataset) -> xr.Dataset:
    """The same with the exponents that follow from norms and last steps."""
    octaves = np.log2(measures.samples.values)
    for name, source in (("norm_exponent", "norm"), ("step_exponent", "last_step")):
        values = measures[source].transpose("chi", "seed", "samples").values
        measures[name] = ("chi", "seed"), slope(octaves, np.log2(values))
    return measures


def never(measures: xr.Dataset, chi: float, samples: int) -> xr.Dataset:
    """Have no run of a chi and number of samples fit all samples."""
    place = {"chi": chi, "samples": samples}
    for name in ("norm", "last_step", "sharpness"):
        measures[name].loc[place] = np.inf
    measures.converged.loc[place] = 0
    return with_exponents(measures)


def lose(measures: xr.Dataset, chi: float, samples: int) -> xr.Dataset:
    """Have all runs of a chi and number of samples diverge."""
    place = {"chi": chi, "samples": samples}
    for name in ("norm", "last_step", "sharpness", "mistakes"):
        measures[name].loc[place] = np.nan
    measures.converged.loc[place], measures.diverged.loc[place] = 0, 1
    return with_exponents(measures)
