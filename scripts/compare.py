"""Compare the networks of a condition with each other: the measures between seeds that experiments take."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.job import logged
from richlazy.errors import InputError
from richlazy.measures.between_seeds.networks import attributes, evaluate_pairs
from richlazy.measures.loading import load_probes, load_weights
from richlazy.processor import processor

DIMS = ("seed", "other_seed", "step")


def load_networks(paths: Sequence[str | Path], seeds: Sequence[int]) -> xr.Dataset:
    """The networks with these seeds from their trainings. Raises InputError for a seed that is in none of them."""
    trainings = [_weights(store.read(path)) for path in paths]
    training = xr.concat(trainings, "seed", combine_attrs="override", join="exact")
    missing = sorted(set(seeds) - set(training.seed.values.tolist()))
    if missing:
        raise InputError(f"seed {missing[0]} is missing in {', '.join(map(str, paths))}: remake these files")
    return training.sel(seed=list(seeds))


def _weights(training: xr.Dataset) -> xr.Dataset:
    return training[[name for name in training.data_vars if name.endswith("_weights")]]


def write_comparison(training_paths, trials_path, path, spec: Mapping, machine: Mapping, threads: int) -> None:
    """Take the measures of `spec` over all pairs of its seeds, and write them over (seed, other_seed, step)."""
    parameters, seeds = spec["parameters"], spec["seeds"]
    training = load_networks(training_paths, seeds)
    (probes,) = load_probes(trials_path, parameters, machine["kernel_memory"], training)
    with processor(threads):
        values = evaluate_pairs(load_weights(training, probes), probes, parameters["measures"], seeds)
    axes = {name: training[name].drop_attrs() for name in ("seed", "step")}
    found = xr.Dataset(coords={**axes, "other_seed": training.seed.values})
    for name, matrix in values.items():
        found[name] = (DIMS, matrix, attributes(name, probes))
    found.other_seed.attrs["long_name"] = "seed of the other network"
    store.write(path, found.assign_attrs(title="measures between seeds"), spec)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        write_comparison(
            snakemake.input.trainings,
            snakemake.input.trials,
            snakemake.output[0],
            snakemake.params.spec,
            snakemake.config["machine"],
            snakemake.threads,
        )
