"""Make the initial matrices of one condition for a block of seeds, and write them with their spectra."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from richlazy.artefacts import store
from richlazy.artefacts.job import logged
from richlazy.connectivity import builders
from richlazy.connectivity.initial import describe, initial_layers
from richlazy.errors import InputError


def write_connectivity(
    path: str | Path, parameters: Mapping, seeds: Sequence[int], provenance: Mapping, reference: str | None = None
) -> None:
    """Make and write the matrices of all seeds; parameters: those of the stage connectivity.

    reference: file of the training of the reference network, for builders with a REFERENCE.
    """
    what = {name: value for name, value in parameters.items() if name != "connectivity"}  # the name of the matrix
    learned = learned_changes(reference, seeds) if reference else dict.fromkeys(seeds)
    matrices = np.stack([initial_layers(**what, seed=seed, learned=learned[seed]) for seed in seeds])
    source = builders.registry.constant(parameters["matrix_definition"]["builder"], "SOURCE")
    dataset = describe(matrices, list(seeds)).assign_attrs(title="initial matrices", source=source)
    for seed, rank in zip(seeds, dataset.achieved_rank.values.astype(int), strict=True):
        if rank != parameters["rank"]:
            asked = "full" if parameters["rank"] == parameters["hidden"] else parameters["rank"]
            print(
                f"{parameters['connectivity']}: rank {asked} was asked for, the matrix of seed {seed} has rank {rank}"
            )
    store.write(path, dataset, provenance)


def learned_changes(path: str | Path, seeds: Sequence[int]) -> dict[int, np.ndarray]:
    """Change of the recurrent weights [post, pre] in training, by seed, from the file of the training.

    Raises InputError for a run that diverged or changed no weight, since it has learned no direction.
    """
    weights = store.read(path).recurrent_weights.sel(seed=list(seeds)).astype(float)
    changes = weights.isel(step=-1) - weights.isel(step=0)
    diverged = [seed for seed in seeds if not bool(changes.sel(seed=seed).notnull().all())]
    if diverged:
        raise InputError(
            f"{path}: the reference network of seed {diverged[0]} diverged and learned no direction to align with; "
            "lower `learning_rate` or `gain` of the experiment, or leave out the matrices that are aligned"
        )
    unchanged = [seed for seed in seeds if not bool((changes.sel(seed=seed) != 0).any())]
    if unchanged:
        raise InputError(
            f"{path}: training changed no weight of the reference network of seed {unchanged[0]}, so that there is no "
            "direction to align with; raise `learning_rate` of the experiment, or leave out the matrices that "
            "are aligned"
        )
    return {seed: changes.sel(seed=seed).values for seed in seeds}


if __name__ == "__main__":
    spec = snakemake.params.spec
    with logged(snakemake.log[0]):
        reference = snakemake.input.reference or None
        write_connectivity(snakemake.output[0], spec["parameters"], spec["seeds"], spec, reference)
